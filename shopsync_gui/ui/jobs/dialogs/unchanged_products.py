"""The products that a plan leaves as they are, read from the catalogue as the list is scrolled."""

from __future__ import annotations

from array import array
from itertools import filterfalse
from typing import TYPE_CHECKING, TypeVar

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.plan.plan import Action, PlanItem
from shopsync_gui.store.database.id_ranges import id_code
from shopsync_gui.store.search.query import GridQuery

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from PySide6.QtCore import QObject

    from shopsync_gui.store import Store
    from shopsync_gui.store.database.id_ranges import Ids
    from shopsync_gui.ui.jobs.services.store_thread import Request, StoreThread

T = TypeVar("T")

#: Rows that are read at a time.
_PAGE = 200
_IN_SHOP = frozenset({ProductState.ACTIVE, ProductState.DISABLED, ProductState.DISCONTINUED})


class UnchangedProducts:
    """The ids of all that match a search, and their rows page by page."""

    def __init__(self, asker: QObject, lister: StoreThread, connection_id: int) -> None:
        self._asker = asker
        self._lister = lister
        self._connection_id = connection_id
        self._request: Request | None = None

    def drop(self) -> None:
        """Drop the answer that is still to come, if any."""
        if self._request is not None:
            self._request.drop()
            self._request = None

    def find(
        self,
        text: str,
        planned: Container[int],
        show: Callable[[Ids, list[PlanItem]], None],
    ) -> None:
        """Search the shop's products beside the planned ones; the first rows come with the ids."""
        query = GridQuery(text=text, connection_id=self._connection_id, states=_IN_SHOP)

        def read(store: Store) -> tuple[Ids, list[PlanItem]]:
            ids = store.grid.ids(query)
            left = array(id_code(max(ids, default=0)), filterfalse(planned.__contains__, ids))
            return left, _rows(store, left[:_PAGE])

        self._ask(read, lambda answer: show(*answer))

    def more(self, ids: Ids, show: Callable[[list[PlanItem]], None]) -> None:
        """The next rows of `ids`."""
        self._ask(lambda store: _rows(store, ids[:_PAGE]), show)

    def _ask(self, read: Callable[[Store], T], show: Callable[[T], None]) -> None:
        self.drop()
        self._request = self._lister.ask(self._asker, read, show)


def _rows(store: Store, ids: Ids) -> list[PlanItem]:
    return [
        PlanItem(product_id=row.id, action=Action.KEEP, sku=row.sku, name=row.name)
        for row in store.grid.rows(ids)
    ]
