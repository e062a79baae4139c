"""Folding of case and accents, by which texts are searched and compared."""

from __future__ import annotations

import unicodedata

_ODD = str.maketrans(
    {
        "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i",
        # No letters; SQLite's index has the one in their place, too.
        "\ufffe": "\ufffd", "\uffff": "\ufffd",
    }
)  # fmt: skip


class _Folded(dict[int, int | str | None]):
    """Folded characters by code point; each is worked out when it is first met."""

    def __missing__(self, code: int) -> int | None:
        left = self[code] = None if unicodedata.combining(chr(code)) else code
        return left


_FOLDED = _Folded(_ODD)


def fold(text: str) -> str:
    """Fold case and accents, so that "cipo" finds "Cipő" and "CIPŐ"."""
    if text.isascii():
        return text.lower()
    # Some compatibility letters have a capital of their own only once they are decomposed.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return decomposed.translate(_FOLDED)
