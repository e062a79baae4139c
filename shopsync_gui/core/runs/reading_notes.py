"""Peculiarities of a shop that a reading met, and how a receipt tells them."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from shopsync_gui.core.text import N_, translate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class ReadingNote(StrEnum):
    """Something about the reading of a shop that its receipt says."""

    #: The shop does not take the filter by the moment of the last change.
    NO_CATCH_UP = "no_catch_up"
    #: The shop's list of changes lacks changed prices.
    BLIND = "blind"
    #: The shop says another number of products than it lists.
    COUNT_WRONG = "count_wrong"
    #: The shop's list was another one each time it was read, or named products twice.
    UNSTEADY = "unsteady"
    #: Products point to categories that the shop does not show.
    CATEGORIES_LOST = "categories_lost"
    #: Categories come without a name.
    CATEGORIES_UNNAMED = "categories_unnamed"
    #: Products or categories have a name in another language only.
    OTHER_LANGUAGE = "other_language"
    #: The net price is as high as the gross one, although there is VAT on it.
    NET_IS_GROSS = "net_is_gross"


_TEXTS = {
    ReadingNote.NO_CATCH_UP: N_(
        "The shop does not tell what changed since a moment, so every sync reads the whole catalogue, and a change during the reading comes over with the next one."
    ),
    ReadingNote.BLIND: N_(
        "The shop's list of changes does not show changed prices, so every sync reads the whole catalogue."
    ),
    ReadingNote.COUNT_WRONG: N_(
        "The shop says another number of products than it lists; what it lists was read twice and is taken as whole."
    ),
    ReadingNote.UNSTEADY: N_(
        "The shop's list was not the same each time it was read, or named products twice, so it is not proven that it showed all of them. Sync again when nobody works in the shop. If it stays so, ask Shoprenter's customer service."
    ),
    ReadingNote.CATEGORIES_LOST: N_(
        "Products of the shop are in categories that it does not show; they were put into the others only. Open the categories in the shop's admin."
    ),
    ReadingNote.CATEGORIES_UNNAMED: N_(
        "Categories of the shop have no name; products were put into the others only. Give the categories a name in the shop's admin."
    ),
    ReadingNote.OTHER_LANGUAGE: N_(
        "Many products or categories of the shop have no name in its own language, so a name in another language was taken. Give them a name in the shop's admin."
    ),
    ReadingNote.NET_IS_GROSS: N_(
        "For products with VAT, the shop tells the same net price as gross price. What SalesAutopilot counts as net may be too high: check the prices of a few products."
    ),
}


def note_texts(notes: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each note and its sentence; one that this version does not know is left out."""
    for note in ReadingNote:
        if note.value in notes:
            yield note.value, translate(_TEXTS[note])


def note_lines(notes: Iterable[str]) -> Iterator[str]:
    """Each note as a sentence."""
    return (text for _note, text in note_texts(notes))
