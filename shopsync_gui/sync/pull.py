"""Reading the shop's whole catalogue, page by page with a checkpoint each, until it held still."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from shopsync_gui.core.errors import SHOPRENTER, ServiceDown, ServiceTimeout
from shopsync_gui.core.reading_notes import ReadingNote
from shopsync_gui.core.runs import Phase
from shopsync_gui.core.schedule import whole_is_due
from shopsync_gui.remote import PageTooHeavy, ProductPage
from shopsync_gui.remote.pages import BadItem
from shopsync_gui.sync.catch_up import (
    CHANGES,
    COUNT,
    OVERLAP,
    catch_up,
    measure_changes,
)
from shopsync_gui.sync.page_pace import PagePace
from shopsync_gui.sync.session import Session, all_of
from shopsync_gui.sync.shop_facts import zone_of
from shopsync_gui.sync.single_products import look_for_unseen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shopsync_gui.core.catalogue import Category

log = logging.getLogger(__name__)

#: Complete re-reads of a catalogue that moves, before the run makes do with what it saw.
TRIES = 3
#: A checkpoint older than this is not continued: too much may have changed unseen.
CHECKPOINT_LIFE = timedelta(hours=24)
#: A complete pull younger than this is not repeated by a run that goes on after an interruption.
PULL_LIFE = timedelta(hours=1)
#: So many odd products or categories are no reason for a note.
_FEW = 3
#: A page is tried so often, from the largest size down to one product.
_MOST_FAILURES = 9


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
    before = store.runs.whole_pull_at(session.connection.id)
    stable = told = False
    count = seen_before = 0
    notes: list[str] = []
    earlier = store.pull.last_page(run_id)
    # A pull that was complete before an interruption passes through here too: what the shop
    # inserted or deleted since shows in its count, what it changed is caught up with.
    for attempt in range(TRIES):
        if attempt:
            log.info("the catalogue moved while it was read; reading it again")
            store.pull.forget_pull(run_id)
            earlier = 0
            started = session.shop.now()
            store.runs.pull_started(run_id, started)
        count = await session.shop.count()
        await _read_all(session, count)
        after, told = await all_of(session.shop.count(), catch_up(session, started - OVERLAP))
        seen = store.pull.seen_count(run_id)
        repeated = store.pull.repeated_ids(run_id)
        # A product that only the catch-up brought took the place of one that is gone by now.
        strange = store.pull.extra_count(run_id)
        held_still = after == count and repeated == 0 and strange == 0
        stable = held_still and seen == count
        if (
            held_still
            and not stable
            and (seen == seen_before or session.shop_traits.value(COUNT) == ReadingNote.COUNT_WRONG)
        ):
            # Twice the same products, and twice another number: it is the number that is wrong.
            session.shop_traits.note(COUNT, ReadingNote.COUNT_WRONG)
            notes.append(ReadingNote.COUNT_WRONG)
            count, stable = seen, True
        if stable:
            break
        seen_before = seen
    await _unknown_categories(session, categories)
    notes += _oddities(session, categories, count)
    if told:
        await measure_changes(session, before)
    if trait := session.shop_traits.value(CHANGES):
        notes.append(trait)
    vanished = await look_for_unseen(session, stable, count)
    store.runs.pull_complete(run_id, session.shop.now(), session.parts.now())
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

    It will not when the last whole reading was not on this day of the shop, when the number of products shows
    that something was deleted, or when the shop is known not to list its changes. Category moves and expiring sale prices may go unseen
    (contract "shoprenter" 8.1), so a quick reading proves nothing about the whole.
    """
    store, connection_id = session.store, session.connection.id
    since = store.runs.whole_pull_at(connection_id)
    now = session.shop.now()
    zone = zone_of(store, session.connection, session.parts.now())
    if since is None or whole_is_due(since, now, zone):
        return None
    if session.shop_traits.value(CHANGES) is not None:
        return None
    session.enter(Phase.PULL)
    if not await catch_up(session, since - OVERLAP):
        return None
    count = await session.shop.count()
    if count != store.grid.summary(connection_id).in_shop:
        return None
    await _unknown_categories(session, categories)
    return Pulled(count=store.pull.extra_count(session.run_id), stable=True)


def _oddities(session: Session, categories: list[Category], count: int) -> list[str]:
    """What is odd about more products or categories than a shop has by oversight."""
    lost = len(session.store.categories.unknown_refs(session.connection.id))
    unnamed = sum(1 for category in categories if not category.name)
    few, of_categories = max(_FEW, count // 20), max(_FEW, len(categories) // 20)
    notes: list[str] = sorted(note for note, odd in session.shop.oddities.items() if odd > few)
    notes += [ReadingNote.CATEGORIES_LOST] if lost else []
    notes += [ReadingNote.CATEGORIES_UNNAMED] if unnamed > of_categories else []
    return notes


def _continue_or_restart(session: Session) -> datetime:
    """The moment the pull began, by the shop's clock; drops a checkpoint that has grown too old."""
    runs, run_id = session.store.runs, session.run_id
    now = session.shop.now()
    began = runs.pull_started_at(run_id)
    completed = runs.pull_completed_at(run_id)
    if completed is not None and abs(now - completed) <= PULL_LIFE and began is not None:
        return began
    if began is None or completed is not None or abs(now - began) > CHECKPOINT_LIFE:
        session.store.pull.forget_pull(run_id)
        runs.pull_started(run_id, now)
        return now
    return began


class _Ranges:
    """The item ranges still to read, cut so that each is a whole page of its own size."""

    def __init__(self, count: int, pace: PagePace, landed: Sequence[tuple[int, int]]) -> None:
        self._pace = pace
        self._count = count
        self._again: deque[tuple[int, int]] = deque()
        self._landed = dict(landed)
        self._cursor = 0

    def next(self) -> tuple[int, int] | None:
        if self._again:
            return self._again.popleft()
        while (size := self._landed.get(self._cursor)) is not None:
            self._cursor += size
        if self._cursor >= self._count:
            return None
        start, size = self._cursor, self._pace.size
        later = [s for s in self._landed if start < s < start + size]
        while (start % size or any(s < start + size for s in later)) and size % 2 == 0:
            size //= 2
        self._cursor += size
        return start, size

    def extend(self) -> None:
        """Read one page more: the last one was full."""
        self._count = self._cursor + 1

    @property
    def end(self) -> int:
        """Where the last range ends."""
        return self._cursor

    def split(self, start: int, size: int) -> None:
        """Read a page in pieces, each a whole page of its own size; one of one item once more."""
        piece = size // next((n for n in range(2, size) if size % n == 0), size)
        ends = min(start + size, max(self._count, start + piece))
        self._again.extend((place, piece) for place in range(start, ends, piece))


class _Reading(NamedTuple):
    """A page that is being read: since when, and among how many readers."""

    start: int
    size: int
    at: float
    readers: int


async def _read_all(session: Session, count: int) -> None:
    """Read all pages with a few readers at once; every page lands with its checkpoint."""
    settings, loop = session.parts.settings.pull, asyncio.get_running_loop()
    pace = PagePace(settings.page_size, settings.readers)
    landed = session.store.pull.landed_ranges(session.run_id)
    ranges = _Ranges(count, pace, landed)
    done = session.store.pull.seen_count(session.run_id)
    session.enter(Phase.PULL, count, done=min(done, count))
    failures: dict[int, int] = {}
    down = 0  # faults of the shop since a page landed
    reading: dict[asyncio.Task[ProductPage], _Reading] = {}
    strains = session.shop.strains
    full_to = 0  # where the furthest full page ends
    try:
        while True:
            while len(reading) < pace.readers and (piece := ranges.next()) is not None:
                start, size = piece
                task = asyncio.create_task(session.shop.products(start // size, size))
                reading[task] = _Reading(start, size, loop.time(), pace.readers)
            if not reading:
                # The number that the shop gave may be too small.
                if not count or full_to < ranges.end:
                    return
                ranges.extend()
                continue
            ready, _ = await asyncio.wait(reading, return_when=asyncio.FIRST_COMPLETED)
            for task in ready:
                begun = reading.pop(task)
                start, size = begun.start, begun.size
                try:
                    page = task.result()
                except (PageTooHeavy, ServiceDown) as error:
                    failures[start] = failures.get(start, 0) + 1
                    down += isinstance(error, ServiceDown)
                    pace.heavy(size)
                    if size > 1 or not full_to:
                        _judge_failure(error, failures[start], down)
                        ranges.split(start, size)
                        continue
                    page = ProductPage([], None, [BadItem("", type(error).__name__)], 1)
                down = 0
                if session.shop.strains > strains:
                    strains = session.shop.strains
                    pace.strained()
                else:
                    pace.good(size, loop.time() - begun.at, begun.readers)
                _land(session, start, size, page)
                if page.size >= size:
                    full_to = max(full_to, start + size)
                done += page.size
                session.progress(min(done, count), count)
    finally:
        for task in reading:
            task.cancel()
        await asyncio.gather(*reading, return_exceptions=True)


def _judge_failure(error: PageTooHeavy | ServiceDown, failures: int, down: int) -> None:
    """Give up a page that fails at every size, or a shop that answers nothing else.

    Raises ServiceTimeout, ServiceDown.
    """
    if down >= _MOST_FAILURES and isinstance(error, ServiceDown):
        raise error
    if failures >= _MOST_FAILURES:
        raise ServiceTimeout(service=SHOPRENTER) from error


def _land(session: Session, start: int, size: int, page: ProductPage) -> None:
    for bad in page.bad:
        log.warning("a product of the shop could not be read: %s", bad.inner_id)
    session.store.pull.land_page(
        session.run_id,
        session.connection.id,
        start,
        size,
        page.items,
        session.parts.now(),
        bad=[bad.inner_id or "" for bad in page.bad],
    )


async def _unknown_categories(session: Session, categories: list[Category]) -> None:
    """Fetch categories that products point to and that the list did not hold."""
    kept = session.store.categories
    missing = [
        category
        for ref in kept.unknown_refs(session.connection.id)
        if (category := await session.shop.category(ref)) is not None
    ]
    if missing:
        categories.extend(missing)
        kept.save(session.connection.id, session.run_id, categories)
