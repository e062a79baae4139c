"""Indexes by hashes of 64 bits, a few bytes an entry: filled first, asked then; pure.

Among a million hashes, two fall together once in thirty million catalogues. They lie in groups, each
of which is sorted when it is first asked: none takes longer than some milliseconds.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_GROUPS = 64
_MASK = _GROUPS - 1


def text_hash(text: str) -> int:
    """The hash of a text, 0 for an empty one."""
    return hash(text) if text else 0


class Occurrences:
    """The number of times that each text occurs. Empty texts do not count."""

    def __init__(self) -> None:
        self._groups = [array("q") for _ in range(_GROUPS)]
        self._sorted = [0] * _GROUPS

    def add(self, text: str) -> None:
        """Count one."""
        if text:
            self.add_hash(hash(text))

    def add_hash(self, value: int) -> None:
        """Count a text, which is not empty, by its hash."""
        self._groups[value & _MASK].append(value)

    def add_hashes(self, values: Iterable[int]) -> None:
        """Count several, of which 0 is none."""
        groups = self._groups
        for value in values:
            if value:
                groups[value & _MASK].append(value)

    def __getitem__(self, text: str) -> int:
        return self._count(hash(text)) if text else 0

    def has_hash(self, value: int) -> bool:
        """Whether a text with this hash, which is none of an empty one, was counted."""
        return self._count(value) > 0

    def _count(self, value: int) -> int:
        number = value & _MASK
        group = self._groups[number]
        if self._sorted[number] != len(group):
            group = self._groups[number] = array("q", sorted(group))
            self._sorted[number] = len(group)
        return bisect_right(group, value) - bisect_left(group, value)

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and bool(self[text])

    def repeated(self) -> Iterator[set[int]]:
        """Hashes of texts that occur more than once, a group at a time."""
        for group in self._groups:
            yield _repeated(group)


class HashIndex:
    """The indexes in a list at which each hash stands."""

    def __init__(self) -> None:
        self._hashes = [array("q") for _ in range(_GROUPS)]
        self._indexes = [array("I") for _ in range(_GROUPS)]
        self._sorted = [0] * _GROUPS

    def add(self, value: int, index: int) -> None:
        """Add one; indexes grow."""
        group = value & _MASK
        self._hashes[group].append(value)
        self._indexes[group].append(index)

    def extend(self, values: Iterable[int], first: int) -> None:
        """Add several at indexes from `first` on; 0 is none."""
        hashes, indexes = self._hashes, self._indexes
        for index, value in enumerate(values, first):
            if value:
                group = value & _MASK
                hashes[group].append(value)
                indexes[group].append(index)

    def copy(self) -> HashIndex:
        """A copy of it."""
        other = HashIndex()
        other._hashes = [group[:] for group in self._hashes]
        other._indexes = [group[:] for group in self._indexes]
        other._sorted = self._sorted[:]
        return other

    def indexes(self, value: int) -> Sequence[int]:
        """Every index of a hash, in their order."""
        group = value & _MASK
        hashes = self._in_order(group)
        begin, end = bisect_left(hashes, value), bisect_right(hashes, value)
        return self._indexes[group][begin:end]

    def repeated(self) -> Iterator[set[int]]:
        """Hashes that stand at several indexes, a group at a time."""
        for group in self._hashes:
            yield _repeated(group)

    def _in_order(self, group: int) -> array[int]:
        hashes, indexes = self._hashes[group], self._indexes[group]
        if self._sorted[group] != len(hashes):
            order = sorted(range(len(hashes)), key=hashes.__getitem__)
            self._hashes[group] = array("q", map(hashes.__getitem__, order))
            self._indexes[group] = array("I", map(indexes.__getitem__, order))
            self._sorted[group] = len(hashes)
        return self._hashes[group]


def _repeated(group: array[int]) -> set[int]:
    if len(set(group)) == len(group):
        return set()
    return {value for value, count in Counter(group).items() if count > 1}
