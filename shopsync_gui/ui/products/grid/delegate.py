"""The painting of the grid's cells: laid out once, then drawn with few calls a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from shopsync_gui.ui.products.grid.cell_layout import PAD, CellLayout, right_edge
from shopsync_gui.ui.products.grid.part_painter import PartPainter
from shopsync_gui.ui.products.rows.columns import RIGHT_ALIGNED, Column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFont, QPainter

    from shopsync_gui.ui.kit.pictures import Pictures
    from shopsync_gui.ui.kit.theme import Tokens
    from shopsync_gui.ui.products.rows.list_view import RowShape
    from shopsync_gui.ui.products.rows.model import ProductModel

_Index = QModelIndex | QPersistentModelIndex


class ProductDelegate(QStyledItemDelegate):
    """The painter of cells: laid out when they are first seen at a width, later only drawn.

    The grid has it paint row by row. Qt's own way through the cells enters Python several times for
    each of them, and any other thread may take the interpreter in between: 5 ms each time.
    """

    def __init__(
        self, model: ProductModel, pictures: Pictures, font: QFont, tokens: Tokens, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._layout = CellLayout(model, font, tokens)
        self._parts = PartPainter(pictures, self._layout.plain.font, tokens)
        self._version = 0

    def set_look(self, font: QFont, tokens: Tokens) -> None:
        """Use another font or other colours from now on."""
        self._version += 1
        self._layout.set_look(font, tokens)
        self._parts.set_look(self._layout.plain.font, tokens)

    def set_shape(self, shape: RowShape) -> None:
        """Use rows of another shape from now on."""
        self._version += 1
        self._layout.shape = shape

    def set_first(self, column: int = Column.NAME) -> None:
        """Say which column is the first one at the left; it begins below the search."""
        if column != self._layout.first:
            self._version += 1
            self._layout.first = column

    def begin_frame(self, painter: QPainter, ratio: float) -> None:
        """Get a painter ready to paint rows on a screen of so many pixels for one of the window's."""
        painter.setFont(self._layout.plain.font)
        self._parts.ratio = ratio

    def paint_row(
        self, painter: QPainter, row: int, top: int, columns: Sequence[tuple[Column, int, int]]
    ) -> None:
        """Paint these columns of a row, each given with its left edge and its width."""
        line = self._model.row_texts(row)
        for column, x, width in columns:
            painter.translate(x, top)
            if line is None:
                middle = self._layout.shape.height / 2
                box = QRectF(self._layout.left(column), middle - 4, max(8, width * 0.5), 8)
                self._parts.draw_box(painter, self._parts.placeholder, box, 0)
            else:
                cell = line.cells[column]
                if cell is None or cell[0] != width or cell[1] != self._version:
                    drawing = self._layout.lay_out(line, column, width)
                    cell = line.cells[column] = (width, self._version, drawing)
                self._parts.draw(painter, cell[2])
            painter.translate(-x, -top)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """The size that shows a cell whole; asked for when a column is fitted to its content."""
        line = self._model.row_texts(index.row())
        layout = self._layout
        if line is None:
            return QSize(PAD * 2, layout.shape.height)
        column = index.column()
        if column in RIGHT_ALIGNED:
            width = layout.plain.width(line.texts[column]) + layout.left(column) + PAD
        else:
            drawing = layout.lay_out(line, column, 4000)
            width = max((right_edge(part) for part in drawing), default=0.0) + PAD
        return QSize(round(width) + 1, layout.shape.height)
