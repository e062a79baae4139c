"""The rows that a run creates in the account's two lists, as the lists show them meanwhile."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from shopsync_gui.core.account.account_products import AccountProducts
from shopsync_gui.core.account.arrivals import Arrivals
from shopsync_gui.core.catalogue import category_key, sku_key
from shopsync_gui.core.structures.id_map import IdMap
from shopsync_gui.store.runs.journal_entries import JournalOp
from shopsync_gui.sync.account.look_interval import LookInterval
from shopsync_gui.sync.run.tasks import in_pieces

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shopsync_gui.core.catalogue import TargetCategory, TargetProduct
    from shopsync_gui.core.plan.plan import Target
    from shopsync_gui.store.runs.journal_entries import JournalEntry
    from shopsync_gui.sync.run.session import Session

_MICROSECONDS = 1_000_000


class CreatedRows:
    """The account's products and categories since a run read them: its own new rows, and strangers.

    Each list is read again as a whole; `interval` is how often that may be done.
    """

    def __init__(self, session: Session, target: Target) -> None:
        self._session = session
        ids = AccountProducts.of(target.products).ids
        self.products = Arrivals(ids[: target.listed], ids[target.listed :])
        self.categories = Arrivals(category.sa_id for category in target.categories)
        self.interval = LookInterval(_time())
        self._names: dict[int, str] = {}
        #: The categories that the list showed last, by key.
        self._listed_names: dict[str, int] = {}
        #: When this run created its products, in microseconds, and which of them the last reading lacked.
        self._created = IdMap()
        self._lacked: set[int] = set()

    def note_product(self, sa_id: int, sku: str) -> None:
        """Note a product as this run's own."""
        if self.products.created(sa_id, sku_key(sku)):
            self._created.put(sa_id, round(_time() * _MICROSECONDS))

    def note_category(self, sa_id: int, name: str) -> None:
        """Note a category as this run's own."""
        self.categories.created(sa_id, category_key(name))
        self._names[sa_id] = name

    async def take_in(self, target: Target) -> None:
        """Note what another reading of the account shows, before lost answers are settled by it."""
        await self._note_products(target.products)
        self._note_categories(target.categories)

    async def read_categories(self) -> None:
        """Read the categories once more if this run created any."""
        if self.categories.own:
            await self.list_categories()

    def doubled_categories(self) -> dict[int, str]:
        """Categories of this run that another program had created before, by id with their names."""
        return {sa_id: self._names[sa_id] for sa_id in self.categories.doubled()}

    def is_elsewhere(self, arrivals: Arrivals, sa_id: int) -> bool:
        """Whether the list shows another new row with the key of what was created under this id."""
        key = arrivals.own[sa_id]
        if arrivals is self.categories:
            return self._listed_names.get(key, sa_id) != sa_id
        return arrivals.stranger(key) is not None

    async def list_products(self) -> bool:
        """Read the products again; whether strangers are new among them. Raises ServiceError."""
        began = _time()
        products = await self._session.account.products()
        self.interval.measure(_time() - began, len(products))
        self.interval.looked(_time())
        strangers = await self._note_products(products)
        self._measure_lag(began)
        return strangers

    def _measure_lag(self, read: float) -> None:
        """Take over how late the list showed what an earlier reading lacked."""
        shown = self._lacked - self.products.missing
        late = [read - self._created[own] / _MICROSECONDS for own in shown]
        session = self._session
        if late:
            session.lists.lag = max(*late, session.lists.lag or 0.0)
        self._lacked = set(self.products.missing)

    async def list_categories(self) -> bool:
        """Read the categories again; whether strangers are new among them. Raises ServiceError."""
        return self._note_categories(await self._session.account.categories())

    async def _note_products(self, products: Iterable[TargetProduct]) -> bool:
        unsettled = {sku_key(entry.sku) for entry in self._unsettled(JournalOp.CREATE_PRODUCT)}
        rows = ((product.sa_id, sku_key(product.sku)) for product in products)
        return await in_pieces(self.products.listing(rows, unsettled))

    def _note_categories(self, categories: Iterable[TargetCategory]) -> bool:
        entries = self._unsettled(JournalOp.CREATE_CATEGORY)
        rows = [(category.sa_id, category_key(category.name)) for category in categories]
        self._listed_names = {key: sa_id for sa_id, key in rows}
        return self.categories.listed(rows, {category_key(entry.name) for entry in entries})

    def _unsettled(self, op: JournalOp) -> list[JournalEntry]:
        """Creates of this kind whose answer was lost."""
        entries = self._session.store.journal.unsettled(self._session.connection.id)
        return [entry for entry in entries if entry.op is op]


def _time() -> float:
    return asyncio.get_running_loop().time()
