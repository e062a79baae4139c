"""Texts by ids, little more than their letters each; pure."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from itertools import chain

from shopsync_gui.core.structures.sorted_ids import SortedIds


class IdTexts(Mapping[int, str]):
    """A text for each id, 16 bytes and its letters where a dict takes 200 bytes, if ids mostly grow."""

    def __init__(self) -> None:
        #: Ids that grow, where the text of each ends, and the texts; those that came out of order.
        self._ids, self._ends = array("q"), array("Q")
        self._sorted = SortedIds(self._ids)
        self._texts = bytearray()
        self._others: dict[int, str] = {}
        self._gone: set[int] = set()

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

    def _index(self, sa_id: int) -> int | None:
        return None if sa_id in self._gone else self._sorted.index(sa_id)

    def __getitem__(self, sa_id: int) -> str:
        if (index := self._index(sa_id)) is None:
            return self._others[sa_id]
        begin = self._ends[index - 1] if index else 0
        return self._texts[begin : self._ends[index]].decode("utf-8", "surrogatepass")

    def __contains__(self, sa_id: object) -> bool:
        return sa_id in self._others or (isinstance(sa_id, int) and self._index(sa_id) is not None)

    def __iter__(self) -> Iterator[int]:
        return chain((sa_id for sa_id in self._ids if sa_id not in self._gone), self._others)

    def __len__(self) -> int:
        return len(self._ids) - len(self._gone) + len(self._others)
