"""How the words of a search become SQL; whatever is typed, it is never an error."""

from __future__ import annotations

from collections.abc import Sequence

from shopsync_gui.core.text import fold

#: The index knows words of three letters and more.
_INDEXED = 3
_LAST = "\U0010ffff"


def words_of(text: str) -> list[str]:
    """The folded words of a search, each once."""
    return list(dict.fromkeys(fold(text.replace("\0", " ")).split()))


def condition(words: Sequence[str], column: str) -> tuple[str, list[object]]:
    """The SQL condition that every word stands somewhere in the text, and its parameters."""
    return " AND ".join([f"instr({column}, ?)"] * len(words)), list(words)


def short_words(words: Sequence[str]) -> list[str]:
    """The words that the index does not know."""
    return [word for word in words if len(word) < _INDEXED]


def match(words: Sequence[str]) -> str:
    """What to ask the index for: all words that it knows; empty if there is none."""
    return " AND ".join(quoted(word) for word in words if len(word) >= _INDEXED)


def term_range(word: str) -> tuple[str, str]:
    """The first and the last possible term that begins with the word."""
    return word, word + _LAST


def quoted(word: str) -> str:
    """The word as the index takes it."""
    return '"' + word.replace('"', '""') + '"'
