"""The distances of a row's buttons from the words above, so that they stand in one line.

A letter knows no script, so the lines of a name are counted by the widths of Arial, which mail
programs have or stand in for with letters as wide.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from shopsync_gui.core.newsletter.letter_sizes import picture_heights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shopsync_gui.core.newsletter.letter import LetterBlock

#: As in the template's style sheet, in pixels.
_FONT, _LINE, _BELOW_PICTURE = 15, 22, 10
#: The widths of Arial's bold letters, in thousandths of the font's size; of all others, and of a space.
_WIDTHS = {
    278: "IJijl.,:;'|/\\ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}",
    333: "()[]-tf!",
    389: "r*{}",
    500: "z\"",
    556: "aceksvxy0123456789$#_",
    584: "<>+=~\N{MINUS SIGN}",
    611: "bdghnopquFLTZ?",
    667: "EPSVXY",
    722: "ABCDHKNRU&",
    778: "GOQw",
    833: "M",
    889: "m%",
    944: "W",
    975: "@",
    1000: "—…",
}  # fmt: skip
_OF_LETTER = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_OTHER, _SPACE = 722, 278


def pixels_lower(blocks: Sequence[LetterBlock], width: int) -> list[int]:
    """The pixels by which the button of each product is to be lower, in columns `width` wide."""
    pictures = picture_heights(blocks, width)
    heights = [
        _height(block, picture, width) for block, picture in zip(blocks, pictures, strict=True)
    ]
    return [max(heights) - height for height in heights]


def _height(block: LetterBlock, picture: int, width: int) -> int:
    price = " ".join(
        filter(
            None,
            (
                block.earlier,
                block.price,
                f"\N{MINUS SIGN}{block.percent}\N{NO-BREAK SPACE}%" * bool(block.percent),
            ),
        )
    )
    above = picture + _BELOW_PICTURE if picture else 0
    return above + _LINE * (_lines(block.name, width) + _lines(price, width))


def _lines(text: str, width: int) -> int:
    """The lines that a text takes; a word that is longer than one is broken."""
    lines, used = 1, 0.0
    for word in text.split(" "):
        across = _across(word)
        if used and used + across > width:
            lines, used = lines + 1, 0.0
        while across > width:
            lines, across = lines + 1, across - width
        used += across + _SPACE * _FONT / 1000
    return lines


def _across(word: str) -> float:
    bare = (
        letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter)
    )
    return sum(_OF_LETTER.get(letter, _OTHER) for letter in bare) * _FONT / 1000
