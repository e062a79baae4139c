"""Plain tables of a few hundred rows: a model over a list, and a view in the program's look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from shopsync_gui.core.text import translate
from shopsync_gui.ui.texts import tooltip

if TYPE_CHECKING:
    from shopsync_gui.ui.theme import Theme

_Index = QModelIndex | QPersistentModelIndex

ROW_HEIGHT = 36


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column: its title (marked with N_), its text of a row, and how it looks."""

    title: str
    text: Callable[[Any], str]
    width: int = 100
    right: bool = False
    #: The colour token of a dot before the text.
    dot: Callable[[Any], str] | None = None


class RowsModel(QAbstractTableModel):
    """A list of rows in columns; `more` is asked for further rows when the end is reached."""

    def __init__(self, columns: Sequence[TableColumn], theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._theme = theme
        self._rows: list[Any] = []
        self._more: Callable[[], None] | None = None
        theme.changed.connect(self.show_again)

    def set_rows(self, rows: Sequence[Any], more: Callable[[], None] | None = None) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._rows = list(rows)
        self._more = more
        self.endResetModel()

    def append(self, rows: Sequence[Any], more: Callable[[], None] | None = None) -> None:
        """Show further rows at the end."""
        self._more = more
        if not rows:
            return
        first = len(self._rows)
        self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
        self._rows.extend(rows)
        self.endInsertRows()

    def row(self, place: int) -> Any:
        """The object shown in a row."""
        return self._rows[place]

    def show_again(self) -> None:
        """Texts or colours are others now."""
        if self._rows:
            last = self.index(len(self._rows) - 1, len(self._columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._columns) - 1)

    # --- what Qt asks -----------------------------------------------------------------------------

    def rowCount(self, parent: _Index | None = None) -> int:
        """How many rows there are."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index | None = None) -> int:
        """How many columns there are."""
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
        """The text, place and dot of a cell."""
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
        if role == Qt.ItemDataRole.DisplayRole:
            return translate(column.title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


def table(model: RowsModel, columns: Sequence[TableColumn], name: str, stretch: int) -> QTableView:
    """A view of whole rows; the column `stretch` takes the room that is left."""
    view = QTableView()
    view.setObjectName(name)
    view.setProperty("plainTable", True)
    view.setModel(model)
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setTabKeyNavigation(False)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setTextElideMode(Qt.TextElideMode.ElideRight)
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
    header = view.horizontalHeader()
    header.setHighlightSections(False)
    header.setMinimumSectionSize(48)
    for place, column in enumerate(columns):
        view.setColumnWidth(place, column.width)
    header.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)
    return view
