"""Keeps foreign texts plain where Qt would look for mark-up in them, and within their place."""

from __future__ import annotations


def tooltip(text: str) -> str:
    """The text as a tooltip that shows every character as it is."""
    if "<" not in text:
        return text
    from html import escape

    return f"<span>{escape(text)}</span>"


#: No word of a language is longer; the longest piece of one that is.
_LONGEST, _PIECE = 40, 16
_ZERO_WIDTH_SPACE = "\u200b"


def breakable(text: str) -> str:
    """The text with places to break a line at within words that are longer than words are."""
    if len(text) <= _LONGEST or all(len(word) <= _LONGEST for word in text.split()):
        return text
    import re

    def pieces(word: re.Match[str]) -> str:
        whole = word.group()
        places = range(0, len(whole), _PIECE)
        return _ZERO_WIDTH_SPACE.join(whole[place : place + _PIECE] for place in places)

    return re.sub(rf"\S{{{_LONGEST + 1},}}", pieces, text)


def short(text: str, most: int = 40) -> str:
    """The beginning of a text that is too long for a button or a menu."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
