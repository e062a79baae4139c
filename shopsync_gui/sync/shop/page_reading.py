"""Reading every page of the shop's products, a few at once, each landing with its checkpoint."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from shopsync_gui.core.errors import SHOPRENTER, ServiceDown, ServiceTimeout
from shopsync_gui.core.runs.jobs import Phase
from shopsync_gui.remote import PageTooHeavy, ProductPage
from shopsync_gui.remote.shop.pages import BadItem
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
    landed = (await in_pieces(session.store.pull.held(session.run_id))).seen
    await _PageReader(session, count, landed).read()


class _PageReader:
    """The reading of all pages of a shop: those on their way, how far it has come, and what has failed."""

    def __init__(self, session: Session, count: int, landed: int) -> None:
        settings = session.parts.settings.pull
        self._session = session
        self._count = count
        self._done = landed
        self._pace = PagePace(settings.page_size, settings.readers)
        self._ranges = PageRanges(count, session.store.pull.landed_ranges(session.run_id))
        self._reading: dict[asyncio.Task[ProductPage], _Reading] = {}
        self._strains = session.shop.strains
        self._full_to = 0  # where the furthest full page ends
        self._failures: Counter[int] = Counter()
        self._down = 0  # faults of the shop since a page landed
        self._alone = 0  # products that failed by themselves before a page landed

    async def read(self) -> None:
        """Read until no page is left. Raises ServiceTimeout, ServiceDown, and as a request does."""
        self._session.progress.enter(Phase.PULL, self._count, done=min(self._done, self._count))
        self._note_left(self._count)
        try:
            while self._begin():
                ready, _ = await asyncio.wait(self._reading, return_when=asyncio.FIRST_COMPLETED)
                for task in ready:
                    if self._take(task, self._reading.pop(task)):
                        await asyncio.sleep(0)  # several may have come together
        finally:
            for task in self._reading:
                task.cancel()
            await asyncio.gather(*self._reading, return_exceptions=True)

    def _begin(self) -> bool:
        """Ask for as many pages as there are readers; whether any is on its way."""
        session, pace = self._session, self._pace
        now = asyncio.get_running_loop().time()
        while True:
            while len(self._reading) < pace.readers and (piece := self._ranges.next(pace.size)):
                start, size = piece
                task = asyncio.create_task(session.shop.products(start // size, size))
                self._reading[task] = _Reading(start, size, now, pace.readers)
            if self._reading:
                return True
            # The number that the shop gave may be too small.
            if not self._count or self._full_to < self._ranges.end:
                return False
            self._ranges.extend()

    def _take(self, task: asyncio.Task[ProductPage], begun: _Reading) -> bool:
        """Land a page that was read, or have a failed one read in pieces; whether it landed."""
        start, size = begun.start, begun.size
        try:
            page = task.result()
        except (PageTooHeavy, ServiceDown) as error:
            if self._read_in_pieces(error, start, size):
                return False
            page = ProductPage([], None, [BadItem("", type(error).__name__)], 1)
        self._down = 0
        if self._session.shop.strains > self._strains:
            self._strains = self._session.shop.strains
            self._pace.strained()
        else:
            seconds = asyncio.get_running_loop().time() - begun.at
            self._pace.good(size, seconds, begun.readers)
        _land(self._session, start, size, page)
        if page.size >= size:
            self._full_to = max(self._full_to, start + size)
        self._done += page.size
        self._note_left(self._count - self._done)
        self._session.progress.tell(min(self._done, self._count), self._count)
        return True

    def _note_left(self, products: int) -> None:
        if products <= _FEW_PAGES * self._pace.size:
            self._session.progress.nearly_read.set()

    def _read_in_pieces(self, error: PageTooHeavy | ServiceDown, start: int, size: int) -> bool:
        """Have what failed read in pieces; False of a product that fails alone while others come.

        Raises ServiceTimeout or ServiceDown where it failed at every size, or the shop tells nothing else.
        """
        self._failures[start] += 1
        self._down += isinstance(error, ServiceDown)
        self._pace.heavy(size)
        if size == 1 and self._full_to:
            return False
        self._alone += size == 1
        if self._down >= _MOST_FAILURES and isinstance(error, ServiceDown):
            raise error
        if self._failures[start] >= _MOST_FAILURES or self._alone >= _MOST_ALONE:
            raise ServiceTimeout(service=SHOPRENTER) from error
        self._ranges.split(start, size)
        return True


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
