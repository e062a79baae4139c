"""The widths of a table's columns: all of its width is used, and nothing has to be scrolled to."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from PySide6.QtGui import QFontMetrics

#: Names a column.
C = TypeVar("C", bound=int)


class ColumnWidth(msgspec.Struct, frozen=True):
    """The pixels that a column needs, and those it may give up."""

    #: Suffices to read it.
    least: int
    #: Shows nearly all of it.
    wanted: int
    #: Of the pixels that are left over, how much goes to it beside the others.
    share: int = 0
    #: Where there are too few pixels for the least widths, columns with a rank are left out, the
    #: highest first.
    rank: int = 0
    #: Below this it does not go even then.
    floor: int = 0


def widest(texts: Iterable[str], metrics: QFontMetrics) -> int:
    """The pixels that the widest of these texts takes."""
    return max((metrics.horizontalAdvance(text) for text in set(texts)), default=0)


def fitted_widths(available: int, columns: Mapping[C, ColumnWidth]) -> dict[C, int]:
    """The widths of the columns that are shown, which together fill `available` pixels.

    First columns that may be left out are; what then is missing all of them give up in proportion,
    down to their floors. What is more than the least widths goes to what they want, as many pixels to
    each, so that few columns are cut, if these by more; and the rest to the shares, where none has a
    share, to the last column.
    """
    shown = dict(columns)
    for column in sorted(columns, key=lambda column: -columns[column].rank):
        if columns[column].rank and sum(width.least for width in shown.values()) > available:
            del shown[column]
    if not shown:
        return {}
    least = sum(width.least for width in shown.values())
    if least > available:
        widths = _narrowed(available, shown)
    else:
        widths = _widened(available - least, shown)
    _share_out(available - sum(widths.values()), shown, widths)
    return widths


def _widened(rest: int, shown: Mapping[C, ColumnWidth]) -> dict[C, int]:
    """The least widths, and of the rest as much for each column, but none more than it wants."""
    widths = {column: width.least for column, width in shown.items()}
    missing = {column: width.wanted - width.least for column, width in shown.items()}
    for number, column in enumerate(sorted(shown, key=missing.__getitem__)):
        more = min(missing[column], rest // (len(shown) - number))
        widths[column] += more
        rest -= more
    return widths


def _narrowed(available: int, shown: Mapping[C, ColumnWidth]) -> dict[C, int]:
    floors = sum(width.floor for width in shown.values())
    above = sum(width.least - width.floor for width in shown.values())
    left = max(0, available - floors)
    return {
        column: width.floor + ((width.least - width.floor) * left // above if above else 0)
        for column, width in shown.items()
    }


def _share_out(rest: int, shown: Mapping[C, ColumnWidth], widths: dict[C, int]) -> None:
    """Add the pixels that are left to the widths; what no division gives goes to the largest share."""
    if rest <= 0:
        return
    shares = sum(width.share for width in shown.values())
    given = 0
    for column, width in shown.items():
        more = rest * width.share // shares if shares else 0
        widths[column] += more
        given += more
    largest = max(shown, key=lambda column: (shown[column].share, column))
    widths[largest] += rest - given
