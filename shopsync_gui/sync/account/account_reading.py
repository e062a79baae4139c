"""Reading the account: its lists, made sure not to be behind, and what stands beside them."""

from __future__ import annotations

import asyncio
from array import array
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from msgspec.structs import replace

from shopsync_gui.core.account.account_products import AccountProducts
from shopsync_gui.core.account.target_index import ProductsById, ProductsBySku
from shopsync_gui.core.catalogue import sku_key
from shopsync_gui.core.errors import SALESAUTOPILOT, AccountListBehind
from shopsync_gui.core.runs.jobs import JobKind, Phase
from shopsync_gui.core.structures.id_set import IdSet
from shopsync_gui.core.structures.pieces import PIECE
from shopsync_gui.store.runs.journal_entries import JournalOp
from shopsync_gui.sync.account.awaited import Awaited
from shopsync_gui.sync.account.broken_list import listed_or_known
from shopsync_gui.sync.account.former_account import leave_former_account, note_account
from shopsync_gui.sync.account.gone_categories import forget_with_products
from shopsync_gui.sync.account.recognition import shows_creates
from shopsync_gui.sync.account.unlisted_products import (
    FREE_IDS,
    following,
    hidden,
    may_have,
    note_lacking,
    shown_alone,
    with_more,
    without_gone,
)
from shopsync_gui.sync.run.list_patience import ListPatience
from shopsync_gui.sync.run.tasks import in_pieces

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from shopsync_gui.core.catalogue import TargetProduct
    from shopsync_gui.core.plan.plan import Target
    from shopsync_gui.core.structures.pieces import Pieces
    from shopsync_gui.store.runs.journal import Claim
    from shopsync_gui.sync.run.session import Session

#: How often a list is read that cannot be believed.
_LIST_TRIES = 3
#: So long a doubt of a run that was broken off counts for the next one.
_DOUBT_COUNTS = timedelta(hours=1)
#: Ids that are looked up in one piece.
_IDS = 20_000


async def shows_all(session: Session, target: Target) -> bool:
    """Whether a reading is beyond doubt: it shows every product that is known to be there."""
    awaited = Awaited.of(session)
    account, lists = session.account, session.lists
    said_less = account.cut_products or account.cut_categories or not target.whole
    if said_less or lists.incomplete or lists.listed_before is not None:
        return False
    doubtful = awaited.doubts(target, account, none_left=False, last=False)
    if doubtful or awaited.misses_categories(target, account):
        return False
    _linked, missing = await _missing(session, target, awaited.removing)
    return not missing


async def read_target(session: Session, ahead: Target | None = None) -> Target:
    """Read the account, and make sure that the list is not behind; `ahead` is a reading that `shows_all`.

    Products that are known to be there and that the list lacks are asked for by themselves. A
    list that lacks one of them would also lack what a lost answer created: it is read again
    for as long as it may be behind, the quiet time at most. If it goes on lacking them, or says
    itself that there are more, it does not hold everything, and those that are there are put beside it.
    A reading that is doubted is read again as well. Raises AccountListBehind, ServiceError.
    """
    if ahead is not None:
        await leave_former_account(session, ahead)
        return await _taken(session, ahead)
    awaited = Awaited.of(session)
    before = session.lists.listed_before
    was_incomplete = session.lists.incomplete or before is not None
    behind = ListPatience(session)
    lengths = set[int]() if before is None else {before}
    doubts: int | None = None
    while True:
        target = await listed_or_known(session)
        listed = len(target.products)
        if session.account.cut_categories:
            session.lists.note_incomplete(len(target.categories), categories=True)
        if await leave_former_account(session, target):
            awaited = Awaited()
        linked, missing = await _missing(session, target, awaited.removing)
        # The answers to their creates may have named other ids than theirs.
        none_left = len(missing) == linked > 0 and not await _shows_their_skus(session, target)
        if doubts is None:
            doubts = _earlier_doubts(session, target)
        last = doubts == _LIST_TRIES - 1
        lost = none_left and not shows_creates(session, target)
        doubtful = awaited.doubts(target, session.account, none_left=lost, last=last)
        is_cut = session.account.cut_products  # it says so itself
        has_more = not doubtful and (is_cut or await may_have(session.account, missing, target))
        lacks_all = none_left or awaited.misses_categories(target, session.account)
        if not doubtful and not has_more and lacks_all:
            doubtful = await _is_silent(session, none_left=none_left)
        if not doubtful and not has_more:
            behind.caught_up()
            if linked and target.whole:
                session.lists.take_back(listed)
            if none_left:
                forget_with_products(session, target)
            return await _taken(session, target)
        session.is_account_doubted = doubtful
        if doubtful and last:
            session.lists.forget_doubt()  # the next run gives it as long again
            raise AccountListBehind(service=SALESAUTOPILOT)
        later = 0.0
        if doubtful:
            pause = float(session.parts.settings.push.quiet_seconds)
            session.lists.note_doubt(listed, len(target.categories), session.parts.now())
            doubts += 1
            later = pause * (_LIST_TRIES - 1 - doubts)
        elif was_incomplete or is_cut or not (pause := behind.next_pause(missing, listed)):
            break
        lengths.add(listed)
        phase = session.progress.phase
        await session.progress.pause(pause, Phase.DOUBT if doubtful else Phase.LIST, later=later)
        session.progress.enter(phase)
    session.lists.note_incomplete(listed)
    unlisted = await shown_alone(session, missing)
    shrank = before is not None and before > listed
    note_lacking(session, target, unlisted, shrank=shrank, stands_still=listed in lengths)
    return await _taken(session, await without_gone(session, target, missing, unlisted))


def _earlier_doubts(session: Session, target: Target) -> int:
    """Count the readings that a run that was broken off has made instead: one for each quiet time since.

    They count where it found the account just so, lately.
    """
    since = session.lists.doubted_since(len(target.products), len(target.categories))
    if since is None:
        return 0
    passed = session.quiet.passed_since(since)
    if not timedelta() <= passed < _DOUBT_COUNTS:
        return 0
    quiet = float(session.parts.settings.push.quiet_seconds)
    most = _LIST_TRIES - 1
    return most if not quiet else min(most, int(passed.total_seconds() / quiet))


async def _is_silent(session: Session, *, none_left: bool) -> bool:
    """Whether the account tells nothing at all: not even that what was there is gone.

    Asked for a product that is gone, it says so. Categories cannot be asked for by themselves; the
    mailing lists have nothing to do with either, and are told where anything is.
    """
    account = session.account
    if none_left:
        return account.says_nothing
    return account.blank_products and account.blank_categories and not await account.speaks()


async def _missing(
    session: Session, target: Target, removing: Container[int | None]
) -> tuple[int, array[int]]:
    """Count the shop's products that the account is known to have, and find those that are not listed."""
    listed, linked, missing = ProductsById(target.products), 0, array("q")
    if session.is_elsewhere:
        return linked, missing
    for some in session.linked():
        known = [sa_id for sa_id in some if sa_id not in removing]
        linked += len(known)
        missing.extend(sa_id for sa_id in known if listed.position(sa_id) is None)
        await asyncio.sleep(0)
    return linked, missing


async def _shows_their_skus(session: Session, target: Target) -> bool:
    """Whether each known product stands in the list under another id."""
    listed = ProductsBySku(AccountProducts.of(target.products))
    known = session.store.catalogue.known_products(session.connection.id, session.run_id)
    for number, product in enumerate(known, 1):
        here = product.present or (product.from_order and session.is_about_orders)
        if here and product.sa_id is not None and not listed.get(sku_key(product.shop.sku)):
            return False
        if not number % PIECE:
            await asyncio.sleep(0)
    return True


async def beyond(session: Session, target: Target) -> Target:
    """The reading with products whose ids follow or lie between the new ones: a lost create has one.

    A product that is there and that the list lacks proves that it does not hold everything.
    """
    if not target.products:
        return target
    newest = max(AccountProducts.of(target.products).ids)
    more = await _between(session, target)
    more += await following(newest, session.account.product, _most_lost(session))
    if not more:
        return target
    target = await read_target(session)  # they may have come since
    return await with_unlisted(session, target, more)


async def with_unlisted(session: Session, target: Target, more: Iterable[TargetProduct]) -> Target:
    """The reading with products that the account has; one that its list lacks proves that it is not whole."""
    listed = ProductsById(target.products)
    unlisted = [product for product in more if product.sa_id not in listed]
    if not unlisted:
        return target
    session.lists.note_incomplete(target.listed)
    return await _taken(session, with_more(target, unlisted))


async def with_hidden(session: Session, target: Target) -> Target:
    """The reading with what a list that leaves products out hides beside those that are known."""
    more = await hidden(session, target)
    session.lists.left_out += len(more)
    return await with_unlisted(session, target, more)


def _most_lost(session: Session) -> int:
    """Limit the ids that are asked for: not many more than were created."""
    unsettled = session.store.journal.unsettled(session.connection.id)
    return FREE_IDS + 2 * sum(entry.op is JournalOp.CREATE_PRODUCT for entry in unsettled)


async def _between(session: Session, target: Target) -> list[TargetProduct]:
    """The products whose ids lie between the newest ones in the list, which does not show them."""
    if not session.new_products:
        return []
    listed = ProductsById(target.products)
    oldest = min(session.new_products) - FREE_IDS
    newest = max(AccountProducts.of(target.products).ids)
    gaps = (sa_id for sa_id in range(newest, max(0, oldest), -1) if listed.position(sa_id) is None)
    found = [await session.account.product(sa_id) for sa_id in islice(gaps, _most_lost(session))]
    return [product for product in found if product is not None]


async def _taken(session: Session, target: Target) -> Target:
    """Keep a reading."""
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


async def shows_new(session: Session, target: Target) -> bool:
    """Whether what the list does not show is not there.

    It showed what earlier runs created, and the account has nothing of the ids after its newest.
    """
    if session.lists.incomplete or not session.lists.showed_new:
        return False
    await beyond(session, target)
    return not session.lists.incomplete
