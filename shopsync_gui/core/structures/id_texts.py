"""Texts by ids, little more than their letters each; pure."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from itertools import chain


class IdTexts(Mapping[int, str]):
    """A text for each id, 16 bytes and its letters where a dict takes 200 bytes, if ids mostly grow.

    Who asks in the order of the ids is answered quickest.
    """

    def __init__(self) -> None:
        #: Ids that grow, where the text of each ends, and the texts; those that came out of order.
        self._ids, self._ends = array("q"), array("Q")
        self._texts = bytearray()
        self._others: dict[int, str] = {}
        self._gone: set[int] = set()
        self._next = 0

    def put(self, sa_id: int, text: str) -> None:
        """Keep a text; another one with this id goes."""
        self.pop(sa_id)
        if self._ids and sa_id <= self._ids[-1]:
            self._others[sa_id] = text
            return
        self._texts += text.encode("utf-8", "surrogatepass")
        self._ids.append(sa_id)
        self._ends.append(len(self._texts))

    def pop(self, sa_id: int) -> str | None:
        """Take a text away, if there is one with this id."""
        text = self.get(sa_id)
        if self._others.pop(sa_id, None) is None and text is not None:
            self._gone.add(sa_id)
        return text

    def _place(self, sa_id: int) -> int | None:
        ids, place = self._ids, self._next
        if place >= len(ids) or ids[place] != sa_id:
            place = bisect_left(ids, sa_id)
            if place == len(ids) or ids[place] != sa_id:
                return None
        self._next = place + 1
        return None if sa_id in self._gone else place

    def __getitem__(self, sa_id: int) -> str:
        if (place := self._place(sa_id)) is None:
            return self._others[sa_id]
        begin = self._ends[place - 1] if place else 0
        return self._texts[begin : self._ends[place]].decode("utf-8", "surrogatepass")

    def __contains__(self, sa_id: object) -> bool:
        return sa_id in self._others or (isinstance(sa_id, int) and self._place(sa_id) is not None)

    def __iter__(self) -> Iterator[int]:
        return chain((sa_id for sa_id in self._ids if sa_id not in self._gone), self._others)

    def __len__(self) -> int:
        return len(self._ids) - len(self._gone) + len(self._others)
