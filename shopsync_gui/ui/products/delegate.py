"""The painting of the grid's cells: laid out once, then drawn with few calls a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from shopsync_gui.core.highlight import Span, marked
from shopsync_gui.core.text import format_int
from shopsync_gui.ui.products.cell_parts import Box, ChipLook, Drawing, Face, TextLook, Words
from shopsync_gui.ui.products.columns import RIGHT_ALIGNED, Column
from shopsync_gui.ui.products.row_texts import STATE_TONES, RowTexts, one_line, uncategorised

if TYPE_CHECKING:
    from shopsync_gui.ui.kit.theme import Tokens
    from shopsync_gui.ui.products.model import ProductModel

PAD: Final = 8
#: Pixels at the left of the first column, which begins below the search.
_FIRST_PAD: Final = 24
_GAP: Final = 6
_CHIP_PAD: Final = 7
_SMALL: Final = 12
_RADIUS: Final = 9.0
_MARK_RADIUS: Final = 3.0
#: Pixels by which a text may be too wide and is shown whole all the same.
_SLACK: Final = 0.5
_LEAST_CHIP: Final = 48
#: Pixels that a reason needs; where it has less, the details and the tooltip say it.
_LEAST_REASON: Final = 120

_Index = QModelIndex | QPersistentModelIndex


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
        self._plain = Face(font, QFontInfo(font).pixelSize())
        self._small = Face(font, _SMALL)
        text, muted = QPen(QColor(tokens.text)), QPen(QColor(tokens.muted))
        self._text = TextLook(self._plain, text)
        self._muted = TextLook(self._plain, muted)
        self._small_muted = TextLook(self._small, muted)
        self._placeholder = chip = QColor(tokens.chip)
        self._category = ChipLook(TextLook(self._small, text), chip, marks=True)
        self._disabled_category = ChipLook(self._small_muted, chip, marks=True, struck_out=True)
        self._more_categories = ChipLook(self._small_muted, chip)
        warning = TextLook(self._small, QPen(QColor(tokens.warning)))
        self._warning = ChipLook(warning, QColor(tokens.warning_soft))
        bad = TextLook(self._small, QPen(QColor(tokens.bad)))
        self._bad = ChipLook(bad, QColor(tokens.bad_soft))
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
        """Ask for the rows anew; called before the view paints."""
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
            box = QRectF(left, height / 2 - 4, max(8, width * 0.5), 8)
            painter.fillRect(box, self._placeholder)
        else:
            column = index.column()
            cell = line.cells[column]
            if cell is None or cell[0] != width or cell[1] != self._version:
                cell = (width, self._version, self._lay_out(line, column, width))
                line.cells[column] = cell
            self._draw(painter, cell[2])
        painter.translate(-x, -y)

    def _draw(self, painter: QPainter, drawing: Drawing) -> None:
        for part in drawing:
            if isinstance(part, Words):
                painter.setPen(part.pen)
                if part.font is None:
                    painter.drawStaticText(part.position, part.text)
                else:
                    painter.setFont(part.font)
                    painter.drawStaticText(part.position, part.text)
                    painter.setFont(self._plain.font)
            else:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(part.brush)
                painter.drawRoundedRect(part.area, part.radius, part.radius)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """The size that shows a cell whole; asked for when a column is fitted to its content."""
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

    def _lay_out(self, line: RowTexts, column: int, width: int) -> Drawing:
        drawing: Drawing = []
        left = self._left(column)
        available = float(width - left - PAD)
        if column == Column.NAME:
            self._lay_out_name(drawing, line, left, available)
        elif column == Column.SKU:
            shown = self._plain.fitted(line.texts[column], available + _SLACK)
            self._add(drawing, shown, left, self._text, self._marked(shown[0]))
        elif column == Column.CATEGORIES:
            self._lay_out_categories(drawing, line, float(left), float(width - PAD))
        elif column == Column.STATE:
            self._lay_out_state(drawing, line, left, available)
        elif column in RIGHT_ALIGNED:
            shown = self._plain.fitted(line.texts[column], available + 1.5)
            self._add(drawing, shown, max(float(left), width - PAD - shown[1]), self._text)
        else:
            shown = self._plain.fitted(line.texts[column], available + _SLACK)
            self._add(drawing, shown, left, self._muted)
        return drawing

    def _lay_out_name(
        self, drawing: Drawing, line: RowTexts, left: float, available: float
    ) -> None:
        number = self._small.width(line.number) + _GAP if line.number else 0.0
        if available - number < 60:
            number = 0.0
        name = self._plain.fitted(line.texts[Column.NAME], available - number + _SLACK)
        used = self._add(drawing, name, left, self._text, self._marked(name[0]))
        if number:
            words = [w for w in self._model.words if w.removeprefix("#").isdigit()]
            shown = self._small.fitted(line.number, number + _SLACK)
            marks = marked(line.number, words)
            self._add(drawing, shown, left + used + _GAP, self._small_muted, marks)

    def _lay_out_categories(
        self, drawing: Drawing, line: RowTexts, left: float, right: float
    ) -> None:
        words = self._model.words
        # What was searched comes first, lest it be among those that are left out.
        categories = sorted(line.row.categories, key=lambda c: not (words and marked(c[0], words)))
        if not categories:
            self._add_chip(drawing, uncategorised(), left, right, self._warning)
            return
        for index, (name, enabled) in enumerate(categories):
            rest = len(categories) - index - 1
            more = f"+{format_int(rest)}" if rest else ""
            keep = self._small.width(more) + 2 * _CHIP_PAD + _GAP if more else 0.0
            if index and right - left - keep < _LEAST_CHIP:
                more = f"+{format_int(rest + 1)}"
                self._add_chip(drawing, more, left, right, self._more_categories)
                return
            look = self._category if enabled else self._disabled_category
            left = _GAP + self._add_chip(drawing, one_line(name), left, right - keep, look)

    def _lay_out_state(
        self, drawing: Drawing, line: RowTexts, left: float, available: float
    ) -> None:
        if line.problem:
            asked = self._model.query.skipped_or_failed and available > _LEAST_REASON
            text = line.reason if asked else line.problem
            look = self._warning if line.row.failure is None else self._bad
            self._add_chip(drawing, text, left, left + available, look)
            return
        dot = QRectF(left, self._height / 2 - 3.5, 7, 7)
        drawing.append(Box(self._dots[line.row.state], dot, 3.5))
        state = self._plain.fitted(line.texts[Column.STATE], available - 13.0 + _SLACK)
        self._add(drawing, state, left + 13.0, self._text)

    def _marked(self, text: str) -> tuple[Span, ...]:
        """The parts of a text that were searched."""
        return marked(text, self._model.words)

    def _add_chip(
        self, drawing: Drawing, text: str, left: float, right: float, look: ChipLook
    ) -> float:
        """Add a text in a round box between two edges; gives the edge at which the box ends."""
        face = look.text.face
        shown = face.fitted(text, max(0.0, right - left - 2 * _CHIP_PAD))
        inner = shown[1]
        height = min(self._height - 8.0, 22.0)
        width = inner + 2 * _CHIP_PAD
        area = QRectF(left, round((self._height - height) / 2), width, height)
        drawing.append(Box(look.brush, area, min(_RADIUS, height / 2)))
        marks = self._marked(shown[0]) if look.marks else ()
        self._add(drawing, shown, left + _CHIP_PAD, look.text, marks)
        if look.struck_out:
            stroke = QRectF(left + _CHIP_PAD, round(self._height / 2), inner, 1)
            drawing.append(Box(look.text.pen.color(), stroke, 0))
        return left + width

    def _add(
        self,
        drawing: Drawing,
        fitted: tuple[str, float],
        left: float,
        look: TextLook,
        marks: tuple[Span, ...] = (),
    ) -> float:
        """Add a text, given with its width, and the boxes of its marks; gives its width."""
        text, used = fitted
        face = look.face
        top = face.top(self._height)
        for start, end in marks:
            begin = left + face.width(text[:start])
            box = QRectF(begin, top, face.width(text[start:end]), face.height)
            drawing.append(Box(self._mark, box, _MARK_RADIUS))
        font = face.font if face is not self._plain else None
        drawing.append(Words(look.pen, QPointF(left, top), face.static(text), font))
        return used


def _right(part: Words | Box) -> float:
    if isinstance(part, Box):
        return part.area.right() + (_CHIP_PAD if part.radius == _MARK_RADIUS else 0)
    return part.position.x() + part.text.size().width()
