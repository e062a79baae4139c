"""The size of the shop's pages and the number that are read at once: found out while reading."""

from __future__ import annotations

from shopsync_gui.sync.shop.catch_up import can_halve

#: Readers at the beginning.
_FIRST_READERS = 4
#: Pages that take so many times as long with more readers show that the shop is at its limit.
_SLOWER = 1.25
#: Good pages after which what the shop could not do is tried once more.
_GOOD_PAGES = 8
_GOOD_PAGES_FOR_READERS = 60


class PagePace:
    """Page size and number of readers.

    Readers are doubled while pages get no slower by that: where a page takes 13 seconds, four of them
    get a tenth of what the limit of requests allows. A page that is too heavy, or an answer that asks
    for patience, takes half of them away, and so do pages that more readers made slower; more are
    tried only a while later.
    """

    def __init__(self, size: int, readers: int) -> None:
        self._most_size = self.size = size
        self._most_readers = readers
        self.readers = min(_FIRST_READERS, readers)
        #: Good pages since the size was changed, and those until more readers are tried.
        self._good = self._wait = 0
        #: Seconds of the pages that began with as many readers as there are now, and with fewer.
        self._seconds: list[float] = []
        self._before: float | None = None

    def heavy(self, size: int) -> None:
        """Note that a page of this size was too heavy."""
        self._good = 0
        self.strained()
        if size <= self.size and can_halve(self.size):
            self.size //= 2

    def strained(self) -> None:
        """Note that so many readers are too many, as where the shop asks for patience (HTTP 429)."""
        self.readers = max(1, self.readers // 2)
        self._wait = _GOOD_PAGES_FOR_READERS
        self._forget()

    def good(self, size: int, seconds: float, readers: int) -> None:
        """Note a good page that began when there were so many `readers`."""
        self._good += 1
        self._wait -= 1
        if self._good >= _GOOD_PAGES and self.size < self._most_size:
            self._good = 0
            self.size *= 2
            self._forget()
        if (size, readers) == (self.size, self.readers):
            self._seconds.append(seconds)
        if len(self._seconds) >= self.readers:
            self._judge(sum(self._seconds) / len(self._seconds))

    def _judge(self, now: float) -> None:
        """Compare the pages of as many readers as there are now with those of fewer."""
        if self._before is not None and now > _SLOWER * self._before:
            self.strained()
        elif self._wait <= 0 and self.readers < self._most_readers:
            self._before = now if self._before is None else min(now, self._before)
            self.readers = min(self._most_readers, self.readers * 2)
        self._seconds = []

    def _forget(self) -> None:
        self._seconds, self._before = [], None
