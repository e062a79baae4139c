"""Draws the grid's cells itself: few calls a frame, everything laid out once and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

import msgspec
from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontInfo,
    QFontMetricsF,
    QPainter,
    QPen,
    QStaticText,
    QTransform,
)
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from shopsync_gui.core.highlight import Span, marked
from shopsync_gui.core.text import format_int
from shopsync_gui.ui.products.columns import RIGHT_ALIGNED, Column
from shopsync_gui.ui.products.row_texts import STATE_TONES, RowTexts, one_line, uncategorised

if TYPE_CHECKING:
    from shopsync_gui.ui.kit.theme import Tokens
    from shopsync_gui.ui.products.model import ProductModel

PAD: Final = 8
#: What the first column has at its left, below the search.
_FIRST_PAD: Final = 24
_GAP: Final = 6
_CHIP_PAD: Final = 7
_SMALL: Final = 12
_RADIUS: Final = 9.0
_MARK_RADIUS: Final = 3.0
#: What a text may be too wide by, and is shown whole all the same.
_SLACK: Final = 0.5
_LEAST_CHIP: Final = 48
#: A reason that has less room than this is left to the details and the tooltip.
_LEAST_REASON: Final = 120

_Index = QModelIndex | QPersistentModelIndex


class _Words(msgspec.Struct, frozen=True):
    """A text at its place, or, without a text, the round box behind one."""

    pen: QPen
    place: QPointF
    text: QStaticText
    font: QFont | None = None


class _Box(msgspec.Struct, frozen=True):
    brush: QColor
    area: QRectF
    radius: float


_Drawing = list[_Words | _Box]


class _Face:
    """A font with its measures."""

    def __init__(self, font: QFont, pixels: int) -> None:
        self.font = QFont(font)
        self.font.setPixelSize(pixels)
        self.metrics = QFontMetricsF(self.font)
        self.height = self.metrics.height()

    def width(self, text: str) -> float:
        return self.metrics.horizontalAdvance(text)

    def fitted(self, text: str, room: float) -> tuple[str, float]:
        """The text, shortened to `room` if need be, and how wide it is."""
        width = self.width(text)
        if width <= room:
            return text, width
        text = self.metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        return text, self.width(text)

    def top(self, height: int) -> float:
        return float(round((height - self.height) / 2))

    def static(self, text: str) -> QStaticText:
        ready = QStaticText(text)
        ready.setTextFormat(Qt.TextFormat.PlainText)
        ready.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
        ready.prepare(QTransform(), self.font)
        return ready


class ProductDelegate(QStyledItemDelegate):
    """Lays a cell out when it is first seen at a width, later only draws it."""

    def __init__(self, model: ProductModel, font: QFont, tokens: Tokens, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._height = 36
        self._version = 0
        self._row = -1
        self._line: RowTexts | None = None
        self._first: int = Column.NAME
        self.set_look(font, tokens)

    def set_look(self, font: QFont, tokens: Tokens) -> None:
        """Use another font or other colours from now on."""
        self._version += 1
        self._plain = _Face(font, QFontInfo(font).pixelSize())
        self._small = _Face(font, _SMALL)
        self._text = QPen(QColor(tokens.text))
        self._muted = QPen(QColor(tokens.muted))
        self._warning = QPen(QColor(tokens.warning))
        self._bad = QPen(QColor(tokens.bad))
        self._chip = QColor(tokens.chip)
        self._warning_soft = QColor(tokens.warning_soft)
        self._bad_soft = QColor(tokens.bad_soft)
        self._mark = QColor(tokens.mark)
        self._dots = {state: QColor(getattr(tokens, tone)) for state, tone in STATE_TONES.items()}

    def set_height(self, height: int) -> None:
        """Use another height of rows from now on."""
        self._version += 1
        self._height = height

    def set_first(self, column: int = Column.NAME) -> None:
        """Say which column is the first one at the left; it begins below the search."""
        if column != self._first:
            self._version += 1
            self._first = column

    def _left(self, column: int) -> int:
        return _FIRST_PAD if column == self._first else PAD

    def begin_frame(self) -> None:
        """Look the rows up anew; called before the view paints."""
        self._row = -1

    # --- painting -------------------------------------------------------------------------------

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        x, y, width, height = cast("tuple[int, int, int, int]", option.rect.getRect())
        row = index.row()
        if row != self._row:
            self._row = row
            self._line = self._model.row_texts(row)
        line = self._line
        painter.translate(x, y)
        if line is None:
            left = self._left(index.column())
            painter.fillRect(QRectF(left, height / 2 - 4, max(8, width * 0.5), 8), self._chip)
        else:
            column = index.column()
            cell = line.cells[column]
            if cell is None or cell[0] != width or cell[1] != self._version:
                cell = (width, self._version, self._lay_out(line, column, width))
                line.cells[column] = cell
            self._draw(painter, cell[2])
        painter.translate(-x, -y)

    def _draw(self, painter: QPainter, drawing: _Drawing) -> None:
        for part in drawing:
            if isinstance(part, _Words):
                painter.setPen(part.pen)
                if part.font is None:
                    painter.drawStaticText(part.place, part.text)
                else:
                    painter.setFont(part.font)
                    painter.drawStaticText(part.place, part.text)
                    painter.setFont(self._plain.font)
            else:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(part.brush)
                painter.drawRoundedRect(part.area, part.radius, part.radius)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """What the cell needs to be seen whole; asked when a column is fitted to its content."""
        line = self._model.row_texts(index.row())
        if line is None:
            return QSize(PAD * 2, self._height)
        drawing = self._lay_out(line, index.column(), 4000)
        if index.column() in RIGHT_ALIGNED:
            text = line.texts[index.column()]
            width = self._plain.width(text) + self._left(index.column()) + PAD
        else:
            width = max((_right(part) for part in drawing), default=0.0) + PAD
        return QSize(round(width) + 1, self._height)

    # --- laying out -----------------------------------------------------------------------------

    def _lay_out(self, line: RowTexts, column: int, width: int) -> _Drawing:
        drawing: _Drawing = []
        left = self._left(column)
        room = float(width - left - PAD)
        if column == Column.NAME:
            self._lay_out_name(drawing, line, left, room)
        elif column == Column.SKU:
            shown = self._plain.fitted(line.texts[column], room + _SLACK)
            self._add(drawing, shown, left, words=self._model.words)
        elif column == Column.CATEGORIES:
            self._lay_out_categories(drawing, line, float(left), float(width - PAD))
        elif column == Column.STATE:
            self._lay_out_state(drawing, line, left, room)
        elif column in RIGHT_ALIGNED:
            shown = self._plain.fitted(line.texts[column], room + 1.5)
            self._add(drawing, shown, max(float(left), width - PAD - shown[1]))
        else:
            shown = self._plain.fitted(line.texts[column], room + _SLACK)
            self._add(drawing, shown, left, pen=self._muted)
        return drawing

    def _lay_out_name(self, drawing: _Drawing, line: RowTexts, left: float, room: float) -> None:
        number = self._small.width(line.number) + _GAP if line.number else 0.0
        if room - number < 60:
            number = 0.0
        name = self._plain.fitted(line.texts[Column.NAME], room - number + _SLACK)
        used = self._add(drawing, name, left, words=self._model.words)
        if number:
            words = [w for w in self._model.words if w.removeprefix("#").isdigit()]
            self._add(
                drawing,
                self._small.fitted(line.number, number + _SLACK),
                left + used + _GAP,
                face=self._small,
                pen=self._muted,
                spans=marked(line.number, words),
            )

    def _lay_out_categories(
        self, drawing: _Drawing, line: RowTexts, left: float, right: float
    ) -> None:
        words = self._model.words
        # What was looked for comes first, lest it be among those that have no room.
        categories = sorted(line.row.categories, key=lambda c: not (words and marked(c[0], words)))
        if not categories:
            self._add_chip(
                drawing,
                uncategorised(),
                left,
                right - left,
                self._small,
                self._warning,
                self._warning_soft,
                (),
            )
            return
        for place, (name, enabled) in enumerate(categories):
            rest = len(categories) - place - 1
            more = f"+{format_int(rest)}" if rest else ""
            keep = self._small.width(more) + 2 * _CHIP_PAD + _GAP if more else 0.0
            if place and right - left - keep < _LEAST_CHIP:
                more = f"+{format_int(rest + 1)}"
                self._add_chip(
                    drawing, more, left, right - left, self._small, self._muted, self._chip, ()
                )
                return
            left += _GAP + self._add_chip(
                drawing,
                one_line(name),
                left,
                right - left - keep,
                self._small,
                self._text if enabled else self._muted,
                self._chip,
                words,
                struck=not enabled,
            )

    def _lay_out_state(self, drawing: _Drawing, line: RowTexts, left: float, room: float) -> None:
        if line.problem:
            failed = line.row.failure is not None
            pen, brush = (
                (self._bad, self._bad_soft) if failed else (self._warning, self._warning_soft)
            )
            asked = self._model.query.skipped_or_failed and room > _LEAST_REASON
            text = line.reason if asked else line.problem
            self._add_chip(drawing, text, left, room, self._small, pen, brush, ())
            return
        dot = QRectF(left, self._height / 2 - 3.5, 7, 7)
        drawing.append(_Box(self._dots[line.row.state], dot, 3.5))
        state = self._plain.fitted(line.texts[Column.STATE], room - 13.0 + _SLACK)
        self._add(drawing, state, left + 13.0)

    def _add_chip(
        self,
        drawing: _Drawing,
        text: str,
        left: float,
        room: float,
        face: _Face,
        pen: QPen,
        brush: QColor,
        words: Any,
        *,
        struck: bool = False,
    ) -> float:
        """A text in a round box; how wide the box became."""
        shown = face.fitted(text, max(0.0, room - 2 * _CHIP_PAD))
        inner = shown[1]
        height = min(self._height - 8.0, 22.0)
        width = inner + 2 * _CHIP_PAD
        area = QRectF(left, round((self._height - height) / 2), width, height)
        drawing.append(_Box(brush, area, min(_RADIUS, height / 2)))
        self._add(drawing, shown, left + _CHIP_PAD, face=face, pen=pen, words=words)
        if struck:
            stroke = QRectF(left + _CHIP_PAD, round(self._height / 2), inner, 1)
            drawing.append(_Box(pen.color(), stroke, 0))
        return width

    def _add(
        self,
        drawing: _Drawing,
        fitted: tuple[str, float],
        left: float,
        *,
        face: _Face | None = None,
        pen: QPen | None = None,
        words: Any = (),
        spans: tuple[Span, ...] | None = None,
    ) -> float:
        """A text with its width, and its marks; how wide it is."""
        text, used = fitted
        face = face or self._plain
        top = face.top(self._height)
        if words or spans:
            for start, end in marked(text, words) if spans is None else spans:
                begin = left + face.width(text[:start])
                box = QRectF(begin, top, face.width(text[start:end]), face.height)
                drawing.append(_Box(self._mark, box, _MARK_RADIUS))
        font = face.font if face is not self._plain else None
        drawing.append(_Words(pen or self._text, QPointF(left, top), face.static(text), font))
        return used


def _right(part: _Words | _Box) -> float:
    if isinstance(part, _Box):
        return part.area.right() + (_CHIP_PAD if part.radius == _MARK_RADIUS else 0)
    return part.place.x() + part.text.size().width()
