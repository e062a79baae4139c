"""Proof that what an undo removed is gone: the account's list may be behind, and its answers may not be true."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from shopsync_gui.core.account.account_products import AccountProducts
from shopsync_gui.core.account.target_index import ProductsById
from shopsync_gui.core.errors import SALESAUTOPILOT, NotRemoved
from shopsync_gui.core.runs.jobs import Phase
from shopsync_gui.core.structures.id_set import IdSet
from shopsync_gui.core.structures.pieces import PIECE
from shopsync_gui.core.structures.sorted_ids import SortedIds
from shopsync_gui.sync.account.account_reading import read_target
from shopsync_gui.sync.account.unlisted_products import MOST_ALONE

if TYPE_CHECKING:
    from array import array
    from collections.abc import Container

    from shopsync_gui.core.plan.plan import Target
    from shopsync_gui.sync.run.session import Session

#: Seconds before the list is read again; the last reading is at the end of the quiet time.
_PAUSES = (2.0, 6.0)
#: So many of the removed products are asked for by themselves, though no list shows any.
_SAMPLE = 5


class _Seen(NamedTuple):
    """The removed products that a reading shows: those listed, and whether one of a few is told by itself."""

    listed: frozenset[int]
    shown_alone: bool


async def prove_removals(session: Session, target: Target) -> Target:
    """Wait until the account shows that what this run removed is gone, the quiet time at most; as it is then.

    A product that the account goes on showing was not removed, whatever it answered: its write counts as
    failed. One that only a list shows, while the account says that there is none and tells of others, is
    gone, and the list is behind.
    """
    removed = session.store.past_writes.removed_ids(session.run_id)
    if not removed:
        return target
    before = _Seen(frozenset(), shown_alone=False)
    seen = await _seen(session, target, removed)
    pauses = iter(_PAUSES)
    while (seen.listed or seen.shown_alone) and (left := _left(session)):
        await session.progress.pause(min(left, next(pauses, left)), Phase.LIST)
        target = await read_target(session)
        before, seen = seen, await _seen(session, target, removed)
    if seen.listed or seen.shown_alone:
        gone = await _judge(session, target, removed, before.listed | seen.listed)
        listed = (product for product in target.products if product.sa_id not in gone)
        target = replace(target, products=AccountProducts(listed))
    session.progress.enter(Phase.VERIFY)
    return target


async def _seen(session: Session, target: Target, removed: array[int]) -> _Seen:
    held = ProductsById(target.products)
    listed: list[int] = []
    for start in range(0, len(removed), PIECE):
        listed += (sa_id for sa_id in removed[start : start + PIECE] if sa_id in held)
        await asyncio.sleep(0)
    alone = False
    for sa_id in () if listed else removed[:: max(1, len(removed) // _SAMPLE)][:_SAMPLE]:
        alone = alone or await session.account.product(sa_id) is not None
    return _Seen(frozenset(listed), alone)


def _left(session: Session) -> float:
    """Seconds of the quiet time that are left since the last removal."""
    last = session.store.past_writes.last_removed(session.run_id)
    quiet = float(session.parts.settings.push.quiet_seconds)
    if last is None:
        return 0.0
    left = quiet - session.quiet.passed_since(last).total_seconds()
    return max(0.0, min(left, quiet))  # a clock that was set back must not make the wait longer


async def _judge(
    session: Session, target: Target, removed: array[int], listed: Container[int]
) -> IdSet:
    """Note the removals that were not carried out; the ids of those that were."""
    speaks = await _tells_of_others(session, target, SortedIds(removed))
    gone = IdSet()
    for number, (entry_id, sa_id) in enumerate(session.store.past_writes.removals(session.run_id)):
        is_asked = speaks and number < MOST_ALONE
        is_gone = is_asked and await session.account.product(sa_id) is None
        if is_gone or sa_id not in listed:
            gone.add(sa_id)
        else:
            _note_left(session, entry_id, sa_id)
    return gone


def _note_left(session: Session, entry_id: int, sa_id: int) -> None:
    """Note that a product was not removed."""
    store, entry = session.store, session.store.journal.get(entry_id)
    problem = NotRemoved(service=SALESAUTOPILOT, name=entry.name).problem
    with store.transaction():
        store.journal.failed(entry_id, problem, session.parts.now())
        if entry.product_id is not None:
            store.catalogue.adopt(session.connection.id, {entry.product_id: sa_id})


async def _tells_of_others(session: Session, target: Target, removed: SortedIds) -> bool:
    """Whether the account tells a product alone that nobody removed, so that its silence on others means something."""
    for product in target.products:
        if removed.index(product.sa_id) is None:
            return await session.account.product(product.sa_id) is not None
    return False
