"""The layout of a tile of the gallery: picture, name, price, state."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontInfo, QPen

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.newsletter.price_rule import percent_off
from shopsync_gui.core.strings.highlight import marked
from shopsync_gui.core.text import format_money, format_percent
from shopsync_gui.ui.products.grid.cell_parts import Box, Drawing, Face, Picture, TextLook, Words
from shopsync_gui.ui.products.rows.columns import Column
from shopsync_gui.ui.products.rows.row_texts import STATE_TONES, RowTexts

if TYPE_CHECKING:
    from shopsync_gui.store.lists.grid_row import GridRow
    from shopsync_gui.ui.kit.theme import Tokens
    from shopsync_gui.ui.products.rows.model import ProductModel

PICTURE: Final = 144
LEAST_WIDTH: Final = 176
_PAD: Final = 14
_GAP: Final = 6
_SMALL: Final = 12
_NAME_LINES: Final = 2
#: Pixels of a state's dot with the gap after it, and the fewest that a SKU is shown in.
_DOT: Final = 13
_LEAST_SKU: Final = 48
#: The labels with the discount and the shop, on the picture.
_LABEL_PAD: Final = 6
_LABEL_INSET: Final = 6


class TileLayout:
    """The layout of tiles in the fonts and colours that were set last."""

    def __init__(self, model: ProductModel, font: QFont, tokens: Tokens) -> None:
        self._model = model
        self.set_look(font, tokens)

    def set_look(self, font: QFont, tokens: Tokens) -> None:
        """Use another font or other colours from now on."""
        self.plain = Face(font, QFontInfo(font).pixelSize())
        bold = QFont(font)
        bold.setWeight(QFont.Weight.DemiBold)
        text, muted = QPen(QColor(tokens.text)), QPen(QColor(tokens.muted))
        small = Face(font, _SMALL)
        self._name = TextLook(self.plain, text)
        self._price = TextLook(Face(bold, QFontInfo(font).pixelSize()), text)
        self._old = TextLook(small, muted)
        self._off = TextLook(small, QPen(QColor(tokens.good)))
        self._off_ground = QColor(tokens.good_soft)
        self._shop_ground = QColor(tokens.panel)
        self._note = TextLook(small, QPen(QColor(tokens.warning)))
        self._mark = QColor(tokens.mark)
        self._dots = {state: QColor(getattr(tokens, tone)) for state, tone in STATE_TONES.items()}
        lines = _NAME_LINES * self.plain.height + self._price.face.height + small.height
        self.height = round(2 * _PAD + PICTURE + 3 * _GAP + lines)

    def lay_out(self, line: RowTexts, width: int) -> Drawing:
        """The parts of a tile of this width."""
        drawing: Drawing = [Picture(line.row.image, (width - PICTURE) // 2, _PAD, PICTURE)]
        discount = _discount(line.row)
        if discount:
            self._lay_out_discount(drawing, discount, (width - PICTURE) // 2)
        self._lay_out_shop(drawing, line, (width - PICTURE) // 2)
        left, available = float(_PAD), float(width - 2 * _PAD)
        top = float(_PAD + PICTURE + _GAP)
        for text in self._lines_of(line.texts[Column.NAME], available):
            self._add(drawing, (text, self.plain.width(text)), left, top, self._name)
            top += self.plain.height
        top = float(_PAD + PICTURE + 2 * _GAP) + _NAME_LINES * self.plain.height
        self._lay_out_price(drawing, line, left, available, top)
        top += self._price.face.height + _GAP / 2
        self._lay_out_state(drawing, line, left, available, top)
        return drawing

    def _lay_out_price(
        self, drawing: Drawing, line: RowTexts, left: float, available: float, top: float
    ) -> None:
        row = line.row
        price = self._price.face.fitted(line.texts[Column.GROSS], available)
        used = _GAP + self._add(drawing, price, left, top, self._price)
        earlier = _earlier(row)
        if earlier is None:
            return
        below = top + self._price.face.ascent - self._old.face.ascent
        before = format_money(earlier, row.currency)
        width = self._old.face.width(before)
        if used + width > available:
            return
        self._add(drawing, (before, width), left + used, below, self._old)
        stroke = QRectF(left + used, round(below + self._old.face.height / 2), width, 1)
        drawing.append(Box(self._old.pen.color(), stroke, 0))

    def _lay_out_discount(self, drawing: Drawing, discount: int, left: int) -> None:
        text = f"−{format_percent(Decimal(discount))}"
        face = self._off.face
        width = face.width(text)
        top = float(_PAD + _LABEL_INSET)
        self._lay_out_label(drawing, (text, width), left, top, self._off, self._off_ground)

    def _lay_out_shop(self, drawing: Drawing, line: RowTexts, left: int) -> None:
        """The shop's name at the bottom of the picture, where it is to be told."""
        mark = self._model.shop_of(line)
        if mark is not None:
            face = self._old.face
            shown = face.fitted(mark.short, PICTURE - 2 * (_LABEL_INSET + _LABEL_PAD))
            top = _PAD + PICTURE - _LABEL_INSET - face.height - 4
            self._lay_out_label(drawing, shown, left, top, self._old, self._shop_ground)

    @staticmethod
    def _lay_out_label(
        drawing: Drawing,
        shown: tuple[str, float],
        left: int,
        top: float,
        look: TextLook,
        ground: QColor,
    ) -> None:
        """Add a text, given with its width, in a round box on the picture."""
        text, width = shown
        begin = float(left + _LABEL_INSET)
        area = QRectF(begin, top, width + 2 * _LABEL_PAD, look.face.height + 4)
        drawing.append(Box(ground, area, area.height() / 2))
        position = QPointF(begin + _LABEL_PAD, top + 2)
        drawing.append(Words(look.pen, position, look.face.static(text), look.face.font))

    def _lay_out_state(
        self, drawing: Drawing, line: RowTexts, left: float, available: float, top: float
    ) -> None:
        """The SKU, and after it what keeps the product from the account or from being sold."""
        plain, sku = self._old, line.texts[Column.SKU]
        word, look, has_dot = "", self._note, False
        if line.problem:
            word = line.problem
        elif line.row.state is not ProductState.ACTIVE:
            word, look, has_dot = line.texts[Column.STATE], plain, True
        elif not line.in_stock:
            word = line.stock
        if not word:
            text = " · ".join(part for part in (sku, line.number) if part)
            if text:
                self._add(drawing, plain.face.fitted(text, available), left, top, plain)
            return
        before = _DOT if has_dot else 0
        left_over = available - look.face.width(word) - before - _GAP
        if sku and left_over >= min(plain.face.width(sku), _LEAST_SKU):
            used = _GAP + self._add(drawing, plain.face.fitted(sku, left_over), left, top, plain)
            left, available = left + used, available - used
        if has_dot:
            dot = QRectF(left, round(top + look.face.height / 2) - 3.5, 7, 7)
            drawing.append(Box(self._dots[line.row.state], dot, 3.5))
            left, available = left + before, available - before
        self._add(drawing, look.face.fitted(word, available), left, top, look)

    def _lines_of(self, name: str, available: float) -> list[str]:
        """The name in at most two lines, parted between words; the last one may be cut."""
        lines: list[str] = []
        words = name.split(" ")
        while words and len(lines) < _NAME_LINES - 1:
            count = len(words)
            while count > 1 and self.plain.width(" ".join(words[:count])) > available:
                count -= 1
            lines.append(self.plain.fitted(" ".join(words[:count]), available)[0])
            words = words[count:]
        if words:
            lines.append(self.plain.fitted(" ".join(words), available)[0])
        return lines

    def _add(
        self, drawing: Drawing, fitted: tuple[str, float], left: float, top: float, look: TextLook
    ) -> float:
        """Add a text, given with its width, and the boxes of what was searched; gives its width."""
        text, used = fitted
        face = look.face
        for start, end in marked(text, self._model.words):
            begin = left + face.width(text[:start])
            area = QRectF(begin, top, face.width(text[start:end]), face.height)
            drawing.append(Box(self._mark, area, 3.0))
        font = face.font if face is not self.plain else None
        drawing.append(Words(look.pen, QPointF(left, top), face.static(text), font))
        return used


def _earlier(row: GridRow) -> Decimal | None:
    """The higher price that stands crossed out: in the view of changes that of then, else the regular one."""
    previous = row.previous
    if previous is not None and "gross" in previous.changed:
        then, now = previous.gross, row.gross
        return then if then is not None and now is not None and then > now else None
    return row.list_gross if row.on_sale else None


def _discount(row: GridRow) -> int:
    """Return the percentage by which the price is below the crossed-out one, rounded down."""
    previous = row.previous
    if previous is None or "gross" not in previous.changed:
        return row.discount
    earlier = _earlier(row)
    return 0 if earlier is None or row.gross is None else percent_off(row.gross, earlier)
