"""The grid's columns: their order, names, widths and what a click on their header sorts by."""

from __future__ import annotations

from enum import IntEnum

from shopsync_gui.core.text import N_, translate
from shopsync_gui.store.query import GridSort


class Column(IntEnum):
    """The columns of the grid, in their first order."""

    NAME = 0
    SKU = 1
    CATEGORIES = 2
    NET = 3
    GROSS = 4
    STATE = 5
    UPDATED = 6


TITLES = {
    Column.NAME: N_("Name"),
    Column.SKU: N_("SKU"),
    Column.CATEGORIES: N_("Categories"),
    Column.NET: N_("Net price"),
    Column.GROSS: N_("Gross price"),
    Column.STATE: N_("State"),
    Column.UPDATED: N_("Updated"),
}

SORTS = {
    Column.NAME: GridSort.NAME,
    Column.SKU: GridSort.SKU,
    Column.CATEGORIES: GridSort.CATEGORY,
    Column.NET: GridSort.NET,
    Column.GROSS: GridSort.GROSS,
    Column.STATE: GridSort.STATE,
    Column.UPDATED: GridSort.UPDATED,
}

RIGHT_ALIGNED = frozenset({Column.NET, Column.GROSS})

#: Pixels that a column needs at least, and how much of the room that is left goes to it. A name is
#: seen whole rather than every column: the details show the others.
WIDTHS = {
    Column.NAME: (252, 6),
    Column.SKU: (104, 1),
    Column.CATEGORIES: (100, 4),
    Column.NET: (84, 0),
    Column.GROSS: (88, 0),
    Column.STATE: (104, 0),
    Column.UPDATED: (108, 0),
}
#: What a name makes do with where nothing else can give way any more.
_LEAST_NAME = 140
#: The last column's where it says what changed.
_CHANGE_WIDTH = (216, 3)
#: What stays away from there, as far as the room does not suffice.
_BESIDE_CHANGES = (Column.GROSS, Column.CATEGORIES, Column.STATE, Column.NET, Column.SKU)
#: The state's where it says why a product was left out, and what stays away from there.
_REASON_WIDTH = (256, 3)
_BESIDE_REASONS = (Column.UPDATED, Column.NET, Column.GROSS, Column.CATEGORIES, Column.SKU)
#: The columns that give way where the room is scarce, the first one first; the details show them.
_SPARE = (Column.UPDATED, Column.NET, Column.CATEGORIES, Column.STATE, Column.SKU)


def column_title(column: Column) -> str:
    """The header's text."""
    return translate(TITLES[column])


def fitted_widths(
    available: int, *, changes: bool = False, reasons: bool = False
) -> dict[Column, int]:
    """Widths that fill `available` pixels; without the spare columns where they have no room.

    The name makes do with less where even that does not suffice.
    """
    shown = dict(WIDTHS)
    spare: tuple[Column, ...] = _SPARE
    if changes:  # the last column says what changed
        shown[Column.UPDATED] = _CHANGE_WIDTH
        spare = _BESIDE_CHANGES
    elif reasons:
        shown[Column.STATE] = _REASON_WIDTH
        spare = _BESIDE_REASONS
    for column in spare:
        if sum(least for least, _share in shown.values()) > available:
            del shown[column]
    rest = max(0, available - sum(least for least, _share in shown.values()))
    shares = sum(share for _least, share in shown.values())
    widths = {column: least + rest * share // shares for column, (least, share) in shown.items()}
    widths[Column.NAME] += available - sum(widths.values())
    widths[Column.NAME] = max(_LEAST_NAME, widths[Column.NAME])
    return widths
