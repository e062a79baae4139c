"""The compiling of letters: a template makes a page, whose styles are then put into its elements.

Nested tables with inline styles, 600 pixels wide; columns stand below each other on a phone
(docs/decisions/0019-letters-are-compiled.md). The two libraries are imported with this module, so it
is imported where a letter is made.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import css_inline
import jinja2
from msgspec.structs import replace

from shopsync_gui.core.contrast import readable_on
from shopsync_gui.core.newsletter import letter_sizes as sizes
from shopsync_gui.core.text import NBSP
from shopsync_gui.letters.row_heights import pixels_lower

if TYPE_CHECKING:
    from shopsync_gui.core.newsletter.letter import LetterDocument, LetterSection

_TEMPLATE = Path(__file__).parent / "letter.html"
_MINUS = "\N{MINUS SIGN}"


def html_of(document: LetterDocument) -> str:
    """The letter as one HTML page; it fetches nothing but the products' pictures."""
    layout = document.style.layout
    page = _template().render(
        document=document,
        style=document.style,
        on_button=readable_on(document.style.button_color),
        sections=[_in_rows(document, section) for section in document.sections],
        page=sizes.PAGE,
        narrow=sizes.PAGE - 1,
        margin=sizes.MARGIN,
        inside=sizes.INSIDE,
        gap=sizes.GAP,
        wide=sizes.WIDE_PICTURE,
        columns=layout.columns,
        column=sizes.INSIDE // layout.columns,
        beside=sizes.BESIDE,
        picture_width=sizes.picture_width(layout),
        above=sizes.ABOVE_BUTTON,
        minus=_MINUS,
        percent="%" if document.language == "en" else f"{NBSP}%",
    )
    return _inliner().inline(page)


def bytes_of(html: str) -> int:
    """Measure a letter as it is sent, in bytes."""
    return len(html.encode())


def fitting(document: LetterDocument, most_bytes: int = sizes.MOST_BYTES) -> int:
    """Count the products of the letter that fit before mail programs cut it."""
    enough, too_many = 0, len(document.blocks) + 1
    while too_many - enough > 1:
        middle = (enough + too_many) // 2
        if bytes_of(html_of(_first(document, middle))) <= most_bytes:
            enough = middle
        else:
            too_many = middle
    return enough


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    return environment.from_string(_TEMPLATE.read_text("utf-8"))


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False, minify_css=True)


def _in_rows(document: LetterDocument, section: LetterSection) -> dict[str, object]:
    """A section's title, the blocks that stand wide, and the others in rows of as many as columns.

    Each product of a row comes with the height of its picture or of the place of one, and the pixels
    by which its button is to be lower.
    """
    wide = sizes.wide_blocks(document, section)
    columns = document.style.layout.columns
    rest = section.blocks[wide:]
    width = sizes.picture_width(document.style.layout)
    several = (rest[start : start + columns] for start in range(0, len(rest), columns))
    rows = [
        list(
            zip(
                blocks,
                sizes.picture_heights(blocks, width),
                pixels_lower(blocks, width),
                strict=True,
            )
        )
        for blocks in several
    ]
    return {"title": section.title, "wide": section.blocks[:wide], "rows": rows}


def _first(document: LetterDocument, count: int) -> LetterDocument:
    sections = []
    for section in document.sections:
        sections.append(replace(section, blocks=section.blocks[:count]))
        count -= len(sections[-1].blocks)
    return replace(document, sections=tuple(s for s in sections if s.blocks))
