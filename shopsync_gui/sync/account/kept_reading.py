"""Keeping a reading of the account: what it shows, and what it did not show before."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from msgspec.structs import replace

from shopsync_gui.core.account.account_products import AccountProducts
from shopsync_gui.core.account.target_index import ProductsById
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.structures.id_set import IdSet
from shopsync_gui.core.structures.pieces import PIECE
from shopsync_gui.sync.account.former_account import note_account
from shopsync_gui.sync.run.tasks import in_pieces

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shopsync_gui.core.catalogue import TargetProduct
    from shopsync_gui.core.plan.plan import Target
    from shopsync_gui.core.structures.pieces import Pieces
    from shopsync_gui.store.runs.journal import Claim
    from shopsync_gui.sync.run.session import Session

#: Ids that are looked up in one piece.
_IDS = 20_000


async def keep_reading(session: Session, target: Target) -> Target:
    """Keep a reading that is believed; it says whether its lists are whole."""
    session.is_account_doubted = False
    session.lists.forget_doubt()
    more = session.lists.shows_more_categories(len(target.categories))
    if more and _shows_lacking_category(session, target):
        session.lists.take_back_categories()
    believed = session.job.kind is not JobKind.RETRY
    session.lists.compare(target.listed, len(target.categories), believed=believed)
    journal, connection_id = session.store.journal, session.connection.id
    created = journal.claimed(connection_id)
    if journal.unsettled(connection_id) or not await in_pieces(_are_listed(created, target)):
        await _note_new(session, target)
    former: dict[int, TargetProduct] = {}
    for _ in session.store.target.replacing(session.connection.id, target, former):
        await asyncio.sleep(0)
    session.former = former | session.former
    note_account(session)
    return replace(target, whole=not session.lists.incomplete)


def _are_listed(created: Iterable[Claim], target: Target) -> Pieces[bool]:
    """Whether the account's list shows all of these."""
    listed = ProductsById(target.products)
    for number, claim in enumerate(created, 1):
        if claim.sa_id not in listed:
            return False
        if not number % PIECE:
            yield
    return True


async def _note_new(session: Session, target: Target) -> None:
    """Note what the account did not show before."""
    store, connection_id = session.store.target, session.connection.id
    known = IdSet(store.product_ids(connection_id))
    for number, sa_id in enumerate(AccountProducts.of(target.products).ids, 1):
        if sa_id not in known:
            session.new_products.add(sa_id)
        if not number % _IDS:
            await asyncio.sleep(0)
    categories = {category.sa_id for category in target.categories}
    session.new_categories |= categories - store.category_ids(connection_id)


def _shows_lacking_category(session: Session, target: Target) -> bool:
    """Whether the list shows a category that was created and that no list had shown, without products."""
    used = AccountProducts.of(target.products).category_sizes
    unused = {category.sa_id for category in target.categories} - used.keys()
    pairs = session.store.echoes.pairs(session.connection.id).values()
    return any(pair.shown is None and pair.sa_id in unused for pair in pairs)
