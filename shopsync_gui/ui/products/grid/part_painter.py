"""The drawing of cells and tiles from their parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from shopsync_gui.ui.products.grid.cell_parts import Box, Drawing, Words

if TYPE_CHECKING:
    from shopsync_gui.ui.kit.pictures import Pictures
    from shopsync_gui.ui.kit.theme import Tokens

_TILE_RADIUS = 4.0


class PartPainter:
    """A painter of parts with few calls; pictures are asked for while it draws."""

    def __init__(self, pictures: Pictures, font: QFont, tokens: Tokens) -> None:
        self._pictures = pictures
        #: The screen's pixels for one of the window's.
        self.ratio = 1.0
        self.set_look(font, tokens)

    def set_look(self, font: QFont, tokens: Tokens) -> None:
        """Use another font or other colours from now on."""
        self._font = font
        self.placeholder = QColor(tokens.chip)

    def draw(self, painter: QPainter, drawing: Drawing) -> None:
        """Draw the parts; the painter stands at the corner of the cell and has the plain font."""
        for part in drawing:
            if isinstance(part, Words):
                painter.setPen(part.pen)
                if part.font is None:
                    painter.drawStaticText(part.position, part.text)
                else:
                    painter.setFont(part.font)
                    painter.drawStaticText(part.position, part.text)
                    painter.setFont(self._font)
            elif isinstance(part, Box):
                self.draw_box(painter, part.brush, part.area, part.radius)
            else:
                pixmap = self._pictures.pixmap(part.address, part.side, self.ratio)
                if pixmap is not None:
                    painter.drawPixmap(part.left, part.top, pixmap)
                else:
                    tile = QRectF(part.left, part.top, part.side, part.side)
                    self.draw_box(painter, self.placeholder, tile, _TILE_RADIUS)

    @staticmethod
    def draw_box(painter: QPainter, brush: QColor, area: QRectF, radius: float) -> None:
        """Fill an area with round corners."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(brush)
        painter.drawRoundedRect(area, radius, radius)
