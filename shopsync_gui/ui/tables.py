"""Plain tables of a few hundred rows: a model over a list, and a view in the program's look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from shopsync_gui.core.text import translate
from shopsync_gui.ui.texts import tooltip
from shopsync_gui.ui.widgets import MARGIN, column, label

if TYPE_CHECKING:
    from shopsync_gui.ui.theme import Theme

_Index = QModelIndex | QPersistentModelIndex

ROW_HEIGHT = 36
#: Where the text of a cell begins anyway (the style sheet's padding).
_PADDING = 8


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


class _Indented(QStyledItemDelegate):
    """The first column of a table across a page: the row begins at the edge, its text does not."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        edge = QStyleOptionViewItem(option)
        edge.rect.setWidth(MARGIN - _PADDING)
        super().paint(painter, edge, QModelIndex())
        inner = QStyleOptionViewItem(option)
        inner.rect.setLeft(option.rect.left() + MARGIN - _PADDING)
        super().paint(painter, inner, index)


def empty_text(view: QTableView, name: str) -> QLabel:
    """A text in the middle of a table, for when it has no rows."""
    text = label(role="muted", wrap=True, name=name)
    text.setAlignment(Qt.AlignmentFlag.AlignCenter)
    text.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    text.hide()
    column(view.viewport(), margins=MARGIN).addWidget(text)
    return text


def table(
    model: RowsModel,
    columns: Sequence[TableColumn],
    name: str,
    stretch: int,
    *,
    across: bool = False,
) -> QTableView:
    """A view of whole rows; the column `stretch` takes the room that is left.

    One that goes `across` the page lets the texts of its first column begin at the page's margin.
    """
    view = QTableView()
    view.setObjectName(name)
    view.setProperty("plainTable", True)
    view.setProperty("across", across)
    if across:
        view.setItemDelegateForColumn(0, _Indented(view))
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
    for place, one in enumerate(columns):
        view.setColumnWidth(place, one.width)
    header.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)
    return view
