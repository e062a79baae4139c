"""Texts from outside, kept plain where Qt would look for mark-up in them, and within their place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

#: No word of a language is longer; the longest piece of one that is.
_LONGEST, _PIECE = 40, 16
_ZERO_WIDTH_SPACE = "\u200b"
_WORD_JOINER = "\u2060"
_SINGLE_LETTER = r"(?<!\w)([^\W\d_]-)(?=\w)"


def tooltip(text: str) -> str:
    """The text as a tooltip that shows every character as it is."""
    if "<" not in text:
        return text
    from html import escape

    return f"<span>{escape(text)}</span>"


def bullets(texts: Iterable[str]) -> str:
    """A list as rich text, its lines below each other's first letter; no text is read as mark-up."""
    from html import escape

    points = [escape(text).replace("\n", "<br>") for text in texts]
    last = len(points) - 1
    return (
        '<ul style="margin: 0; -qt-list-indent: 0">'
        + "".join(
            f'<li style="margin: 0 0 {0 if number == last else 6}px 16px">{point}</li>'
            for number, point in enumerate(points)
        )
        + "</ul>"
    )


def breakable(text: str) -> str:
    """The text with positions to break a line at within words that are longer than words are.

    None is behind a single letter and its hyphen, as in "e-mail".
    """
    if "-" in text:
        text = re.sub(_SINGLE_LETTER, rf"\1{_WORD_JOINER}", text)
    if len(text) <= _LONGEST or all(len(word) <= _LONGEST for word in text.split()):
        return text

    def pieces(word: re.Match[str]) -> str:
        whole = word.group()
        starts = range(0, len(whole), _PIECE)
        return _ZERO_WIDTH_SPACE.join(whole[start : start + _PIECE] for start in starts)

    return re.sub(rf"\S{{{_LONGEST + 1},}}", pieces, text)


def short(text: str, most: int = 40) -> str:
    """A text for a button or a menu: cut in the middle, since names that begin alike end otherwise."""
    if len(text) <= most:
        return text
    end = (most - 1) // 3
    return f"{text[: most - 1 - end].rstrip()}…{text[-end:].lstrip()}"
