"""How the words of a search become SQL; whatever is typed, it is never an error."""

from __future__ import annotations

from shopsync_gui.core.text import fold

_ESCAPE = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})


def words_of(text: str) -> list[str]:
    """The folded words of a search, each once."""
    return list(dict.fromkeys(fold(text.replace("\0", " ")).split()))


def condition(text: str) -> tuple[str, list[object]]:
    """The SQL condition for a search and its parameters; every word must stand somewhere.

    A word of digits, also with a leading #, may be a part of SalesAutopilot's id.
    """
    parts: list[str] = []
    params: list[object] = []
    for word in words_of(text):
        digits = word.removeprefix("#")
        pattern = f"%{word.translate(_ESCAPE)}%"
        if digits.isascii() and digits.isdigit():
            parts.append("(folded LIKE ? ESCAPE '\\' OR CAST(sa_id AS TEXT) LIKE ?)")
            params += [pattern, f"%{digits}%"]
        else:
            parts.append("folded LIKE ? ESCAPE '\\'")
            params.append(pattern)
    return " AND ".join(parts), params
