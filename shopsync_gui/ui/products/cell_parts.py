"""The parts of a cell of the grid: texts, round boxes and pictures, and how they look."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPen, QStaticText, QTransform


class Words(msgspec.Struct, frozen=True):
    """A text in a cell; without a font, in that of the grid."""

    pen: QPen
    position: QPointF
    text: QStaticText
    font: QFont | None = None


class Box(msgspec.Struct, frozen=True):
    """A round box in a cell."""

    brush: QColor
    area: QRectF
    radius: float


class Picture(msgspec.Struct, frozen=True):
    """The place of a product's picture in a cell; it is asked for when it is drawn."""

    address: str
    left: int
    top: int
    side: int


Drawing = list[Words | Box | Picture]


class Face:
    """A font with its measures."""

    def __init__(self, font: QFont, pixels: int) -> None:
        self.font = QFont(font)
        self.font.setPixelSize(pixels)
        self.metrics = QFontMetricsF(self.font)
        self.height = self.metrics.height()
        self.ascent = self.metrics.ascent()

    def width(self, text: str) -> float:
        """The pixels that a text takes."""
        return self.metrics.horizontalAdvance(text)

    def fitted(self, text: str, available: float) -> tuple[str, float]:
        """The text, shortened to `available` pixels if need be, and how wide it is."""
        width = self.width(text)
        if width <= available:
            return text, width
        text = self.metrics.elidedText(text, Qt.TextElideMode.ElideRight, available)
        return text, self.width(text)

    def top(self, height: int) -> float:
        """Where a line begins in a cell of this height."""
        return float(round((height - self.height) / 2))

    def static(self, text: str) -> QStaticText:
        """The text laid out, to be drawn often."""
        ready = QStaticText(text)
        ready.setTextFormat(Qt.TextFormat.PlainText)
        ready.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
        ready.prepare(QTransform(), self.font)
        return ready


class TextLook(msgspec.Struct, frozen=True):
    """How a text is written."""

    face: Face
    pen: QPen


class ChipLook(msgspec.Struct, frozen=True):
    """How the text of a chip is written, and the colour of the box around it."""

    text: TextLook
    brush: QColor
    #: Whether what was searched is marked in it.
    marks: bool = False
    struck_out: bool = False
