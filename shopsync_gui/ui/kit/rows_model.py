"""The model of a plain table: a list of rows, and the columns that say what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QColor

from shopsync_gui.core.text import translate
from shopsync_gui.ui.kit.plain_text import tooltip

if TYPE_CHECKING:
    from shopsync_gui.ui.kit.theme import Theme

_Index = QModelIndex | QPersistentModelIndex


class TableColumn(msgspec.Struct, frozen=True):
    """A column: its title (marked with N_), the text of a row in it, and its look."""

    title: str
    text: Callable[[Any], str]
    width: int = 100
    right: bool = False
    #: Pixels that suffice in a narrow table; 0 means its width.
    least: int = 0
    #: The rank by which it is left out of a table that is narrower still (see ColumnWidth).
    rank: int = 0
    #: Up to so many pixels it is as wide as its longest text, where the table has them; of a long
    #: table the first rows count.
    full: int = 0
    #: More pixels than these it does not ask for, however long its longest text is; 0 for any number.
    most: int = 0
    #: Of the pixels that are left over, how much goes to it beside the others.
    share: int = 0
    #: Cut in the middle where it is too narrow: the end of a text is what tells it from others.
    middle: bool = False
    #: The text of a row that has nothing to say; a column of nothing else shrinks to its title, and
    #: is the first to be left out.
    nothing: str = ""
    #: The colour token of a dot before the text.
    dot: Callable[[Any], str] | None = None


class RowsModel(QAbstractTableModel):
    """A list of rows in columns; `more` is called for further rows when the end is reached."""

    def __init__(self, columns: Sequence[TableColumn], theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._theme = theme
        self._rows: Sequence[Any] = []
        self._more: Callable[[], None] | None = None
        theme.changed.connect(self._colours_changed)

    def set_rows(self, rows: Sequence[Any], more: Callable[[], None] | None = None) -> None:
        """Show other rows; what is no list and has no `more` is read where it is looked at."""
        self.beginResetModel()
        self._rows = list(rows) if more is not None or isinstance(rows, list) else rows
        self._more = more
        self.endResetModel()

    def exchange(self, rows: Sequence[Any]) -> None:
        """Show the same rows with what they say by now; what is chosen and in sight stays."""
        self._rows = list(rows)
        last = self.index(len(self._rows) - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last)

    def append(self, rows: Sequence[Any], more: Callable[[], None] | None = None) -> None:
        """Show further rows at the end."""
        self._more = more
        if not rows:
            return
        if not isinstance(self._rows, list):
            self._rows = list(self._rows)
        first = len(self._rows)
        self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
        self._rows.extend(rows)
        self.endInsertRows()

    @property
    def theme(self) -> Theme:
        """The colours in use."""
        return self._theme

    def row(self, number: int) -> Any:
        """The object shown in a row."""
        return self._rows[number]

    def texts(self, column: int, most: int | None = None) -> Iterator[str]:
        """The texts of a column, from the first on: all of them, or so many."""
        return map(self._columns[column].text, islice(self._rows, most))

    def _colours_changed(self) -> None:
        if self._rows:
            last = self.index(len(self._rows) - 1, len(self._columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    # --- what Qt asks -----------------------------------------------------------------------------

    def rowCount(self, parent: _Index | None = None) -> int:
        """Count the rows."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index | None = None) -> int:
        """Count the columns."""
        return 0 if parent is not None and parent.isValid() else len(self._columns)

    def canFetchMore(self, parent: _Index) -> bool:
        """Whether rows are left to be read."""
        return not parent.isValid() and self._more is not None

    def fetchMore(self, parent: _Index) -> None:
        """Ask for further rows."""
        more, self._more = self._more, None
        if more is not None:
            more()

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text of a cell, the side it stands at, and its dot."""
        if not index.isValid():
            return None
        column = self._columns[index.column()]
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(column.text(row))
        if role == Qt.ItemDataRole.DecorationRole and column.dot is not None:
            color = getattr(self._theme.tokens, column.dot(row))
            return self._theme.pixmap("circle", 8, QColor(color).name())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The titles."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = self._columns[section]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return translate(column.title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None
