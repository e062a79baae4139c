"""The grid's columns: their order, names, widths and what a click on their header sorts by."""

from __future__ import annotations

from enum import IntEnum

from shopsync_gui.core.text import N_, translate
from shopsync_gui.store import GridSort


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

#: Pixels that a column needs at least, and how much of the room that is left goes to it.
WIDTHS = {
    Column.NAME: (200, 5),
    Column.SKU: (88, 1),
    Column.CATEGORIES: (136, 4),
    Column.NET: (86, 0),
    Column.GROSS: (90, 0),
    Column.STATE: (116, 1),
    Column.UPDATED: (104, 0),
}


def column_title(column: Column) -> str:
    """The header's text."""
    return translate(TITLES[column])


def fitted_widths(available: int) -> dict[Column, int]:
    """Widths that fill `available` pixels; the least ones where it does not suffice."""
    rest = max(0, available - sum(least for least, _share in WIDTHS.values()))
    shares = sum(share for _least, share in WIDTHS.values())
    widths = {column: least + rest * share // shares for column, (least, share) in WIDTHS.items()}
    widths[Column.NAME] += max(0, available - sum(widths.values()))
    return widths
