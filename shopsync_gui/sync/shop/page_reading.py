"""Reading every page of the shop's products, a few at once, each landing with its checkpoint."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, NamedTuple

from shopsync_gui.core.errors import SHOPRENTER, ServiceDown, ServiceTimeout
from shopsync_gui.core.jobs import Phase
from shopsync_gui.remote import PageTooHeavy, ProductPage
from shopsync_gui.remote.pages import BadItem
from shopsync_gui.sync.run.tasks import in_pieces
from shopsync_gui.sync.shop.page_pace import PagePace
from shopsync_gui.sync.shop.page_ranges import PageRanges

if TYPE_CHECKING:
    from shopsync_gui.sync.run.session import Session

log = logging.getLogger(__name__)

#: A page is tried so often, from the largest size down to one product.
_MOST_FAILURES = 9
#: So many pages take a few seconds where pages are quick, and less than a minute where they are heavy.
_FEW_PAGES = 16
#: So many products fail even alone before a shop that has not told a page yet is given up.
_MOST_ALONE = 50


class _Reading(NamedTuple):
    """A page that is being read: since when, and among how many readers."""

    start: int
    size: int
    at: float
    readers: int


async def read_pages(session: Session, count: int) -> None:
    """Read all pages with a few readers at once; every page lands with its checkpoint."""
    settings, loop = session.parts.settings.pull, asyncio.get_running_loop()
    pace = PagePace(settings.page_size, settings.readers)
    ranges = PageRanges(count, session.store.pull.landed_ranges(session.run_id))
    done = (await in_pieces(session.store.pull.held(session.run_id))).seen
    session.enter(Phase.PULL, count, done=min(done, count))
    if count <= _FEW_PAGES * pace.size:
        session.nearly_read.set()
    failures: dict[int, int] = {}
    down = 0  # faults of the shop since a page landed
    alone = 0  # products that failed by themselves before a page landed
    reading: dict[asyncio.Task[ProductPage], _Reading] = {}
    strains = session.shop.strains
    full_to = 0  # where the furthest full page ends
    try:
        while True:
            while len(reading) < pace.readers and (piece := ranges.next(pace.size)) is not None:
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
                        alone += size == 1
                        _judge_failure(error, failures[start], down, alone)
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
                if count - done <= _FEW_PAGES * pace.size:
                    session.nearly_read.set()
                session.progress(min(done, count), count)
                await asyncio.sleep(0)  # several may have come together
    finally:
        for task in reading:
            task.cancel()
        await asyncio.gather(*reading, return_exceptions=True)


def _judge_failure(error: PageTooHeavy | ServiceDown, failures: int, down: int, alone: int) -> None:
    """Give up a page that fails at every size, or a shop that answers nothing else.

    Raises ServiceTimeout, ServiceDown.
    """
    if down >= _MOST_FAILURES and isinstance(error, ServiceDown):
        raise error
    if failures >= _MOST_FAILURES or alone >= _MOST_ALONE:
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
