"""The parts of a cell of the grid: texts, round boxes and pictures, and how they look.

There are thousands of parts, none of which can lie in a cycle: Python's collector leaves them alone.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPen, QStaticText, QTransform


class Words(msgspec.Struct, frozen=True, gc=False):
    """A text in a cell; without a font, in that of the grid."""

    pen: QPen
    position: QPointF
    text: QStaticText
    font: QFont | None = None


class Box(msgspec.Struct, frozen=True, gc=False):
    """A round box in a cell."""

    brush: QColor
    area: QRectF
    radius: float


class Picture(msgspec.Struct, frozen=True, gc=False):
    """The place of a product's picture in a cell; it is asked for when it is drawn."""

    address: str
    left: int
    top: int
    side: int


Drawing = list[Words | Box | Picture]

#: Texts of a font whose measures are remembered: names of categories and states come again and again.
_REMEMBERED = 1024


class Face:
    """A font with its measures."""

    def __init__(self, font: QFont, pixels: int) -> None:
        self.font = QFont(font)
        self.font.setPixelSize(pixels)
        self.metrics = QFontMetricsF(self.font)
        self.height = self.metrics.height()
        self.ascent = self.metrics.ascent()
        #: The pixels that a text takes, and the text laid out, to be drawn often.
        self.width = lru_cache(_REMEMBERED)(self._measured)
        self.static = lru_cache(_REMEMBERED)(self._laid_out)

    def fitted(self, text: str, available: float) -> tuple[str, float]:
        """The text, shortened to `available` pixels if need be, and how wide it is."""
        width = self.width(text)
        if width <= available:
            return text, width
        text = self.metrics.elidedText(text, Qt.TextElideMode.ElideRight, available)
        return text, self.width(text)

    def top(self, height: int) -> float:
        """Return where a line begins in a cell of this height."""
        return float(round((height - self.height) / 2))

    def _measured(self, text: str) -> float:
        # The cache reads the texts about what it wraps: of a method of Qt's, PySide makes all of them.
        return self.metrics.horizontalAdvance(text)

    def _laid_out(self, text: str) -> QStaticText:
        ready = QStaticText(text)
        ready.setTextFormat(Qt.TextFormat.PlainText)
        ready.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
        ready.prepare(QTransform(), self.font)
        return ready


class TextLook(msgspec.Struct, frozen=True):
    """The look of a text."""

    face: Face
    pen: QPen


class ChipLook(msgspec.Struct, frozen=True):
    """The look of a chip's text, and the colour of the box around it."""

    text: TextLook
    brush: QColor
    #: Whether what was searched is marked in it.
    marks: bool = False
    struck_out: bool = False
