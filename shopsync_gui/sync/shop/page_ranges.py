"""The ranges of products that are still to be read, each a whole page of its own size; pure."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class PageRanges:
    """The products of a shop, cut into pages, but for those whose pages have `landed`.

    A page is asked for by its number, so that it begins at a multiple of its size.
    """

    def __init__(self, count: int, landed: Iterable[tuple[int, int]] = ()) -> None:
        self._count = count
        self._again: deque[tuple[int, int]] = deque()
        self._landed = dict(landed)
        #: Where the last page in order ends.
        self.end = 0

    def next(self, size: int) -> tuple[int, int] | None:
        """First product and size of the next page, of this `size` at most; None where all are read."""
        if self._again:
            return self._again.popleft()
        while (landed := self._landed.get(self.end)) is not None:
            self.end += landed
        if self.end >= self._count:
            return None
        start = self.end
        while start % size or not self._landed.keys().isdisjoint(range(start, start + size)):
            size = _part(size)
        self.end += size
        return start, size

    def extend(self) -> None:
        """Read one page more: the last one was full."""
        self._count = self.end + 1

    def split(self, start: int, size: int) -> None:
        """Read a page in pieces; one of one product once more."""
        self._again.extend(self._pieces(start, size, _part(size)))

    def _pieces(self, start: int, size: int, piece: int) -> Iterator[tuple[int, int]]:
        for index in range(start, start + size, piece):
            if index == start or index < self._count:
                yield index, piece


def _part(size: int) -> int:
    """The largest smaller size of which pages make up one of this size."""
    return max((part for part in range(1, size) if size % part == 0), default=size)
