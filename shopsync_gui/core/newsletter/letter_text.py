"""A letter as plain text: for programs that show no HTML, and for screen readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.text import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shopsync_gui.core.newsletter.letter import LetterBlock, LetterDocument


def letter_text(document: LetterDocument) -> str:
    """The letter's words and links, a product in three lines."""
    return "\n".join(_lines(document)).strip() + "\n"


def _lines(document: LetterDocument) -> Iterator[str]:
    if document.title:
        yield from (document.title, "=" * len(document.title), "")
    for section in document.sections:
        if section.title:
            yield from (section.title, "-" * len(section.title), "")
        for block in section.blocks:
            yield from (block.name, _price(block), block.address, "")
    yield from document.remarks


def _price(block: LetterBlock) -> str:
    if not block.earlier:
        return block.price
    return _("{price} instead of {earlier}").format(price=block.price, earlier=block.earlier)
