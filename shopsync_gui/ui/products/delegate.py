"""Paints the grid's cells itself: few calls a frame, chips for categories, marks for matches."""

from __future__ import annotations

from PySide6.QtCore import QPersistentModelIndex, QModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.text import fold, format_int
from shopsync_gui.ui.products.model import (
    CATEGORIES,
    NAME,
    RIGHT,
    SKU,
    STATE,
    ProductModel,
    ShownRow,
    uncategorised,
)
from shopsync_gui.ui.theme import Tokens

_PAD = 9
_CHIP_PAD = 7
_CHIP_HEIGHT = 20
_CHIP_GAP = 6
_ROW_HEIGHT, _COMPACT_HEIGHT = 36, 28


class ProductDelegate(QStyledItemDelegate):
    """Fonts, pens and metrics are made once a look; a cell costs a handful of calls."""

    def __init__(self, model: ProductModel, tokens: Tokens) -> None:
        super().__init__()
        self._model = model
        self._words: list[str] = []
        self.compact = False
        self.set_tokens(tokens)

    def set_tokens(self, tokens: Tokens) -> None:
        """Use the colours of another look."""
        self._text = QPen(QColor(tokens.text))
        self._muted = QPen(QColor(tokens.muted))
        self._warning = QPen(QColor(tokens.warning))
        self._bad = QPen(QColor(tokens.bad))
        self._line = QPen(QColor(tokens.line))
        self._selected = QBrush(QColor(tokens.accent_soft))
        self._chip = QBrush(QColor(tokens.chip))
        self._chip_warning = QBrush(QColor(tokens.warning_soft))
        self._mark = QBrush(QColor(tokens.mark))
        self._placeholder = QBrush(QColor(tokens.chip))

    def set_font(self, font: QFont) -> None:
        """The font of the grid."""
        self._font = font
        self._small = QFont(font)
        self._small.setPixelSize(max(10, font.pixelSize() - 1))
        self._struck = QFont(self._small)
        self._struck.setStrikeOut(True)
        self._metrics = QFontMetrics(font)
        self._small_metrics = QFontMetrics(self._small)

    def set_words(self, words: list[str]) -> None:
        """The folded words that are marked where they stand in a cell."""
        self._words = words

    @property
    def row_height(self) -> int:
        """Pixels of a row."""
        return _COMPACT_HEIGHT if self.compact else _ROW_HEIGHT

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(80, self.row_height)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.fillRect(rect, self._selected)
        painter.setPen(self._line)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        row = self._model.row_at(index.row())
        column = index.column()
        inner = rect.adjusted(_PAD, 0, -_PAD, -1)
        if row is None:
            if column == NAME:
                painter.fillRect(QRect(inner.left(), inner.center().y() - 4, 120, 8), self._placeholder)
            return
        if column == CATEGORIES:
            self._paint_chips(painter, inner, row)
        elif column == NAME:
            self._paint_name(painter, inner, row)
        else:
            self._paint_text(painter, inner, row, column)

    def _paint_text(self, painter: QPainter, inner: QRect, row: ShownRow, column: int) -> None:
        text = self._metrics.elidedText(
            row.texts[column], Qt.TextElideMode.ElideRight, inner.width()
        )
        painter.setFont(self._font)
        pen = self._text
        if column == STATE:
            if row.row.failure is not None:
                pen = self._bad
            elif row.row.reason is not None:
                pen = self._warning
            elif row.row.state is not ProductState.ACTIVE:
                pen = self._muted
        if column == SKU and self._words:
            self._paint_marks(painter, inner.left(), inner, text, self._metrics)
        painter.setPen(pen)
        side = Qt.AlignmentFlag.AlignRight if column in RIGHT else Qt.AlignmentFlag.AlignLeft
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_name(self, painter: QPainter, inner: QRect, row: ShownRow) -> None:
        number = f"#{format_int(row.row.sa_id)}" if row.row.sa_id is not None else ""
        number_width = self._small_metrics.horizontalAdvance(number) + 6 if number else 0
        room = max(40, inner.width() - number_width)
        text = self._metrics.elidedText(row.texts[NAME], Qt.TextElideMode.ElideRight, room)
        if self._words:
            self._paint_marks(painter, inner.left(), inner, text, self._metrics)
        painter.setFont(self._font)
        painter.setPen(self._text)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(inner, flags, text)
        if number:
            after = inner.left() + self._metrics.horizontalAdvance(text) + 6
            painter.setFont(self._small)
            painter.setPen(self._muted)
            place = QRect(after, inner.top(), inner.right() - after + 1, inner.height())
            painter.drawText(place, flags, number)

    def _paint_chips(self, painter: QPainter, inner: QRect, row: ShownRow) -> None:
        x = inner.left()
        top = inner.center().y() - _CHIP_HEIGHT / 2 + 1
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chips = row.row.categories
        if not chips:
            label = uncategorised()
            self._paint_chip(painter, x, top, inner, label, self._chip_warning, self._warning)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            return
        for place, (name, enabled) in enumerate(chips):
            room = inner.right() - x
            width = self._small_metrics.horizontalAdvance(name) + 2 * _CHIP_PAD
            if place and width > room:
                painter.setPen(self._muted)
                painter.setFont(self._small)
                painter.drawText(
                    QRect(x, inner.top(), room, inner.height()),
                    Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
                    f"+{len(chips) - place}",
                )
                break
            pen = self._text if enabled else self._muted
            x += self._paint_chip(
                painter, x, top, inner, name, self._chip, pen, struck=not enabled
            )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_chip(
        self,
        painter: QPainter,
        x: int,
        top: float,
        inner: QRect,
        name: str,
        brush: QBrush,
        pen: QPen,
        *,
        struck: bool = False,
    ) -> int:
        room = inner.right() - x - 2 * _CHIP_PAD
        text = self._small_metrics.elidedText(name, Qt.TextElideMode.ElideRight, max(12, room))
        width = self._small_metrics.horizontalAdvance(text) + 2 * _CHIP_PAD
        shape = QRectF(x, top, width, _CHIP_HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(brush)
        painter.drawRoundedRect(shape, _CHIP_HEIGHT / 2, _CHIP_HEIGHT / 2)
        if self._words:
            self._paint_marks(painter, x + _CHIP_PAD, shape.toRect(), text, self._small_metrics)
        painter.setFont(self._struck if struck else self._small)
        painter.setPen(pen)
        baseline = top + (_CHIP_HEIGHT + self._small_metrics.ascent() - self._small_metrics.descent()) / 2
        painter.drawText(QPointF(x + _CHIP_PAD, baseline), text)
        return width + _CHIP_GAP

    def _paint_marks(
        self, painter: QPainter, left: int, rect: QRect, text: str, metrics: QFontMetrics
    ) -> None:
        """Colour the parts of a text that the search found."""
        folded = fold(text)
        if len(folded) != len(text):
            return
        height = metrics.height()
        top = rect.center().y() - height // 2
        for word in self._words:
            at = folded.find(word)
            while at >= 0:
                start = left + metrics.horizontalAdvance(text[:at])
                width = metrics.horizontalAdvance(text[at : at + len(word)])
                painter.fillRect(QRect(start, top, width, height + 1), self._mark)
                at = folded.find(word, at + len(word))
