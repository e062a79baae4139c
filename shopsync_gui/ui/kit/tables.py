"""Plain tables of a few hundred rows: a model over a list, and a view in the program's look."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from shopsync_gui.core.text import translate
from shopsync_gui.ui.kit.column_widths import shared_out, widest
from shopsync_gui.ui.kit.plain_text import tooltip
from shopsync_gui.ui.kit.widgets import MARGIN, column, label

if TYPE_CHECKING:
    from shopsync_gui.ui.kit.theme import Theme

_Index = QModelIndex | QPersistentModelIndex

ROW_HEIGHT = 36
#: Pixels in which a table still shows a few rows.
LEAST_HEIGHT = 140
#: Where the text of a cell begins anyway (the style sheet's padding).
_PADDING = 8
#: Pixels that Qt keeps free beside a text.
_SPARE = 8


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column: its title (marked with N_), its text of a row, and how it looks."""

    title: str
    text: Callable[[Any], str]
    width: int = 100
    right: bool = False
    #: Pixels that suffice where the room is scarce; 0 means its width.
    least: int = 0
    #: Where even that has no room, columns with a number go, the highest first.
    spare: int = 0
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

    @property
    def theme(self) -> Theme:
        """The colours in use."""
        return self._theme

    def row(self, place: int) -> Any:
        """The object shown in a row."""
        return self._rows[place]

    def texts(self, column: int) -> Iterator[str]:
        """All texts of a column."""
        return map(self._columns[column].text, self._rows)

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


class RowsTable(QTableView):
    """A view of whole rows, which fills its width: no column is ever out of sight.

    The row below the mouse is marked, and the current one while the view has the focus.
    """

    def __init__(self, model: RowsModel, columns: Sequence[TableColumn], stretch: int) -> None:
        super().__init__()
        self._theme = model.theme
        self._columns = columns
        self._stretch = stretch
        self._wanted = [(column.least or column.width, column.width) for column in columns]
        self._by_hand: set[int] = set()
        self._away: frozenset[int] = frozenset()
        self._fitting = False
        self._hover = -1
        self.setModel(model)
        self.setMouseTracking(True)
        self.horizontalHeader().sectionResized.connect(self._resized_by_hand)
        if any(column.right for column in columns):
            model.modelReset.connect(self.fit_columns)
            model.headerDataChanged.connect(self.fit_columns)

    # --- columns ----------------------------------------------------------------------------------

    def leave_out(self, columns: Iterable[int]) -> None:
        """Do without these columns, whatever room there is."""
        self._away = frozenset(columns)
        self.fit_columns()

    def fit_columns(self) -> None:
        """Share the width out; a number is never cut."""
        for place, one in enumerate(self._columns):
            if one.right and place not in self._by_hand:
                self._wanted[place] = (self._needed(place),) * 2
        widths = shared_out(self.viewport().width(), self._shares(), self._stretch)
        self._fitting = True
        for place in range(len(self._columns)):
            self.setColumnHidden(place, place not in widths)
            if place in widths:
                self.setColumnWidth(place, widths[place])
        self._fitting = False

    def _needed(self, place: int) -> int:
        """What the title and every number of a column need."""
        model = self.model()
        assert isinstance(model, RowsModel)
        texts = widest(model.texts(place), self.fontMetrics()) + 2 * _PADDING + _SPARE
        return max(texts, self.horizontalHeader().sectionSizeHint(place))

    def _shares(self) -> dict[int, tuple[int, int, int]]:
        return {
            place: (*self._wanted[place], column.spare)
            for place, column in enumerate(self._columns)
            if place not in self._away
        }

    def _resized_by_hand(self, place: int, _before: int, width: int) -> None:
        if not self._fitting and width:
            self._by_hand.add(place)
            self._wanted[place] = (width, width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_columns()

    # --- the row below the mouse, and the one with the focus ---------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self.viewport())
        if self._hover >= 0:
            painter.fillRect(*self._row_area(self._hover), QColor(tokens.hover))
        painter.end()
        super().paintEvent(event)
        current = self.currentIndex().row()
        if current >= 0 and self.hasFocus():
            left, top, width, height = self._row_area(current)
            painter = QPainter(self.viewport())
            painter.setPen(QPen(QColor(tokens.accent)))
            painter.drawRect(left, top, width - 1, height - 2)
            painter.end()

    def _row_area(self, row: int) -> tuple[int, int, int, int]:
        return 0, self.rowViewportPosition(row), self.viewport().width(), self.rowHeight(row)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._set_hover(self.rowAt(int(event.position().y())))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._set_hover(-1)

    def _set_hover(self, row: int) -> None:
        if row != self._hover:
            self._hover = row
            self.viewport().update()


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
) -> RowsTable:
    """A view of whole rows; the column `stretch` takes the room that is left.

    One that goes `across` the page lets the texts of its first column begin at the page's margin.
    """
    view = RowsTable(model, columns, stretch)
    view.setObjectName(name)
    view.setProperty("plainTable", True)
    view.setProperty("across", across)
    if across:
        view.setItemDelegateForColumn(0, _Indented(view))
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
    return view
