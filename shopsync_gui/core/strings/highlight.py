"""The spans of a text where the words of a search stand, for marking them in cells."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from shopsync_gui.core.strings.folding import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

Span = tuple[int, int]


@lru_cache(maxsize=2048)
def _folded_letter(letter: str) -> str:
    return fold(letter)


def marked(text: str, words: Sequence[str]) -> tuple[Span, ...]:
    """The places [start, end) of `text` that match a folded word, merged and in order."""
    if not words or not text:
        return ()
    folded, indexes = _fold_with_places(text)
    spans: list[Span] = []
    for word in words:
        start = folded.find(word)
        while start >= 0:
            last = start + len(word) - 1
            spans.append((indexes[start], _end(text, indexes[last])))
            start = folded.find(word, last + 1)
    return _merged(spans)


def _fold_with_places(text: str) -> tuple[str, Sequence[int]]:
    if text.isascii():
        return text.lower(), range(len(text))
    letters: list[str] = []
    indexes: list[int] = []
    for index, letter in enumerate(text):
        for part in _folded_letter(letter):
            letters.append(part)
            indexes.append(index)
    return "".join(letters), indexes


def _end(text: str, last: int) -> int:
    """The end after the letter at `last`, with the accents that stand as letters of their own."""
    end = last + 1
    while end < len(text) and not _folded_letter(text[end]):
        end += 1
    return end


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
