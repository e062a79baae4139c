"""Finding in the account's lists what was written with answers that do not say what came of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shopsync_gui.core.account.account_products import AccountProducts
from shopsync_gui.core.account.likeness import alike, tells_nothing
from shopsync_gui.core.account.target_index import ProductsById
from shopsync_gui.core.catalogue import category_key, sku_key
from shopsync_gui.remote import WriteAnswer
from shopsync_gui.store.runs.journal_entries import JournalEntry, JournalOp
from shopsync_gui.sync.account.account_reading import read_target
from shopsync_gui.sync.account.beyond_list import with_unlisted
from shopsync_gui.sync.account.recognition import (
    by_name,
    categories_of_others,
    category_ids,
    is_of_another,
    product_ids,
)
from shopsync_gui.sync.account.unlisted_products import named_products
from shopsync_gui.sync.push.carried_out import took

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from shopsync_gui.core.plan.plan import Target
    from shopsync_gui.core.structures.id_set import IdSet
    from shopsync_gui.sync.run.session import Session

#: Seconds before each reading: a list may show a write a little later.
_PAUSES = (0.0, 2.0, 8.0, 30.0)
#: Writes that wait before the lists are read for them; more where all were there.
_AT_ONCE = 50
_MOST_AT_ONCE = 400


@dataclass(slots=True, eq=False)
class Unread:
    """A write that was answered with a 2xx, which may have been carried out; its id once found."""

    entry: JournalEntry
    answer: WriteAnswer
    ids: tuple[int, ...] = ()
    sa_id: int = 0


class UnreadWrites:
    """The writes of one run that wait for a reading of the lists."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._waiting: list[Unread] = []
        self._at_once = _AT_ONCE

    @property
    def last(self) -> JournalEntry | None:
        """The write that was parked last, if any waits."""
        return self._waiting[-1].entry if self._waiting else None

    @property
    def products(self) -> int:
        """The number of writes of products that wait."""
        return sum(1 for written in self._waiting if written.entry.product_id is not None)

    def park(self, entry: JournalEntry, answer: WriteAnswer, ids: tuple[int, ...] = ()) -> None:
        """Let a write wait, as one of unknown outcome; `ids` are those of its categories."""
        named = answer.new_id if entry.op is JournalOp.CREATE_PRODUCT else None
        self._session.store.journal.unknown(entry.id, self._session.parts.now(), named)
        self._waiting.append(Unread(entry, answer, ids))

    def is_due(self, most_refused: int) -> bool:
        """Whether the lists have to be read: for the number, or for so many that look refused."""
        if most_refused == 1:
            return bool(self._waiting)
        refused = sum(1 for written in self._waiting if written.answer.denies)
        return len(self._waiting) >= self._at_once or refused >= most_refused

    def take(self) -> list[Unread]:
        """Hand over all that wait."""
        waiting, self._waiting = self._waiting, []
        return waiting

    def adapt(self, *, all_shown: bool) -> None:
        """Read for more at once, or for fewer where some were not shown."""
        self._at_once = min(2 * self._at_once, _MOST_AT_ONCE) if all_shown else _AT_ONCE


async def read_back(
    session: Session,
    unread: Collection[Unread],
    known: IdSet,
    known_categories: Collection[int],
    may_be_there: Callable[[Unread], bool],
) -> Target:
    """Read the account, and find the ids of the writes in it; 0 stays where it does not show one.

    `known` are the ids of products that were there before, `known_categories` those of categories.
    Those that `may_be_there` are given the whole quiet time.
    """
    left = list(unread)
    target = None
    quiet = float(session.parts.settings.push.quiet_seconds)
    for pause in (*_PAUSES, max(0.0, quiet - sum(_PAUSES))):
        if pause > max(_PAUSES) and not any(may_be_there(written) for written in left):
            break
        await asyncio.sleep(pause)
        phase = session.progress.phase
        target = await read_target(session)
        session.progress.phase = phase
        lists = _Lists(session, target, known, known_categories)
        taken = {written.sa_id for written in unread if written.sa_id}
        for written in list(left):
            written.sa_id = lists.found(written.entry, taken) or 0
            if written.sa_id:
                taken.add(written.sa_id)
                left.remove(written)
            await asyncio.sleep(0)
        if not left:
            break
    assert target is not None
    return await _with_named(session, left, known, target)


async def _with_named(
    session: Session, left: Sequence[Unread], known: Collection[int], target: Target
) -> Target:
    """The reading with creates that the list does not show and the account has under the id it named."""
    claims = [
        (written.entry, written.answer.new_id)
        for written in left
        if written.entry.op is JournalOp.CREATE_PRODUCT and written.answer.new_id not in known
    ]
    named = await named_products(session, claims)
    for written in left:
        if (product := named.get(written.entry.id)) is not None:
            written.sa_id = product.sa_id
    return await with_unlisted(session, target, named.values())


class _Lists:
    """One reading of the account, in which writes are looked for."""

    def __init__(
        self, session: Session, target: Target, known: IdSet, known_categories: Collection[int]
    ) -> None:
        self._session = session
        self._target = target
        products = AccountProducts.of(target.products)
        self._by_id = ProductsById(products)
        self._by_sku = product_ids(target)
        #: Products and categories that were not there before.
        self._new = [
            products[index] for index, sa_id in enumerate(products.ids) if sa_id not in known
        ]
        before = {*known_categories, *categories_of_others(session, target)}
        self._new_categories = [c for c in target.categories if c.sa_id not in before]
        self._category_ids = category_ids(target)

    def found(self, entry: JournalEntry, taken: Collection[int]) -> int | None:
        """The id under which a write stands; those `taken` are other writes'."""
        match entry.op:
            case JournalOp.UPDATE_PRODUCT:
                listed = self._by_id.get(entry.sa_id)
                shows = listed is not None and took(entry, listed, self._category_ids)
                return entry.sa_id if shows else None
            case JournalOp.CREATE_CATEGORY:
                return self._category(entry)
        return self._product(entry, taken)

    def _category(self, entry: JournalEntry) -> int | None:
        if (same := self._category_ids.get(category_key(entry.name))) is not None:
            return same
        like = [c.sa_id for c in self._new_categories if alike(entry.name, c.name)]
        # Of a name that the account made nothing of, only the place is left.
        if not like and len(self._new_categories) == 1:
            like = [c.sa_id for c in self._new_categories if tells_nothing(c.name)]
        return like[0] if len(like) == 1 else None

    def _product(self, entry: JournalEntry, taken: Collection[int]) -> int | None:
        if (same := self._by_sku.oldest(sku_key(entry.sku))) is not None:
            return same
        session, target = self._session, self._target
        new = [product for product in self._new if product.sa_id not in taken]
        like = [
            product.sa_id
            for product in new
            if alike(entry.sku, product.sku) and not is_of_another(session, target, product)
        ]
        return like[0] if len(like) == 1 else by_name(session, entry, target, new)
