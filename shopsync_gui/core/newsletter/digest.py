"""The weekly digest: when it is due, and the message that tells what changed in a shop's offer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from shopsync_gui.core.newsletter.letter import (
    Layout,
    LetterDocument,
    LetterProduct,
    LetterSection,
    LetterStyle,
    flaws,
    letter_block,
)
from shopsync_gui.core.newsletter.letter_words import crossed_out_remark
from shopsync_gui.core.products.changes import ChangeKind
from shopsync_gui.core.settings.schedule import Repeat, Schedule, next_run
from shopsync_gui.core.text import N_, _, format_int, language, translate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

#: Monday at eight.
_WEEKLY = Schedule(repeat=Repeat.WEEKLY, weekday=0, minute=8 * 60)
#: So many products stand under one title.
MOST_SHOWN = 12
TITLES = {
    ChangeKind.NEW: N_("New products ({n})"),
    ChangeKind.CHEAPER: N_("Cheaper ({n})"),
    ChangeKind.BACK: N_("Available again ({n})"),
}


class DigestPart(NamedTuple):
    """The products of one kind of change: the first of them, and how many there are."""

    kind: ChangeKind
    products: Sequence[LetterProduct]
    total: int


def digest_due(last: datetime, now: datetime, zone: tzinfo) -> bool:
    """Whether a week has begun since the last digest, in the `zone` of the shop."""
    due = next_run(_WEEKLY, min(last, now), now, zone)
    return due is not None and due <= now


def digest_document(
    parts: Sequence[DigestPart], shop: str, connection_id: int
) -> LetterDocument | None:
    """The digest's letter; None where nothing that can be bought has changed so."""
    style = LetterStyle(layout=Layout.THREE)
    sections = []
    for part in parts:
        shown = [p for p in part.products if not any(f.keeps_out for f in flaws(p, connection_id))]
        blocks = tuple(letter_block(product, style) for product in shown[:MOST_SHOWN])
        if blocks:
            title = translate(TITLES[part.kind]).format(n=format_int(part.total))
            sections.append(LetterSection(title=title, blocks=blocks))
    if not sections:
        return None
    document = LetterDocument(
        title=_("{shop}: the week in the shop").format(shop=shop),
        style=style,
        language=language(),
        button=style.button_text,
        sections=tuple(sections),
    )
    remarks = [_("ShopSync can make a newsletter from these products.")]
    if any(block.earlier for block in document.blocks):
        remarks.insert(0, crossed_out_remark())
    return replace(document, remarks=tuple(remarks))
