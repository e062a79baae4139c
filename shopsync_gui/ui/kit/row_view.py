"""The base of every table: whole rows are marked, never single cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QFocusEvent, QMouseEvent, QPaintEvent, QResizeEvent

    from shopsync_gui.ui.kit.theme import Theme

    _Index = QModelIndex | QPersistentModelIndex


#: The reasons for which a list gets the focus and nothing in it was clicked.
BY_KEYS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
    Qt.FocusReason.OtherFocusReason,
)


def select_current(view: QAbstractItemView) -> None:
    """Select the current entry of a list where none is selected."""
    selection, flags = view.selectionModel(), QItemSelectionModel.SelectionFlag
    if view.currentIndex().isValid() and not selection.hasSelection():
        selection.select(view.currentIndex(), flags.Select | flags.Rows)


def enter_list(view: QAbstractItemView) -> None:
    """Go to a list by the keyboard; its current entry is selected."""
    view.setFocus()
    select_current(view)


class RowView(QTableView):
    """A view that marks the row below the mouse, and frames the current one while it has the focus.

    Without a current row the view itself is framed. All rows are equally high.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self._hovered_row = -1
        self.setViewport(_viewport())
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setMinimumSectionSize(48)
        RowView.show_look(self)
        theme.changed.connect(self.show_look)

    def show_look(self) -> None:
        """Paint in the colours of the look in use from now on."""
        self._hover_colour = QColor(self.theme.tokens.hover)
        self._frame_pen = QPen(QColor(self.theme.tokens.accent))
        self.viewport().update()

    def row_height(self) -> int:
        """Pixels of every row."""
        return self.verticalHeader().defaultSectionSize()

    def row_top(self, row: int) -> int:
        """Return where a row begins in the viewport, in pixels."""
        return row * self.row_height() - self.verticalScrollBar().value()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the current row in sight where it was, however much lower the table gets."""
        current, height = self.currentIndex(), event.oldSize().height()
        was_in_sight = current.isValid() and 0 <= self.row_top(current.row()) < height
        super().resizeEvent(event)
        if was_in_sight:
            self.scrollTo(current)

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Paint the frame around the current row, and none around the former one: Qt paints cells anew."""
        super().currentChanged(current, previous)
        for index in (previous, current):
            if index.isValid():
                self._paint_row_anew(index.row())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select the current row: what is framed is what the keys are for."""
        super().focusInEvent(event)
        if event.reason() in BY_KEYS:
            self.select_current()

    def select_current(self) -> None:
        """Select the current row where none is selected."""
        select_current(self)

    # --- painting -----------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows below the cells, the frame of the current row above them."""
        painter = QPainter(self.viewport())
        # Not fillRect(): its overloads would make PySide create the types and enums of gradients.
        painter.setPen(Qt.PenStyle.NoPen)
        self.paint_rows(painter)
        painter.end()
        self.paint_cells(event)
        if self.hasFocus():
            current, viewport = self.currentIndex().row(), self.viewport()
            top, height = self.row_top(current), self.row_height() - 2
            if current < 0:
                top, height = 0, viewport.height() - 1
            painter = QPainter(viewport)
            painter.setPen(self._frame_pen)
            painter.drawRect(0, top, viewport.width() - 1, height)
            painter.end()

    def paint_rows(self, painter: QPainter) -> None:
        """Paint what lies below the cells, with a painter that draws no outlines."""
        if 0 <= self._hovered_row < self.model().rowCount():
            painter.setBrush(self._hover_colour)
            top, height = self.row_top(self._hovered_row), self.row_height()
            painter.drawRect(0, top, self.viewport().width(), height)

    def paint_cells(self, event: QPaintEvent) -> None:
        """Paint the cells in an event's region."""
        super().paintEvent(event)

    # --- the row below the mouse --------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(int(event.position().y())))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        before, self._hovered_row = self._hovered_row, row
        if row != before:
            for changed in (before, row):
                self._paint_row_anew(changed)

    def _paint_row_anew(self, row: int) -> None:
        self.viewport().update(0, self.row_top(row), self.viewport().width(), self.row_height())


def _viewport() -> QWidget:
    """Make what Qt would make itself; asked for Qt's own, PySide would get to know all kinds of widgets."""
    viewport = QWidget()
    viewport.setBackgroundRole(QPalette.ColorRole.Base)
    viewport.setAutoFillBackground(True)
    return viewport
