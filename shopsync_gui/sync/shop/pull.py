"""Reading the shop's whole catalogue, page by page with a checkpoint each, until it held still."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.runs.jobs import Phase
from shopsync_gui.core.runs.reading_notes import ReadingNote
from shopsync_gui.core.settings.schedule import whole_is_due
from shopsync_gui.sync.run.tasks import all_of, in_pieces
from shopsync_gui.sync.shop.catch_up import (
    CHANGES,
    COUNT,
    OVERLAP,
    catch_up,
    measure_changes,
)
from shopsync_gui.sync.shop.page_reading import read_pages
from shopsync_gui.sync.shop.shop_facts import zone_of
from shopsync_gui.sync.shop.single_products import look_for_unseen

if TYPE_CHECKING:
    from shopsync_gui.core.catalogue import Category
    from shopsync_gui.sync.run.session import Session

log = logging.getLogger(__name__)

#: Complete re-reads of a catalogue that moves, before the run makes do with what it saw.
TRIES = 3
#: A checkpoint older than this is not continued: too much may have changed unseen.
CHECKPOINT_LIFE = timedelta(hours=24)
#: A complete pull younger than this is not repeated by a run that goes on after an interruption.
PULL_LIFE = timedelta(hours=1)
#: So many odd products or categories are no reason for a note.
_FEW = 3


class Pulled(msgspec.Struct, frozen=True):
    """The result of a pull. `vanished` are products not seen and not looked up one by one.

    `notes` are peculiarities of the shop that the receipt tells.
    `earlier` is the last page that an interrupted part of the run had read, 0 where there is none:
    what those pages say proves nothing about the shop as it is now.
    """

    count: int
    stable: bool
    vanished: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()
    earlier: int = 0


async def pull(session: Session, categories: list[Category]) -> Pulled:
    """Read every product of the shop into the store; say which known ones are not there.

    Raises ServiceError; whatever landed before stays, with its checkpoint. Contract
    "shoprenter" 4, 8.1: pages may shift while they are read, so counts and ids are compared.
    """
    store, run_id = session.store, session.run_id
    started = _continue_or_restart(session)
    before = store.shop_readings.last_whole_at(session.connection.id, but_for=run_id)
    notes: list[str] = []
    earlier = store.pull.last_page(run_id)
    tries, seen_before = TRIES, -1
    # A pull that was complete before an interruption passes through here too: what the shop
    # inserted or deleted since shows in its count, what it changed is caught up with.
    while True:
        tries -= 1
        count = await session.shop.count()
        await read_pages(session, count)
        after, told = await all_of(session.shop.count(), catch_up(session, started - OVERLAP))
        held = await in_pieces(store.pull.held(run_id))
        # A product that only the catch-up brought took the place of one that is gone by now.
        stable = after == count and not held.repeated and not held.extra
        if stable and held.seen != count:
            known = session.shop_traits.value(COUNT) == ReadingNote.COUNT_WRONG
            stable = known or held.seen == seen_before
            if stable:
                # Twice the same products, and twice another number: it is the number that is wrong.
                session.shop_traits.note(COUNT, ReadingNote.COUNT_WRONG)
                notes.append(ReadingNote.COUNT_WRONG)
                count = held.seen
        if stable or not tries:
            break
        log.info("the catalogue moved while it was read; reading it again")
        seen_before, earlier = held.seen, 0
        started = _restart(session)
    if not stable:
        notes.append(ReadingNote.UNSTEADY)
    await _unknown_categories(session, categories)
    notes += _oddities(session, categories, count)
    if told:
        await measure_changes(session, before)
    if trait := session.shop_traits.value(CHANGES):
        notes.append(trait)
    vanished = await look_for_unseen(session, stable, count)
    store.shop_readings.completed(run_id, session.shop.now(), session.parts.now())
    return Pulled(
        count=count, stable=stable, vanished=vanished, earlier=earlier, notes=tuple(notes)
    )


async def pull_again(session: Session, categories: list[Category], earlier: int) -> Pulled:
    """Read the pages of an interrupted part of the run once more. Raises ServiceError."""
    session.store.pull.forget_until(session.run_id, earlier)
    again = await pull(session, categories)
    return msgspec.structs.replace(again, earlier=0)


async def pull_changes(session: Session, categories: list[Category]) -> Pulled | None:
    """Read only what the shop changed since the last whole reading; None where that will not do.

    It will not when the last whole reading was not on this day of the shop, when the number of
    products shows that something was deleted, or when the shop is known not to list its changes.
    Category moves and expiring sale prices may go unseen (contract "shoprenter" 8.1), so a quick
    reading proves nothing about the whole.
    """
    store, connection_id = session.store, session.connection.id
    since = store.shop_readings.last_whole_at(connection_id)
    now = session.shop.now()
    zone = zone_of(store, session.connection, session.parts.now())
    if since is None or whole_is_due(since, now, zone):
        return None
    if session.shop_traits.value(CHANGES) is not None:
        return None
    session.progress.enter(Phase.PULL)
    session.progress.nearly_read.set()
    if not await catch_up(session, since - OVERLAP):
        return None
    count = await session.shop.count()
    if count != store.grid.summary(connection_id).in_shop:
        return None
    await _unknown_categories(session, categories)
    held = await in_pieces(store.pull.held(session.run_id))
    return Pulled(count=held.extra, stable=True)


def _oddities(session: Session, categories: list[Category], count: int) -> list[str]:
    """Note what is odd about more products or categories than a shop has by oversight."""
    lost = len(session.store.categories.unlisted_refs(session.connection.id, never_known=True))
    unnamed = sum(1 for category in categories if not category.name)
    few, of_categories = max(_FEW, count // 20), max(_FEW, len(categories) // 20)
    notes: list[str] = sorted(note for note, odd in session.shop.oddities.items() if odd > few)
    notes += [ReadingNote.CATEGORIES_LOST] if lost else []
    notes += [ReadingNote.CATEGORIES_UNNAMED] if unnamed > of_categories else []
    return notes


def _continue_or_restart(session: Session) -> datetime:
    """The moment the pull began, by the shop's clock; drops a checkpoint that has grown too old."""
    readings, run_id = session.store.shop_readings, session.run_id
    now = session.shop.now()
    began, completed = readings.started_at(run_id), readings.completed_at(run_id)
    age = abs(now - (completed or began or now))
    if began is None or age > (CHECKPOINT_LIFE if completed is None else PULL_LIFE):
        return _restart(session)
    return began


def _restart(session: Session) -> datetime:
    """Forget what the run has read so far; the moment by the shop's clock."""
    now = session.shop.now()
    session.store.pull.forget_pull(session.run_id)
    session.store.shop_readings.started(session.run_id, now)
    return now


async def _unknown_categories(session: Session, categories: list[Category]) -> None:
    """Fetch categories that products point to and that the list did not hold."""
    kept = session.store.categories
    missing = [
        category
        for ref in kept.unlisted_refs(session.connection.id)
        if (category := await session.shop.category(ref)) is not None
    ]
    if missing:
        categories.extend(missing)
        kept.save(session.connection.id, session.run_id, categories)
