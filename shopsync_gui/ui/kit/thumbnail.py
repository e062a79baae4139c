"""The picture of a product as a widget of a fixed size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from shopsync_gui.core.text import _

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from shopsync_gui.ui.kit.pictures import Pictures
    from shopsync_gui.ui.kit.theme import Theme

_RADIUS = 6.0
_ICON_PART = 0.4


class Thumbnail(QWidget):
    """A square with a product's picture; a quiet tile until it is there, and where there is none."""

    def __init__(self, pictures: Pictures, theme: Theme, side: int, address: str = "") -> None:
        super().__init__()
        self.setFixedSize(side, side)
        self.setAccessibleName(_("Picture of the product"))
        self._pictures = pictures
        self._theme = theme
        self._side = side
        self._address = address
        pictures.loaded.connect(self._loaded)
        pictures.switched.connect(self.update)

    @property
    def has_picture(self) -> bool:
        """Whether the picture itself is seen."""
        return self._pixmap() is not None

    def _pixmap(self) -> QPixmap | None:
        return self._pictures.pixmap(self._address, self._side, self.devicePixelRatioF())

    def _loaded(self, address: str) -> None:
        if address == self._address:
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the picture, or the tile."""
        painter = QPainter(self)
        pixmap = self._pixmap()
        if pixmap is not None:
            painter.drawPixmap(0, 0, pixmap)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        tokens = self._theme.tokens
        painter.setBrush(QColor(tokens.chip))
        painter.drawRoundedRect(QRectF(self.rect()), _RADIUS, _RADIUS)
        side = round(self._side * _ICON_PART)
        icon = self._theme.icon("image-outline", tokens.muted)
        begin = (self._side - side) // 2
        icon.paint(painter, begin, begin, side, side)
