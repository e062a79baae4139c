"""Ids in their order, in which each is found; pure."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from array import array


class SortedIds:
    """The index of ids that never fall; more may be appended to `ids`.

    Who asks in the order of the ids is answered quickest: where the last one stood, the next one follows.
    """

    def __init__(self, ids: array[int]) -> None:
        self.ids = ids
        self._next = 0

    def index(self, sa_id: int) -> int | None:
        """Find where in `ids` this one stands; one of its indexes where it has several, None where it has none."""
        ids, index = self.ids, self._next
        if index >= len(ids) or ids[index] != sa_id:
            index = bisect_left(ids, sa_id)
            if index == len(ids) or ids[index] != sa_id:
                return None
        self._next = index + 1
        return index
