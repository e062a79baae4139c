"""Whole numbers by whole numbers, in a few bytes each; pure."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping


class IdMap(Mapping[int, int]):
    """A mapping from local ids to the account's, 16 bytes each. Each key is put in once."""

    def __init__(self, pairs: Iterable[tuple[int, int]] = ()) -> None:
        self._keys, self._values = array("q"), array("q")
        self._sorted = True
        for key, value in pairs:
            self.put(key, value)

    def put(self, key: int, value: int) -> None:
        """Add a pair whose key is new."""
        self._sorted &= not self._keys or self._keys[-1] < key
        self._keys.append(key)
        self._values.append(value)

    def extend(self, keys: array[int], values: array[int]) -> None:
        """Add pairs whose keys are new, above those before, and in their order."""
        self._keys.extend(keys)
        self._values.extend(values)

    def __getitem__(self, key: int) -> int:
        if not self._sorted:
            pairs = sorted(zip(self._keys, self._values, strict=True))
            self._keys = array("q", (k for k, _ in pairs))
            self._values = array("q", (v for _, v in pairs))
            self._sorted = True
        index = bisect_left(self._keys, key)
        if index == len(self._keys) or self._keys[index] != key:
            raise KeyError(key)
        return self._values[index]

    def __iter__(self) -> Iterator[int]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


def count_outside(ids: array[int], used: Iterable[int]) -> int:
    """Count the sorted `ids` that are not among `used`."""
    inside = 0
    last: int | None = None
    for wanted in sorted(used):
        if wanted != last:
            inside += bisect_right(ids, wanted) - bisect_left(ids, wanted)
            last = wanted
    return len(ids) - inside
