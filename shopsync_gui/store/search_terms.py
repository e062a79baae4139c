"""The words of a search as SQL; whatever is typed, it is never an error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The index knows words of three letters and more.
_INDEXED = 3
_LAST = "\U0010ffff"


def words_of(text: str) -> list[str]:
    """The folded words of a search, each once."""
    return list(dict.fromkeys(fold(text.replace("\0", " ")).split()))


def condition(words: Sequence[str], column: str) -> tuple[str, list[object]]:
    """The SQL condition that every word stands somewhere in the text, and its parameters."""
    return " AND ".join([f"instr({column}, ?)"] * len(words)), list(words)


def match(words: Sequence[str]) -> str:
    """The index's query: letter triples that cover all words that have any; empty if there is none.

    Those that lie across two of them would cost as much again, and rule out hardly any product.
    """
    triples = [
        word[start : start + _INDEXED]
        for word in words
        if len(word) >= _INDEXED
        for start in (*range(0, len(word) - _INDEXED, _INDEXED), len(word) - _INDEXED)
    ]
    return " AND ".join(quoted(triple) for triple in dict.fromkeys(triples))


def known_by_index(words: Sequence[str]) -> bool:
    """Whether a product that has the words' triples has the words for certain."""
    return all(len(word) == _INDEXED for word in words)


def term_range(word: str) -> tuple[str, str]:
    """The first and the last possible term that begins with the word."""
    return word, word + _LAST * (_INDEXED - len(word))


def quoted(word: str) -> str:
    """The word as the index takes it."""
    return '"' + word.replace('"', '""') + '"'
