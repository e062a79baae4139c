"""Deciding writes of unknown outcome by what the account holds after the quiet time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from shopsync_gui.core.account.account_products import AccountProducts
from shopsync_gui.core.account.target_index import ProductsById
from shopsync_gui.core.catalogue import category_key, sku_key
from shopsync_gui.store.runs.journal_entries import JournalEntry, JournalOp, JournalState
from shopsync_gui.sync.account.beyond_list import beyond, with_unlisted
from shopsync_gui.sync.account.recognition import (
    altered_category,
    altered_product,
    category_ids,
    product_ids,
)
from shopsync_gui.sync.account.unlisted_categories import lost_categories
from shopsync_gui.sync.account.unlisted_products import named_products
from shopsync_gui.sync.push.carried_out import note_equal, took
from shopsync_gui.sync.push.claims import doubt_claims

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shopsync_gui.core.catalogue import TargetCategory, TargetProduct
    from shopsync_gui.core.plan.plan import Target
    from shopsync_gui.store.runs.journal_entries import Ended
    from shopsync_gui.sync.run.session import Session


#: One in so many products may have been deleted by hand since they were created.
_MOST_DELETED = 3


async def settle(session: Session, target: Target) -> Target:
    """Decide every write of unknown outcome; the account, with what was found beside its list.

    `target` must have been read after `QuietTime.wait`. A create that is there is adopted, an
    update that shows and a removal whose product is not there are done, as is a create that an earlier
    part or run had plainly answered and whose product is gone since; everything else is dropped, for
    the next plan compares the whole account anew. A create stays of unknown outcome while its
    list does not hold everything. Where a create is not listed, the id that its answer named and those
    that follow are asked for. What a colleague of the team settled meanwhile is as that one found
    it: the account shows also what was written by the colleague itself.
    """
    target = await doubt_claims(session, target)
    unsettled = session.store.journal.unsettled(session.connection.id)
    if not unsettled:
        return target
    told = await session.lease.ends_told()
    if told is None:
        return target
    try:
        return await _settle_all(session, target, _not_told(session, unsettled, told))
    finally:
        for run_id in {entry.run_id for entry in unsettled} - {session.run_id}:
            session.store.runs.recount(run_id)
            session.recounted.add(run_id)


def _not_told(
    session: Session, unsettled: Iterable[JournalEntry], told: Mapping[int, Ended]
) -> list[JournalEntry]:
    """Take over the ends that others found; the entries that are left."""
    left = []
    for entry in unsettled:
        if (end := told.get(entry.id)) is None:
            left.append(entry)
        elif not end.done or end.sa_id is None:
            session.store.journal.not_there(entry.id, session.parts.now())
        elif entry.op in (JournalOp.DELETE_PRODUCT, JournalOp.DELETE_CATEGORY):
            note_removed(session, entry)
        else:
            _note_done(session, entry, end.sa_id)
    return left


async def _settle_all(session: Session, target: Target, unsettled: list[JournalEntry]) -> Target:
    """Decide these by what the account shows."""
    if not unsettled:
        return target
    if _unlisted_creates(unsettled, target):
        target = await beyond(session, target)
    claims = [(entry, entry.sa_id) for entry in _unlisted_creates(unsettled, target)]
    named = await named_products(session, claims)
    target = await with_unlisted(session, target, named.values())
    beyond_list = await lost_categories(session, unsettled, target)
    account = _Account(session, target, beyond_list or (), named)
    deleted: dict[int, int | None] = {}
    for entry in unsettled:
        if account.lacks(entry):
            note_removed(session, entry)
        elif (found := account.found(entry)) is not None:
            _note_done(session, entry, found)
        # It may be there all the same, unless the ids beyond the list were asked for.
        elif not session.may_be_unlisted(entry.op) or (
            entry.op is JournalOp.CREATE_CATEGORY and beyond_list is not None
        ):
            session.store.journal.not_there(entry.id, session.parts.now())
            if entry.op is not JournalOp.CREATE_PRODUCT or not entry.product_id:
                continue
            if session.store.journal.get(entry.id).state is not JournalState.DONE:
                session.doubted[entry.product_id] = entry.sku
            else:
                deleted[entry.product_id] = session.disproved.get(entry.id)
    if len(deleted) * _MOST_DELETED <= len(target.products):  # else the answers were untrue
        session.deleted |= deleted.keys()
        # By the id that is there no more a later run knows it, too, if this one does not create it anew.
        links = {product_id: sa_id for product_id, sa_id in deleted.items() if sa_id is not None}
        session.store.catalogue.adopt(session.connection.id, links)
    return target


def _unlisted_creates(unsettled: Iterable[JournalEntry], target: Target) -> list[JournalEntry]:
    """The creates of products whose SKUs the account does not show."""
    by_sku = product_ids(target)
    creates = (entry for entry in unsettled if entry.op is JournalOp.CREATE_PRODUCT)
    return [entry for entry in creates if by_sku.oldest(sku_key(entry.sku)) is None]


class _Account:
    """The account after the quiet time, asked whether it shows what a write of unknown outcome did.

    `beyond_list` are categories that its list lacks, `named` products by the number of the entry
    whose answer named their id.
    """

    def __init__(
        self,
        session: Session,
        target: Target,
        beyond_list: Iterable[TargetCategory],
        named: Mapping[int, TargetProduct],
    ) -> None:
        self._session = session
        self._target = replace(target, categories=(*target.categories, *beyond_list))
        self._named = named
        self._by_sku = product_ids(target)
        self.products = ProductsById(target.products)
        self._category_ids = category_ids(self._target)
        self._category_names = {c.sa_id: c.name for c in self._target.categories}

    def found(self, entry: JournalEntry) -> int | None:
        """The account's id of what was written; None where it does not show."""
        match entry.op:
            case JournalOp.CREATE_PRODUCT:
                return self._product(entry)
            case JournalOp.UPDATE_PRODUCT:
                shown = self.products.get(entry.sa_id)
                return entry.sa_id if shown and took(entry, shown, self._category_ids) else None
            case JournalOp.CREATE_CATEGORY:
                known = self._category_ids.get(category_key(entry.name))
                return known or altered_category(self._session, entry, self._target)
            case JournalOp.RENAME_CATEGORY:
                name = self._category_names.get(entry.sa_id or 0)
                return entry.sa_id if name is not None and name != entry.former else None
        return None

    def lacks(self, entry: JournalEntry) -> bool:
        """Whether the entry removes what is not there any more."""
        match entry.op:
            case JournalOp.DELETE_PRODUCT:
                return entry.sa_id not in self.products
            case JournalOp.DELETE_CATEGORY:
                return entry.sa_id not in self._category_names
        return False

    def _product(self, entry: JournalEntry) -> int | None:
        found = self._by_sku.oldest(sku_key(entry.sku))
        found = found or altered_product(self._session, entry, self._target)
        if found is None and entry.id in self._named:
            return self._named[entry.id].sa_id
        return found


def _note_done(session: Session, entry: JournalEntry, sa_id: int) -> None:
    """Note that a write was carried out, and under which id."""
    store, connection_id = session.store, session.connection.id
    with store.transaction():
        store.journal.done(entry.id, sa_id, session.parts.now())
        if not entry.op.of_category:
            session.note_written(sa_id)
        if entry.op is JournalOp.CREATE_CATEGORY:
            session.settled_categories[category_key(entry.name)] = sa_id
        if entry.op is JournalOp.RENAME_CATEGORY:
            store.echoes.renamed(connection_id, sa_id, entry.name)
        if entry.product_id is not None:
            store.catalogue.adopt(connection_id, {entry.product_id: sa_id})
            note_equal(session, entry, entry.product_id)


def own_doubles(session: Session, target: Target) -> dict[int, str]:
    """Categories that a broken-off run created after another program, by id with their names.

    Nothing uses them yet; the shop's categories stand for the older ones from now on. That run may
    have planned to remove them, or not have come to that.
    """
    connection_id, journal = session.connection.id, session.store.journal
    claims = [*journal.claimed(connection_id, JournalOp.CREATE_CATEGORY)]
    removals = journal.planned_removals(connection_id)
    if not claims and not removals:
        return {}
    pairs = session.store.echoes.pairs(connection_id).values()
    ours = {claim.sa_id for claim in claims} | {pair.sa_id for pair in pairs}
    oldest, held = category_ids(target), {c.sa_id: c.name for c in target.categories}
    used = AccountProducts.of(target.products).category_sizes
    created = {c.sa_id: c.name for c in claims if oldest.get(category_key(c.name)) not in ours}
    doubles = {}
    for sa_id, name in (created | removals).items():
        key = category_key(name)
        mine = category_key(held.get(sa_id, "")) == key
        if mine and sa_id not in used and oldest[key] != sa_id:
            doubles[sa_id] = name
            session.store.echoes.forget_pairs(connection_id, sa_id)
    return doubles


def note_removed(session: Session, entry: JournalEntry) -> None:
    """Note that the account no longer has the entry's product or category."""
    store, connection_id = session.store, session.connection.id
    with store.transaction():
        store.journal.done(entry.id, entry.sa_id, session.parts.now())
        if entry.op is JournalOp.DELETE_CATEGORY and entry.sa_id is not None:
            store.target.remove_category(connection_id, entry.sa_id)
            store.echoes.forget_pairs(connection_id, entry.sa_id)
        elif entry.sa_id is not None:
            store.target.remove_product(connection_id, entry.sa_id)
            session.note_written(entry.sa_id, removed=True)
        if entry.product_id is not None:
            store.catalogue.adopt(connection_id, {entry.product_id: None})
