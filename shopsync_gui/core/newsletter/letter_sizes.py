"""The measures of a letter, in pixels of a page that is 600 wide; the preview keeps to them too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.newsletter.letter import Layout, LetterDocument, LetterSection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shopsync_gui.core.newsletter.letter import LetterBlock

PAGE = 600
#: What a phone shows; there, as on everything below `PAGE`, columns stand on top of each other.
PHONE = 375
MARGIN = 16
#: Around each column.
GAP = 8
#: Between the words and the button, at least.
ABOVE_BUTTON = 10
#: The width between the margins.
INSIDE = PAGE - 2 * MARGIN
#: The picture of the wide product.
WIDE_PICTURE = 400
#: In one column, the width of the cell whose picture stands beside the words.
BESIDE = 198
#: Mail programs cut a message that is longer, in bytes.
MOST_BYTES = 102_000


def picture_width(layout: Layout) -> int:
    """The width of an ordinary product's picture."""
    cell = BESIDE if layout.columns == 1 else INSIDE // layout.columns
    return cell - 2 * GAP


def picture_heights(row: Sequence[LetterBlock], width: int) -> list[int]:
    """The heights of the pictures of products side by side; one without any gets a place as high."""
    heights = [round(width * block.ratio) if block.picture else 0 for block in row]
    return [height or max(heights) for height in heights]


def wide_blocks(document: LetterDocument, section: LetterSection) -> int:
    """Count the wide blocks at the beginning of a section: the letter's first one, or none."""
    hero = document.style.layout is Layout.HERO and document.sections[:1] == (section,)
    return 1 if hero and section.blocks else 0
