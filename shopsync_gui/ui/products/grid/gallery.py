"""The gallery: products as tiles with large pictures, as many beside each other as there is room for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView

from shopsync_gui.core.text import _
from shopsync_gui.ui.kit.row_view import BY_KEYS
from shopsync_gui.ui.kit.widgets import MARGIN
from shopsync_gui.ui.products.grid.grid import ENTER
from shopsync_gui.ui.products.grid.part_painter import PartPainter
from shopsync_gui.ui.products.grid.tile_layout import LEAST_WIDTH, TileLayout

if TYPE_CHECKING:
    from shopsync_gui.ui.products.grid.grid import ProductGrid

#: Pixels between two tiles, half of them belonging to each.
_BETWEEN = 8
#: Pixels above and below all tiles, and at their sides, where they end at the page's margin.
_MARGIN, _BESIDE = 16, MARGIN - _BETWEEN // 2
#: Pixels from there to the middle of a tile's line.
_INSET = _BETWEEN / 2 + 0.5
_RADIUS = 8.0

_Index = QModelIndex | QPersistentModelIndex
_Move = QAbstractItemView.CursorAction


class Gallery(QAbstractItemView):
    """Tiles of any number, all of one size; shares rows and selection with the grid."""

    def __init__(self, grid: ProductGrid) -> None:
        super().__init__()
        self._grid = grid
        self._products = grid.products
        self.setObjectName("productGallery")
        self.setAccessibleName(_("Products"))
        theme = grid.theme
        self._layout = TileLayout(grid.products, self.font(), theme.tokens)
        self._parts = PartPainter(grid.context.pictures, self._layout.plain.font, theme.tokens)
        self._version = 0
        #: The first product in sight since the user scrolled.
        self._first = 0
        self.setModel(grid.products)
        self.setSelectionModel(grid.selectionModel())
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.doubleClicked.connect(grid.details_wanted)
        theme.changed.connect(self.show_look)
        grid.products.shops.changed.connect(self.show_look)
        grid.products.listed.connect(self.updateGeometries)
        self.show_look()

    def show_look(self) -> None:
        """Paint in the colours of the look in use from now on."""
        tokens = self._grid.theme.tokens
        self._version += 1
        self._layout.set_look(self.font(), tokens)
        self._parts.set_look(self._layout.plain.font, tokens)
        self._panel, self._line = QColor(tokens.panel), QPen(QColor(tokens.line))
        self._selected, self._frame = QColor(tokens.accent_soft), QPen(QColor(tokens.accent), 2)
        self.viewport().update()

    # --- where the tiles are ----------------------------------------------------------------------

    @property
    def columns(self) -> int:
        """The number of tiles beside each other."""
        return _columns_in(self.viewport().width())

    def _width(self) -> int:
        return max(1, (self.viewport().width() - 2 * _BESIDE) // self.columns)

    def area_of(self, row: int) -> QRect:
        """Return the area of a product's tile in the viewport."""
        line, column = divmod(row, self.columns)
        width, height = self._width(), self._layout.height
        top = _MARGIN + line * height - self.verticalOffset()
        return QRect(_BESIDE + column * width, top, width, height)

    def shown_rows(self) -> range:
        """The products in sight."""
        first = max(0, (self.verticalOffset() - _MARGIN) // self._layout.height)
        last = (self.verticalOffset() + self.viewport().height() - _MARGIN) // self._layout.height
        count = len(self._products.ids)
        return range(min(count, first * self.columns), min(count, (last + 1) * self.columns))

    def _row_at(self, point: QPoint) -> int:
        """The row at a point, the nearest one if the point lies beside the tiles; -1 without any."""
        line = (point.y() + self.verticalOffset() - _MARGIN) // self._layout.height
        column = max(0, min(self.columns - 1, (point.x() - _BESIDE) // self._width()))
        return max(-1, min(len(self._products.ids) - 1, max(0, line) * self.columns + column))

    # --- what Qt asks of a view -------------------------------------------------------------------

    def visualRect(self, index: _Index) -> QRect:
        return self.area_of(index.row()) if index.isValid() else QRect()

    def indexAt(self, point: QPoint) -> QModelIndex:
        row = self._row_at(point)
        inside = row >= 0 and self.area_of(row).contains(point)
        return self._products.index(row, 0) if inside else QModelIndex()

    def scrollTo(
        self,
        index: _Index,
        _hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        # Rows that are put back to where they were lead nowhere; the gallery shares them with the grid.
        if not index.isValid() or not self._grid.hasAutoScroll():
            return
        area, bar = self.area_of(index.row()), self.verticalScrollBar()
        if area.top() < 0:
            bar.setValue(bar.value() + area.top() - _MARGIN)
        elif area.bottom() > self.viewport().height():
            bar.setValue(bar.value() + area.bottom() - self.viewport().height() + _MARGIN)

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def isIndexHidden(self, _index: _Index) -> bool:
        return False

    def moveCursor(self, action: _Move, _modifiers: Qt.KeyboardModifier) -> QModelIndex:
        count = len(self._products.ids)
        if not count:
            return QModelIndex()
        row = max(0, self.currentIndex().row())
        page = max(1, self.viewport().height() // self._layout.height) * self.columns
        steps = {
            _Move.MoveLeft: -1, _Move.MovePrevious: -1, _Move.MoveRight: 1, _Move.MoveNext: 1,
            _Move.MoveUp: -self.columns, _Move.MoveDown: self.columns,
            _Move.MovePageUp: -page, _Move.MovePageDown: page,
            _Move.MoveHome: -count, _Move.MoveEnd: count,
        }  # fmt: skip
        return self._products.index(max(0, min(count - 1, row + steps[action])), 0)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Select all tiles between the two at the rectangle's first and last corner."""
        ends = sorted((self._row_at(rect.topLeft()), self._row_at(rect.bottomRight())))
        if ends[0] < 0:
            return
        first, last = (self._products.index(row, 0) for row in ends)
        self.selectionModel().select(
            QItemSelection(first, last), command | QItemSelectionModel.SelectionFlag.Rows
        )

    def visualRegionForSelection(self, _selection: QItemSelection) -> QRegion:
        return QRegion(self.viewport().rect())

    def updateGeometries(self) -> None:
        """Let the scroll bar reach as far as there are tiles."""
        lines = -(-len(self._products.ids) // self.columns)
        bar, depth = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(0, lines * self._layout.height + 2 * _MARGIN - depth))
        bar.setPageStep(depth)
        bar.setSingleStep(self._layout.height // 3)
        super().updateGeometries()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the first tile in sight there where the tiles are laid out anew."""
        first, before = self._first, _columns_in(event.oldSize().width())
        super().resizeEvent(event)
        self.updateGeometries()
        if self.columns != before:
            line = first // self.columns
            above = _MARGIN if line else 0
            self.verticalScrollBar().setValue(above + line * self._layout.height)
        self._first = first

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        self._first = self.shown_rows().start
        self.viewport().update()

    # --- painting ---------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The tiles that have to be painted anew: where a picture has come, only its own."""
        painter, region = QPainter(self.viewport()), event.region()
        painter.setFont(self._layout.plain.font)
        self._parts.ratio = self.devicePixelRatioF()
        current = self.currentIndex().row() if self.hasFocus() else -1
        for row in self.shown_rows():
            if region.intersects(self.area_of(row)):
                self._paint_tile(painter, row, framed=row == current)
        painter.end()

    def _paint_tile(self, painter: QPainter, row: int, *, framed: bool) -> None:
        area = self.area_of(row)
        selected = self.selectionModel().isSelected(self._products.index(row, 0))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self._selected if selected else self._panel)
        painter.setPen(self._frame if framed else self._line)
        painter.drawRoundedRect(
            QRectF(area).adjusted(_INSET, _INSET, -_INSET, -_INSET), _RADIUS, _RADIUS
        )
        line = self._products.row_texts(row)
        if line is None:
            return
        if line.tile is None or line.tile[:2] != (area.width(), self._version):
            drawing = self._layout.lay_out(line, area.width())
            line.tile = (area.width(), self._version, drawing)
        painter.translate(area.topLeft())
        self._parts.draw(painter, line.tile[2])
        painter.translate(-area.topLeft())

    # --- keys and menu ----------------------------------------------------------------------------

    def keyboardSearch(self, search: str) -> None:
        """Typing is a search, as in the grid."""
        self._grid.keyboardSearch(search)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy copies, Enter tells all about the current product, Escape chooses it alone; everything else moves or selects."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self._grid.copy_selection()
        elif event.key() in ENTER and self._grid.current_product() is not None:
            self._grid.details_wanted.emit()
        elif event.key() == Qt.Key.Key_Escape and self._grid.selected_count() > 1:
            self._grid.choose_current_only()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in BY_KEYS:
            self._grid.select_current()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the product, as in the grid."""
        index = self.indexAt(self.viewport().mapFromGlobal(event.globalPos()))
        if not index.isValid() or event.reason() is QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
        self._grid.open_menu(index, event.globalPos())


def _columns_in(width: int) -> int:
    """Count the tiles that stand beside each other in a viewport of this width."""
    return max(1, (width - 2 * _BESIDE) // LEAST_WIDTH)
