"""Very many of the ids that there are, in a byte for each; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import compress, count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class IdFlags(Collection[int]):
    """A set of ids that are not above a highest one; it is gone through in their order."""

    def __init__(self, highest: int, ids: Iterable[int]) -> None:
        self._flags = flags = bytearray(highest + 1)
        for number in ids:
            flags[number] = 1
        self._count = flags.count(1)

    @property
    def flag(self) -> Callable[[int], int]:
        """Return what tells of an id up to the highest whether it is there."""
        return self._flags.__getitem__

    def __contains__(self, number: object) -> bool:
        return (
            isinstance(number, int) and 0 <= number < len(self._flags) and bool(self.flag(number))
        )

    def __iter__(self) -> Iterator[int]:
        return compress(count(), self._flags)

    def __len__(self) -> int:
        return self._count
