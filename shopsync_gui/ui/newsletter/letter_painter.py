"""The painting of a letter as mail programs show it: the same document and measures as its HTML."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextLayout, QTextOption

from shopsync_gui.core.newsletter import letter_sizes as sizes
from shopsync_gui.core.text import NBSP

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QPixmap

    from shopsync_gui.core.newsletter.letter import LetterBlock, LetterDocument, LetterSection

_TEXT, _MUTED, _REDUCED, _PAPER, _TILE = "#1d2430", "#626a77", "#157d42", "#ffffff", "#eef1f4"
#: As in the style sheet of the template, in pixels.
_PRICE, _PRICE_LINE = 15, 22
_BELOW_PICTURE = 10
_BUTTON_FONT, _BUTTON_LINE, _BUTTON_ACROSS, _BUTTON_DOWN = 14, 20, 16, 10
_MINUS = "\N{MINUS SIGN}"


class _Words(msgspec.Struct, frozen=True):
    """A wrapped text and where it stands."""

    layout: QTextLayout
    at: QPointF
    color: str


class _Run(msgspec.Struct, frozen=True):
    """A piece of a line in one font; `at` is its baseline."""

    text: str
    at: QPointF
    font: QFont
    color: str


class _Picture(msgspec.Struct, frozen=True):
    address: str
    rect: QRectF


class LetterPainter:
    """A letter laid out for a screen of some width, in pixels; made anew for another one."""

    def __init__(self, document: LetterDocument, width: int, on_button: str) -> None:
        """`on_button` is the colour of the buttons' words."""
        self._document = document
        self._style = document.style
        self._on_button = on_button
        self._words: list[_Words] = []
        self._runs: list[_Run] = []
        self._pictures: list[_Picture] = []
        self._buttons: list[QRectF] = []
        self._phone = width < sizes.PAGE
        self._inside = width - 2 * sizes.MARGIN
        #: Where each product stands, by its local id.
        self.products: dict[int, QRectF] = {}
        self.size = QSizeF(width, self._lay_out())

    def paint(self, painter: QPainter, picture_of: Callable[[str, int], QPixmap | None]) -> None:
        """Paint all of it from (0, 0) on; the painter may be scaled."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(_PAPER))
        painter.drawRect(QRectF(QPointF(0, 0), self.size))
        for picture in self._pictures:
            self._paint_picture(painter, picture, picture_of)
        for button in self._buttons:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._style.button_color))
            painter.drawRoundedRect(button, self._style.corner, self._style.corner)
        for words in self._words:
            painter.setPen(QColor(words.color))
            words.layout.draw(painter, words.at)
        for run in self._runs:
            painter.setFont(run.font)
            painter.setPen(QColor(run.color))
            painter.drawText(run.at, run.text)

    def _paint_picture(
        self,
        painter: QPainter,
        picture: _Picture,
        picture_of: Callable[[str, int], QPixmap | None],
    ) -> None:
        rect = picture.rect
        side = round(max(rect.width(), rect.height()))
        pixmap = picture_of(picture.address, side) if picture.address else None
        if pixmap is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(_TILE))
            painter.drawRect(rect)
            return
        square = QRectF(0, 0, side, side)
        square.moveCenter(rect.center())
        painter.save()
        painter.setClipRect(rect)
        painter.drawPixmap(square, pixmap, QRectF(pixmap.rect()))
        painter.restore()

    # --- layout -----------------------------------------------------------------------------------

    def _lay_out(self) -> float:
        """Place everything; the height of the letter."""
        left, top = float(sizes.MARGIN), float(sizes.MARGIN)
        if self._document.title:
            top = self._heading(self._document.title, left, top, 22, 28)
        for section in self._document.sections:
            if section.title:
                top = self._heading(section.title, left, top, 18, 24)
            top = self._section(section, left, top)
        for remark in self._document.remarks:
            width = self._inside - 2 * sizes.GAP
            at = QPointF(left + sizes.GAP, top + sizes.GAP)
            top = self._text(remark, at, width, _font(12), 17, _MUTED) + sizes.GAP
        return top + sizes.MARGIN

    def _heading(self, text: str, left: float, top: float, size: int, line: int) -> float:
        at = QPointF(left + sizes.GAP, top + sizes.GAP)
        width = self._inside - 2 * sizes.GAP
        return self._text(text, at, width, _font(size, bold=True), line, _TEXT) + sizes.GAP

    def _section(self, section: LetterSection, left: float, top: float) -> float:
        wide = sizes.wide_blocks(self._document, section)
        for block in section.blocks[:wide]:
            picture = self._inside - 2 * sizes.GAP if self._phone else sizes.WIDE_PICTURE
            top = self._cell(block, left, top, self._inside, picture, 22)
        columns = 1 if self._phone else self._style.layout.columns
        rest = section.blocks[wide:]
        for start in range(0, len(rest), columns):
            row = rest[start : start + columns]
            if self._style.layout.columns == 1 and not self._phone:
                top = self._beside(row[0], left, top)
                continue
            width = self._inside // columns
            size = 17 if self._style.layout.columns == 1 else 15
            top = self._row(row, left, top, width, size)
        return top

    def _row(
        self, row: Sequence[LetterBlock], left: float, top: float, width: int, size: int
    ) -> float:
        """Products side by side, whose buttons stand in one line; their lower end."""
        inside = width - 2 * sizes.GAP
        lefts = [left + number * width for number in range(len(row))]
        heights = sizes.picture_heights(row, inside)
        words = [
            self._above_button(block, at, top, inside, inside, size, place=height)
            for block, at, height in zip(row, lefts, heights, strict=True)
        ]
        button = max(words) + sizes.ABOVE_BUTTON
        lower = max(self._button(QPointF(at + sizes.GAP, button), inside) for at in lefts)
        for block, at in zip(row, lefts, strict=True):
            self._note(block, QRectF(at, top, width, lower + sizes.GAP - top))
        return lower + sizes.GAP

    def _beside(self, block: LetterBlock, left: float, top: float) -> float:
        """The picture at the left, the words at the right; the lower end of both."""
        if not block.picture:
            return self._cell(block, left, top, self._inside, 0, 17)
        width = sizes.picture_width(self._style.layout)
        lower = self._picture(block, QPointF(left + sizes.GAP, top + sizes.GAP), width)
        words = QPointF(left + sizes.BESIDE + sizes.GAP, top + sizes.GAP)
        width_beside = self._inside - sizes.BESIDE - 2 * sizes.GAP
        beside = self._block_words(block, words, width_beside, 17) + sizes.ABOVE_BUTTON
        beside = self._button(QPointF(words.x(), beside), width_beside)
        lower = max(lower, beside) + sizes.GAP
        self._note(block, QRectF(left, top, self._inside, lower - top))
        return lower

    def _cell(
        self, block: LetterBlock, left: float, top: float, width: float, picture: int, size: int
    ) -> float:
        """A block with its picture on top; its lower end."""
        inside = width - 2 * sizes.GAP
        words = self._above_button(block, left, top, inside, picture, size)
        button = QPointF(left + sizes.GAP, words + sizes.ABOVE_BUTTON)
        lower = self._button(button, inside) + sizes.GAP
        self._note(block, QRectF(left, top, width, lower - top))
        return lower

    def _above_button(
        self,
        block: LetterBlock,
        left: float,
        top: float,
        width: float,
        picture: int,
        size: int,
        *,
        place: int = 0,
    ) -> float:
        """A block's picture, or the place of one, and words; their lower end."""
        at = QPointF(left + sizes.GAP, top + sizes.GAP)
        if block.picture:
            at.setY(self._picture(block, at, picture))
        elif place:
            self._pictures.append(_Picture("", QRectF(at, QSizeF(width, place))))
            at.setY(at.y() + place + _BELOW_PICTURE)
        # On a phone a product in one column has its words in a cell of their own.
        if self._phone and self._style.layout.columns == 1 and block.picture:
            at.setY(at.y() + 2 * sizes.GAP)
        return self._block_words(block, at, width, size)

    def _note(self, block: LetterBlock, rect: QRectF) -> None:
        self.products[block.product_id] = rect

    def _picture(self, block: LetterBlock, at: QPointF, width: int) -> float:
        rect = QRectF(at, QSizeF(width, width * block.ratio))
        self._pictures.append(_Picture(block.picture, rect))
        return rect.bottom() + _BELOW_PICTURE

    def _block_words(self, block: LetterBlock, at: QPointF, width: float, size: int) -> float:
        """Name and price; their lower end."""
        line = 22 if size == _PRICE else size + 6
        top = self._text(block.name, at, width, _font(size, bold=True), line, _TEXT)
        return self._price(block, QPointF(at.x(), top), width)

    def _button(self, at: QPointF, width: float) -> float:
        """The button, its caption wrapped where it is wider than the column; its lower end."""
        font = _font(_BUTTON_FONT, bold=True)
        text = self._document.button
        needed = math.ceil(QFontMetricsF(font).horizontalAdvance(text))
        inside = min(width - 2 * _BUTTON_ACROSS, needed)
        start = at + QPointF(_BUTTON_ACROSS, _BUTTON_DOWN)
        center = Qt.AlignmentFlag.AlignHCenter
        bottom = self._text(text, start, inside, font, _BUTTON_LINE, self._on_button, center)
        bottom += _BUTTON_DOWN
        across = inside + 2 * _BUTTON_ACROSS
        self._buttons.append(QRectF(at, QSizeF(across, bottom - at.y())))
        return bottom

    def _price(self, block: LetterBlock, at: QPointF, width: float) -> float:
        struck = _font(_PRICE)
        struck.setStrikeOut(True)
        parts = [(block.earlier, struck, _MUTED), (block.price, _font(_PRICE, bold=True), _TEXT)]
        if block.percent:
            sign = "%" if self._document.language == "en" else f"{NBSP}%"
            parts.append((f"{_MINUS}{block.percent}{sign}", _font(_PRICE), _REDUCED))
        x, top = at.x(), at.y()
        gap = QFontMetricsF(_font(_PRICE)).horizontalAdvance(" ")
        for text, font, color in parts:
            if not text:
                continue
            metrics = QFontMetricsF(font)
            across = metrics.horizontalAdvance(text)
            if x > at.x() and x + across > at.x() + width:
                x, top = at.x(), top + _PRICE_LINE
            baseline = top + (_PRICE_LINE - metrics.height()) / 2 + metrics.ascent()
            self._runs.append(_Run(text, QPointF(x, baseline), font, color))
            x += across + gap
        return top + _PRICE_LINE

    def _text(
        self,
        text: str,
        at: QPointF,
        width: float,
        font: QFont,
        line_height: int,
        color: str,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> float:
        """A wrapped text; its lower end."""
        layout = QTextLayout(text, font)
        option = QTextOption(align)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        y = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, y + (line_height - line.height()) / 2))
            y += line_height
        layout.endLayout()
        self._words.append(_Words(layout, at, color))
        return at.y() + y


def _font(pixels: int, *, bold: bool = False) -> QFont:
    font = QFont(["Arial", "Helvetica", "Liberation Sans", "Nimbus Sans"])
    font.setStyleHint(QFont.StyleHint.SansSerif)
    font.setPixelSize(pixels)
    font.setBold(bold)
    return font
