"""The words of a search as SQL; whatever is typed, it is never an error."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.strings.folding import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The index knows words of three letters and more.
_INDEXED = 3
_LAST = "\U0010ffff"
#: Patterns, which `re` compiles when they are first asked for: none of them is at the start.
#: A part of SalesAutopilot's id as it is searched, with its sign before it.
_OF_AN_ID = "#?[0-9]*"
#: A sign between two names of a path. SKUs have the last one, too: there letters have to be around it.
_BELOW = r"\s*[>›»]+\s*|(?<=[^\W\d_]{3})\s*/\s*(?=[^\W\d_]|$)"
#: Such a sign with spaces around it.
_ALONE = r"\s+([>›»/]+)(?:\s+|$)"
#: Products by the triples of their texts, and of SalesAutopilot's ids, among those with ids in a range.
_BY_TEXT = (
    "SELECT rowid AS id FROM product_text WHERE product_text MATCH ? AND rowid BETWEEN ? AND ?"
)
_BY_ID = "SELECT rowid AS id FROM product_id_text WHERE product_id_text MATCH ? AND rowid BETWEEN ? AND ?"


def words_of(text: str) -> list[str]:
    """The folded words of a search, each once."""
    return list(dict.fromkeys(_words(text)))


def _words(text: str) -> list[str]:
    return fold(text.replace("\0", " ")).split()


class Path(msgspec.Struct, frozen=True):
    """Names of categories one below the other, each by its folded words; it `goes_on` below the last."""

    names: tuple[tuple[str, ...], ...]
    goes_on: bool


def path_of(text: str) -> Path | None:
    """The path that a search names, such as “Women > Shoes” or “Women/Shoes”; None where it has no sign of one."""
    folded = " ".join(_words(text))  # a run of blanks would be gone through once for each
    if not folded or re.search(_BELOW, folded) is None:
        return None
    parts = [tuple(part.split()) for part in re.split(_BELOW, folded)]
    names = tuple(words for words in parts if words)
    goes_on = not parts[-1]
    return Path(names, goes_on) if len(names) + goes_on > 1 else None


def words_with_path(text: str) -> list[str]:
    """The folded words of a search that may name a path; a sign between two names holds them together.

    So the index knows it as well, and a name that has it is still found.
    """
    held = re.sub(_ALONE, "\0\\1\0", " ".join(_words(text))).split()
    return list(dict.fromkeys(word.replace("\0", " ").strip() for word in held))


def marked_words(text: str) -> list[str]:
    """The folded words that are marked where a search found them: those of a path's names, too."""
    path = path_of(text)
    names = () if path is None else path.names
    return list(dict.fromkeys((*words_of(text), *(word for words in names for word in words))))


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


def of_an_id(word: str) -> bool:
    """Whether a word may be a part of SalesAutopilot's id of a product."""
    return re.fullmatch(_OF_AN_ID, word) is not None


def lookup(words: Sequence[str], within: tuple[int, int]) -> tuple[str, tuple[object, ...]] | None:
    """A SELECT of the products that have the words' triples, with its parameters; None if no word has any.

    Its products have ids `within` these bounds. A word that may be a part of an id may stand in the
    text, too.
    """
    numbers = [word for word in words if of_an_id(word) and match([word])]
    text = match([word for word in words if word not in numbers])
    selects, params = ([_BY_TEXT], [text, *within]) if text else ([], [])
    for number in numbers:
        selects.append(f"SELECT id FROM ({_BY_TEXT} UNION {_BY_ID})")
        params += [match([number]), *within] * 2
    return (" INTERSECT ".join(selects), tuple(params)) if selects else None


def by_term(term: str, within: tuple[int, int], *, of_ids: bool) -> tuple[str, tuple[object, ...]]:
    """A SELECT of the products that have a term in their texts, or in SalesAutopilot's ids."""
    return _BY_ID if of_ids else _BY_TEXT, (quoted(term), *within)


def known_by_index(words: Sequence[str]) -> bool:
    """Whether a product that has the words' triples, or terms, has the words for certain."""
    return all(len(word) == _INDEXED for word in words) or not match(words)


def term_range(word: str) -> tuple[str, str]:
    """The first and the last possible term that begins with the word."""
    return word, word + _LAST * (_INDEXED - len(word))


def quoted(word: str) -> str:
    """The word as the index takes it."""
    return '"' + word.replace('"', '""') + '"'
