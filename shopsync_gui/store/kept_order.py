"""An order of products in memory, in which matches are found without passing all that lies between."""

from __future__ import annotations

from array import array
from collections import deque
from itertools import islice, repeat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: As many as one byte tells apart.
_PARTS = 256
#: Parts that are gone through before it is asked which have any match: of many matches some are soon found.
_AT_FIRST = 4
#: Where one product in so many matches, hardly any part has none.
_MANY = 8


class KeptOrder:
    """The ids of products in a rising order, and in which part of it each of them lies.

    Matches that lie close together, wherever that is, are found by looking into their parts alone.
    """

    def __init__(self, ids: Iterable[int], highest: int) -> None:
        """Take over ids of which none is above the `highest` one."""
        #: Not to be changed.
        self.ids = array("q")
        self._size = highest // _PARTS + 1
        self._part_of = bytearray(highest + 1)
        coming = iter(ids)
        # In pieces, so that other threads have their turns between them.
        for number in range(_PARTS):
            part = array("q", islice(coming, self._size))
            deque(map(self._part_of.__setitem__, part, repeat(number)), maxlen=0)
            self.ids += part

    def chosen(self, ids: Sequence[int], *, descending: bool) -> Iterator[int]:
        """Those of these products that are in the order, as they follow each other in it."""
        wanted = flags(ids, len(self._part_of))
        numbers = range(-(-len(self.ids) // self._size))
        coming = iter(numbers[::-1] if descending else numbers)
        yield from self._wanted_in(islice(coming, _AT_FIRST), wanted, descending=descending)
        if len(ids) * _MANY < len(self.ids):
            having = set(map(self._part_of.__getitem__, ids))
            coming = filter(having.__contains__, coming)
        yield from self._wanted_in(coming, wanted, descending=descending)

    def _wanted_in(
        self, numbers: Iterable[int], wanted: bytearray, *, descending: bool
    ) -> Iterator[int]:
        """What is wanted of the parts with these numbers."""
        for number in numbers:
            part = self.ids[number * self._size : (number + 1) * self._size]
            yield from filter(wanted.__getitem__, reversed(part) if descending else part)

    def piece(self, start: int, size: int, *, descending: bool) -> array[int]:
        """So many ids from a place of the order on, counted from its end where it is `descending`."""
        if not descending:
            return self.ids[start : start + size]
        end = len(self.ids) - start
        return self.ids[max(0, end - size) : max(0, end)][::-1]


def flags(ids: Iterable[int], size: int) -> bytearray:
    """A byte for each possible id below `size`: 1 for these."""
    found = bytearray(size)
    for product_id in ids:
        found[product_id] = 1
    return found
