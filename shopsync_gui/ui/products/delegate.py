"""The painting of the grid's cells: laid out once, then drawn with few calls a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from shopsync_gui.ui.products.cell_layout import PAD, CellLayout, right_edge
from shopsync_gui.ui.products.columns import RIGHT_ALIGNED, Column
from shopsync_gui.ui.products.part_painter import PartPainter

if TYPE_CHECKING:
    from PySide6.QtGui import QFont, QPainter

    from shopsync_gui.ui.kit.pictures import Pictures
    from shopsync_gui.ui.kit.theme import Tokens
    from shopsync_gui.ui.products.list_view import RowShape
    from shopsync_gui.ui.products.model import ProductModel
    from shopsync_gui.ui.products.row_texts import RowTexts

_Index = QModelIndex | QPersistentModelIndex


class ProductDelegate(QStyledItemDelegate):
    """Lays a cell out when it is first seen at a width, later only draws it."""

    def __init__(
        self, model: ProductModel, pictures: Pictures, font: QFont, tokens: Tokens, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._layout = CellLayout(model, font, tokens)
        self._parts = PartPainter(pictures, self._layout.plain.font, tokens)
        self._version = 0
        self._row = -1
        self._line: RowTexts | None = None

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

    def begin_frame(self, ratio: float) -> None:
        """Ask for the rows anew; called before the view paints on a screen of so many pixels."""
        self._row = -1
        self._parts.ratio = ratio

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        x, y, width, height = cast("tuple[int, int, int, int]", option.rect.getRect())
        row = index.row()
        if row != self._row:
            self._row = row
            self._line = self._model.row_texts(row)
        line = self._line
        painter.translate(x, y)
        if line is None:
            left = self._layout.left(index.column())
            box = QRectF(left, height / 2 - 4, max(8, width * 0.5), 8)
            painter.fillRect(box, self._parts.placeholder)
        else:
            column = index.column()
            cell = line.cells[column]
            if cell is None or cell[0] != width or cell[1] != self._version:
                drawing = self._layout.lay_out(line, column, width)
                cell = line.cells[column] = (width, self._version, drawing)
            self._parts.draw(painter, cell[2])
        painter.translate(-x, -y)

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
