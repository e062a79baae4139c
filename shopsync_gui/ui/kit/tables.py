"""The view of a plain table of a few hundred rows, in the program's look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from shopsync_gui.core.text import translate
from shopsync_gui.ui.kit.column_widths import ColumnWidth, fitted_widths, widest
from shopsync_gui.ui.kit.row_view import RowView
from shopsync_gui.ui.kit.widgets import MARGIN, column, label

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from PySide6.QtGui import QPainter, QResizeEvent

    from shopsync_gui.ui.kit.rows_model import RowsModel, TableColumn


_Index = QModelIndex | QPersistentModelIndex

ROW_HEIGHT = 36
#: Pixels in which a table still shows a few rows.
LEAST_HEIGHT = 140
#: Where the text of a cell begins anyway (the style sheet's padding).
_PADDING = 8
#: Pixels from there to where it begins, or ends, in a table across a page.
_INDENT = MARGIN - _PADDING
#: Columns without content are left out before all others.
_EMPTY_RANK = 100
#: Pixels of a dot before a text, and between them.
_DOT = 14
#: Pixels that Qt keeps free beside a text.
_SPARE = 8
#: So many rows are measured for a column that is as wide as its texts.
_MEASURED = 200
#: The letters of a title, as the style sheet has them.
_TITLE_PIXELS = 12


class _MiddleCells(QStyledItemDelegate):
    """Cells whose texts are cut in their middle."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        super().initStyleOption(option, index)
        option.textElideMode = Qt.TextElideMode.ElideMiddle


class _IndentedCells(QStyledItemDelegate):
    """The first column of a table across a page: its text begins at the page's margin."""

    def __init__(self, view: RowsTable, *, middle: bool) -> None:
        super().__init__(view)
        self._middle = middle

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        super().initStyleOption(option, index)
        if self._middle:
            option.textElideMode = Qt.TextElideMode.ElideMiddle

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        edge = QStyleOptionViewItem(option)
        edge.rect.setWidth(_INDENT)
        super().paint(painter, edge, QModelIndex())
        inner = QStyleOptionViewItem(option)
        inner.rect.setLeft(option.rect.left() + _INDENT)
        super().paint(painter, inner, index)


class _OutdentedCells(QStyledItemDelegate):
    """The last column of a table across a page: its numbers end at the page's margin."""

    def __init__(self, view: RowsTable) -> None:
        super().__init__(view)
        self._theme = view.theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        inner = QStyleOptionViewItem(option)
        inner.rect.setRight(option.rect.right() - _INDENT)
        super().paint(painter, inner, index)
        painter.setPen(QColor(self._theme.tokens.line))
        bottom = option.rect.bottom()
        painter.drawLine(inner.rect.right() + 1, bottom, option.rect.right(), bottom)


class RowsTable(RowView):
    """A table whose columns fill its width: none is ever out of sight."""

    def __init__(self, model: RowsModel, columns: Sequence[TableColumn], stretch: int) -> None:
        super().__init__(model.theme)
        self._columns = columns
        self._widths = [
            ColumnWidth(
                column.least or column.width,
                column.width,
                share=column.share or int(number == stretch),
                rank=column.rank,
                floor=column.least,
            )
            for number, column in enumerate(columns)
        ]
        self._model = model
        #: Pixels that a column needs beside its texts.
        self._beside: dict[int, int] = {}
        self._were_empty: frozenset[int] = frozenset()
        self._were_measured: dict[int, int] = {}
        self._by_hand: set[int] = set()
        self._left_out: frozenset[int] = frozenset()
        self._fitting = False
        for number, shown in enumerate(columns):
            if shown.middle:
                self.setItemDelegateForColumn(number, _MiddleCells(self))
        self.setModel(model)
        self.horizontalHeader().sectionResized.connect(self._resized_by_hand)
        if any(column.right or column.full or column.nothing for column in columns):
            model.modelReset.connect(self.fit_columns)
            model.dataChanged.connect(self._texts_changed)
            model.rowsInserted.connect(self._texts_changed)

    # --- columns ----------------------------------------------------------------------------------

    def go_across(self) -> None:
        """Have the texts of the first column begin, and numbers in the last one end, at the page's margins."""
        last = len(self._columns) - 1
        ends_right = self._columns[last].right
        self.setProperty("across", True)
        self.setProperty("endsRight", ends_right)
        self.setItemDelegateForColumn(0, _IndentedCells(self, middle=self._columns[0].middle))
        self._beside[0] = _INDENT
        if ends_right:
            self.setItemDelegateForColumn(last, _OutdentedCells(self))
        self._beside[last] = _INDENT

    def leave_out(self, columns: Iterable[int]) -> None:
        """Do without these columns, however wide the table is."""
        self._left_out = frozenset(columns)
        self.fit_columns()

    def fit_columns(self) -> None:
        """Share the width out; a number is never cut."""
        self._fitting = True
        for number, table_column in enumerate(self._columns):
            if table_column.right and number not in self._by_hand:
                self._need(number, self._needed(number))
        self._were_empty = self._empty_columns()
        self._were_measured = self._measured_widths()
        shown = {
            number: self._by_texts(number, width)
            for number, width in enumerate(self._widths)
            if number not in self._left_out
        }
        available = self.viewport().width()
        widths = fitted_widths(available, shown)
        if sum(widths.values()) > available:  # not even what suffices has room
            shown = {
                number: replace(width, least=width.floor or width.least, floor=0)
                for number, width in shown.items()
            }
            widths = fitted_widths(available, shown)
        for number in range(len(self._columns)):
            self.setColumnHidden(number, number not in widths)
            if number in widths:
                self.setColumnWidth(number, widths[number])
        self._fitting = False

    def _by_texts(self, number: int, width: ColumnWidth) -> ColumnWidth:
        """The width of a column whose texts take part in it."""
        column = self._columns[number]
        if number in self._by_hand:
            return width
        if number in self._were_empty:
            needed = self._needed(number)
            rank = _EMPTY_RANK + width.rank
            return replace(width, least=needed, wanted=needed, rank=rank, floor=0)
        if column.full and self._model.rowCount():
            needed = self._needed(number)
            least = max(width.least, min(needed, column.full))
            wanted = max(least, min(needed, column.most or needed))
            return replace(width, least=least, wanted=wanted)
        return width

    def _empty_columns(self) -> frozenset[int]:
        """The columns that have nothing to say in any row."""
        if not self._model.rowCount():
            return frozenset()
        return frozenset(
            number
            for number, column in enumerate(self._columns)
            if column.nothing and all(text == column.nothing for text in self._model.texts(number))
        )

    def _texts_changed(self) -> None:
        """Share the width out anew where texts need more of it, or no longer need what was theirs first."""
        now, before = self._measured_widths(), self._were_measured
        if (
            self._empty_columns() != self._were_empty
            or any(now[number] > width for number, width in before.items())
            or any(self._first(number, now) != self._first(number, before) for number in before)
        ):
            self.fit_columns()

    def _measured_widths(self) -> dict[int, int]:
        """The pixels of the texts in the columns that are as wide as these."""
        return {
            number: self._texts_width(number)
            for number, column in enumerate(self._columns)
            if column.full or column.right
        }

    def _first(self, number: int, widths: Mapping[int, int]) -> int:
        """The pixels of these that a column has before others get more than their least."""
        return min(widths[number], self._columns[number].full or widths[number])

    def _needed(self, number: int) -> int:
        """The pixels that the title and the texts of a column need, of numbers every one."""
        least = self.horizontalHeader().minimumSectionSize()
        needed = max(self._texts_width(number), self._title_width(number))
        return max(least, needed + self._beside.get(number, 0))

    def _texts_width(self, number: int) -> int:
        column = self._columns[number]
        dot = 0 if column.dot is None else _DOT
        texts = self._model.texts(number, None if column.right else _MEASURED)
        return widest(texts, self.fontMetrics()) + 2 * _PADDING + _SPARE + dot

    def _title_width(self, number: int) -> int:
        """The pixels of a title. Qt's own hint has room for a sign of order in every table."""
        header = self.horizontalHeader()
        if header.isSortIndicatorShown():
            if self.isColumnHidden(number):
                self.setColumnHidden(number, False)  # the title of a hidden one has no size
            return header.sectionSizeHint(number)
        font = QFont(self.font())
        font.setPixelSize(_TITLE_PIXELS)
        font.setWeight(QFont.Weight.DemiBold)
        title = QFontMetrics(font).horizontalAdvance(translate(self._columns[number].title))
        return title + 2 * _PADDING + _SPARE

    def _need(self, number: int, pixels: int) -> None:
        self._widths[number] = replace(self._widths[number], least=pixels, wanted=pixels, floor=0)

    def _resized_by_hand(self, number: int, _before: int, width: int) -> None:
        if not self._fitting and width:
            self._by_hand.add(number)
            self._need(number, width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit_columns()


def empty_text(view: QTableView, name: str) -> QLabel:
    """Add a text in the middle of a table, to be shown while it has no rows."""
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
    """A view of whole rows; the column `stretch` takes the width that is left.

    One that goes `across` the page lets the texts of its first column begin at the page's margin.
    """
    view = RowsTable(model, columns, stretch)
    view.setObjectName(name)
    view.setProperty("plainTable", True)
    if across:
        view.go_across()
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setTextElideMode(Qt.TextElideMode.ElideRight)
    view.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
    return view
