"""How large the pages of the shop are and how many are read at once: found out while reading."""

from __future__ import annotations

from shopsync_gui.sync.catch_up import can_halve

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
    for patience, takes half of them away.
    """

    def __init__(self, size: int, readers: int) -> None:
        self._most_size = self.size = size
        self._most_readers = readers
        self.readers = min(_FIRST_READERS, readers)
        self._good = 0
        #: What more readers may be tried: none for a while after they did no good.
        self._ceiling = readers
        #: Seconds of the pages that began with as many readers as there are now, and with fewer.
        self._seconds: list[float] = []
        self._before: float | None = None
        self._since_ceiling = 0

    def heavy(self, size: int) -> None:
        """Note that a page of this size was too heavy."""
        self._good = 0
        self._fewer(max(1, self.readers // 2))
        if size <= self.size and can_halve(self.size):
            self.size //= 2

    def strained(self) -> None:
        """Note that the shop asked for patience (HTTP 429)."""
        self._fewer(max(1, self.readers // 2))

    def good(self, size: int, seconds: float, readers: int) -> None:
        """Note a good page that began when there were so many `readers`."""
        self._good += 1
        if self._good >= _GOOD_PAGES and self.size < self._most_size:
            self._good = 0
            self.size = min(self._most_size, self.size * 2)
            self._forget()
        self._since_ceiling += 1
        if self._since_ceiling >= _GOOD_PAGES_FOR_READERS:
            self._since_ceiling, self._ceiling = 0, self._most_readers
        if size == self.size and readers == self.readers:
            self._seconds.append(seconds)
        if len(self._seconds) >= self.readers:
            self._judge()

    def _judge(self) -> None:
        """Compare the pages of as many readers as there are now with those of fewer."""
        now = sum(self._seconds) / len(self._seconds)
        if self._before is not None and now > _SLOWER * self._before:
            self._fewer(max(1, self.readers // 2))
        elif self.readers < min(self._ceiling, self._most_readers):
            self._before = now if self._before is None else min(now, self._before)
            self.readers = min(self._ceiling, self._most_readers, self.readers * 2)
            self._seconds = []
        else:
            self._seconds = []

    def _fewer(self, readers: int) -> None:
        self.readers = self._ceiling = readers
        self._since_ceiling = 0
        self._forget()

    def _forget(self) -> None:
        self._seconds, self._before = [], None
