"""Products of the account beyond its list: asked for by ids that follow it, lie between, or are left out."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from shopsync_gui.core.account.account_products import AccountProducts
from shopsync_gui.core.account.target_index import ProductsById
from shopsync_gui.store.runs.journal_entries import JournalOp
from shopsync_gui.sync.account.account_reading import read_target
from shopsync_gui.sync.account.kept_reading import keep_reading
from shopsync_gui.sync.account.unlisted_products import FREE_IDS, following, hidden, with_more

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shopsync_gui.core.catalogue import TargetProduct
    from shopsync_gui.core.plan.plan import Target
    from shopsync_gui.sync.run.session import Session


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
    return await keep_reading(session, with_more(target, unlisted))


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


async def shows_new(session: Session, target: Target) -> bool:
    """Whether what the list does not show is not there.

    It showed what earlier runs created, and the account has nothing of the ids after its newest.
    """
    if session.lists.incomplete or not session.lists.showed_new:
        return False
    await beyond(session, target)
    return not session.lists.incomplete
