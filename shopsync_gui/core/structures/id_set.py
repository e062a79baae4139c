"""Many ids in a few bytes each: those that were there first, and what came and went since; pure."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import chain, islice
from operator import lt

from shopsync_gui.core.structures.sorted_ids import SortedIds


class IdSet(Collection[int]):
    """A set of ids, 8 bytes each where a set of Python's takes 60, if those that are added mostly grow."""

    def __init__(self, ids: Iterable[int] = (), more: Iterable[int] = ()) -> None:
        first = array("q", ids)
        if not all(map(lt, first, islice(first, 1, None))):
            first = array("q", sorted(set(first)))
        self._first = SortedIds(first)
        #: Those that came since: each above all before it, and others.
        self._grown = SortedIds(array("q"))
        self._more: set[int] = set()
        self._less: set[int] = set()
        for sa_id in more:
            self.add(sa_id)

    def and_more(self, more: Iterable[int]) -> IdSet:
        """A set with these ids, too; the present one stays."""
        other = IdSet()
        other._first, other._grown = SortedIds(self._first.ids), SortedIds(self._grown.ids[:])
        other._more, other._less = set(self._more), set(self._less)
        for sa_id in more:
            other.add(sa_id)
        return other

    def add(self, sa_id: int) -> None:
        """Add an id, if it is not there."""
        self._less.discard(sa_id)
        if self._is_in_order(sa_id):
            return
        last = self._grown.ids or self._first.ids
        if not last or sa_id > last[-1]:
            self._grown.ids.append(sa_id)
        else:
            self._more.add(sa_id)

    def discard(self, sa_id: int) -> None:
        """Take an id away, if it is there."""
        self._more.discard(sa_id)
        if self._is_in_order(sa_id):
            self._less.add(sa_id)

    def newest(self) -> int:
        """The highest id; 0 where there is none."""
        in_order = chain(reversed(self._grown.ids), reversed(self._first.ids))
        highest = next((sa_id for sa_id in in_order if sa_id not in self._less), 0)
        return max(highest, max(self._more, default=0))

    def _is_in_order(self, sa_id: int) -> bool:
        """Whether it is one of the first, or of those above all before them, be it taken away."""
        return self._first.index(sa_id) is not None or self._grown.index(sa_id) is not None

    def __contains__(self, sa_id: object) -> bool:
        if sa_id in self._more:
            return True
        return isinstance(sa_id, int) and self._is_in_order(sa_id) and sa_id not in self._less

    def __iter__(self) -> Iterator[int]:
        in_order = chain(self._first.ids, self._grown.ids)
        yield from (sa_id for sa_id in in_order if sa_id not in self._less)
        yield from self._more

    def __len__(self) -> int:
        return len(self._first.ids) + len(self._grown.ids) + len(self._more) - len(self._less)


class IdBits:
    """A set of ids that grows only: a bit for each where they are close together, as rows' numbers are."""

    def __init__(self) -> None:
        self._bits: defaultdict[int, int] = defaultdict(int)

    def update(self, ids: Iterable[int]) -> None:
        """Add some ids."""
        bits = self._bits
        for number in ids:
            bits[number >> _BITS] |= 1 << (number & _LOWEST)

    def __len__(self) -> int:
        return sum(map(int.bit_count, self._bits.values()))

    def both(self, other: IdBits) -> IdBits:
        """The ids that are in both sets."""
        found = IdBits()
        for high, bits in self._bits.items():
            if high in other._bits and (same := bits & other._bits[high]):
                found._bits[high] = same
        return found

    def either(self, other: IdBits) -> IdBits:
        """The ids that are in one of the sets, or in both."""
        found = IdBits()
        for bits in (self._bits, other._bits):
            for high, some in bits.items():
                found._bits[high] |= some
        return found

    def in_common(self, other: IdBits) -> int:
        """Count the ids that are in both sets."""
        return sum(
            (bits & other._bits[high]).bit_count()
            for high, bits in self._bits.items()
            if high in other._bits
        )


#: Of an id, how many bits choose its bit among those that are kept together.
_BITS = 9
_LOWEST = (1 << _BITS) - 1
