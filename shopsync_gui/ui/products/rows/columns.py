"""The grid's columns: their order, names, widths and what a click on their header sorts by."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from msgspec.structs import replace

from shopsync_gui.core.text import N_, _, translate
from shopsync_gui.store.search.query import GridSort
from shopsync_gui.ui.kit.column_widths import ColumnWidth, fitted_widths

if TYPE_CHECKING:
    from collections.abc import Mapping


class Column(IntEnum):
    """The columns of the grid, in their first order."""

    NAME = 0
    SKU = 1
    CATEGORIES = 2
    NET = 3
    GROSS = 4
    STATE = 5
    UPDATED = 6
    DISCOUNT = 7


TITLES = {
    Column.NAME: N_("Name"),
    Column.SKU: N_("SKU"),
    Column.CATEGORIES: N_("Categories"),
    Column.NET: N_("Net price"),
    Column.GROSS: N_("Gross price"),
    Column.STATE: N_("State"),
    Column.UPDATED: N_("Updated"),
    Column.DISCOUNT: N_("Discount"),
}

SORTS = {
    Column.NAME: GridSort.NAME,
    Column.SKU: GridSort.SKU,
    Column.CATEGORIES: GridSort.CATEGORY,
    Column.NET: GridSort.NET,
    Column.GROSS: GridSort.GROSS,
    Column.STATE: GridSort.STATE,
    Column.UPDATED: GridSort.UPDATED,
    Column.DISCOUNT: GridSort.DISCOUNT,
}

RIGHT_ALIGNED = frozenset({Column.NET, Column.GROSS, Column.DISCOUNT})

#: A name is seen whole rather than every column: the details show the others. Only where nothing
#: else can give way any more, the name does. "Uncategorised" is always seen whole.
WIDTHS = {
    Column.NAME: ColumnWidth(252, 252, share=6, floor=140),
    Column.SKU: ColumnWidth(104, 104, share=1, floor=104),
    Column.CATEGORIES: ColumnWidth(152, 152, share=4, floor=152),
    Column.NET: ColumnWidth(84, 84, floor=84),
    Column.GROSS: ColumnWidth(88, 88, floor=88),
    Column.STATE: ColumnWidth(116, 116, floor=116),
    Column.UPDATED: ColumnWidth(108, 108, floor=108),
}
#: In rows of two lines the SKU stands below the name, and a regular price below one that is reduced.
_TWO_LINE_WIDTHS = {
    Column.NAME: ColumnWidth(300, 360, share=6, floor=200),
    Column.CATEGORIES: ColumnWidth(168, 272, share=4, floor=152),
    Column.NET: ColumnWidth(84, 88, floor=84),
    Column.GROSS: ColumnWidth(112, 116, floor=112),
    Column.STATE: ColumnWidth(116, 116, floor=116),
    Column.UPDATED: ColumnWidth(108, 108, floor=108),
}
#: Columns that are shown only on demand have this width.
LEAST_WIDTHS = {column: width.least for column, width in WIDTHS.items()} | {Column.DISCOUNT: 92}
#: The columns that are left out of a narrow list, the first one first.
_SPARE = (Column.UPDATED, Column.NET, Column.CATEGORIES, Column.STATE, Column.SKU)
#: The last column where it says what changed, and what is left out beside it.
_CHANGE_WIDTH = ColumnWidth(216, 216, share=3, floor=216)
_SPARE_BESIDE_CHANGES = (Column.NET, Column.GROSS, Column.CATEGORIES, Column.STATE, Column.SKU)
#: The state where it says why a product was left out, and what is left out beside it.
_REASON_WIDTH = ColumnWidth(256, 256, share=3, floor=256)
_SPARE_BESIDE_REASONS = (
    Column.UPDATED,
    Column.NET,
    Column.GROSS,
    Column.CATEGORIES,
    Column.SKU,
)


def column_title(column: Column, *, changes: bool = False) -> str:
    """The header's text; in the view of changes, the last column tells what they are."""
    return _("Change") if changes and column is Column.UPDATED else translate(TITLES[column])


def column_widths(
    available: int,
    *,
    two_lines: bool = False,
    changes: bool = False,
    reasons: bool = False,
    needed: Mapping[Column, int] | None = None,
) -> dict[Column, int]:
    """The widths, in pixels, of the columns that `available` pixels have room for.

    `two_lines`: the rows have two lines of text;
    `changes`: the last column says what changed; `reasons`: the state says why a product was left
    out; `needed` are the pixels of numbers, which are never cut.
    """
    columns = dict(_TWO_LINE_WIDTHS if two_lines else WIDTHS)
    spare = spare_columns(changes=changes, reasons=reasons)
    if changes:
        columns[Column.UPDATED] = _CHANGE_WIDTH
    elif reasons:
        columns[Column.STATE] = _REASON_WIDTH
    for column, pixels in (needed or {}).items():
        least = max(columns[column].least, pixels)
        columns[column] = replace(columns[column], least=least, wanted=least, floor=least)
    for rank, column in enumerate(reversed(spare), 1):
        if column in columns:
            columns[column] = replace(columns[column], rank=rank)
    return fitted_widths(available, columns)


def spare_columns(*, changes: bool = False, reasons: bool = False) -> tuple[Column, ...]:
    """The columns that are left out of a narrow list, the first one first; told as `column_widths` is."""
    if changes:
        return _SPARE_BESIDE_CHANGES
    return _SPARE_BESIDE_REASONS if reasons else _SPARE
