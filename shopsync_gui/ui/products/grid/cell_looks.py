"""The fonts and colours of the grid's cells, and the texts that are made with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontInfo, QPen

from shopsync_gui.core.strings.highlight import Span, marked
from shopsync_gui.ui.products.grid.cell_parts import Box, ChipLook, Drawing, Face, TextLook, Words
from shopsync_gui.ui.products.rows.list_view import RowShape
from shopsync_gui.ui.products.rows.row_texts import STATE_TONES

if TYPE_CHECKING:
    from shopsync_gui.ui.kit.theme import Tokens
    from shopsync_gui.ui.products.rows.model import ProductModel
    from shopsync_gui.ui.products.rows.row_texts import RowTexts

CHIP_PAD: Final = 7
MARK_RADIUS: Final = 3.0
#: Pixels by which a text may be too wide and is shown whole all the same.
SLACK: Final = 0.5
_SMALL: Final = 12
#: What stands between the parts of a line, and the part of it that is kept for a shop's name.
BETWEEN: Final = " · "
_SHOP_PART: Final = 0.4


class CellLooks:
    """The fonts, colours and row shape that were set last, and the parts of a drawing that are made in them."""

    def __init__(self, model: ProductModel, font: QFont, tokens: Tokens) -> None:
        self._model = model
        self.shape = RowShape(36)
        self.set_look(font, tokens)

    def set_look(self, font: QFont, tokens: Tokens) -> None:
        """Use another font or other colours from now on."""
        self.plain = Face(font, QFontInfo(font).pixelSize())
        self._small = Face(font, _SMALL)
        text, muted = QPen(QColor(tokens.text)), QPen(QColor(tokens.muted))
        self._text = TextLook(self.plain, text)
        self._muted = TextLook(self.plain, muted)
        self._small_muted = TextLook(self._small, muted)
        chip = QColor(tokens.chip)
        self._category = ChipLook(TextLook(self._small, text), chip, marks=True)
        self._disabled_category = ChipLook(self._small_muted, chip, marks=True, struck_out=True)
        self._more_categories = ChipLook(self._small_muted, chip)
        self._small_warning = TextLook(self._small, QPen(QColor(tokens.warning)))
        self._warning = ChipLook(self._small_warning, QColor(tokens.warning_soft))
        self._small_good = TextLook(self._small, QPen(QColor(tokens.good)))
        self._small_bad = TextLook(self._small, QPen(QColor(tokens.bad)))
        self._bad = ChipLook(self._small_bad, QColor(tokens.bad_soft))
        self._mark = QColor(tokens.mark)
        self._dots = {state: QColor(getattr(tokens, tone)) for state, tone in STATE_TONES.items()}

    def _marked(self, text: str) -> tuple[Span, ...]:
        """The parts of a text that were searched."""
        return marked(text, self._model.words)

    def _shop(self, line: RowTexts, available: float) -> tuple[str, float]:
        """The name of a product's shop, with the room kept for it in a line; empty where none is named."""
        shop = self._model.shop_of(line)
        if shop is None:
            return "", 0.0
        width = self._small.width(f"{BETWEEN}{shop.short}")
        return shop.short, min(width, available * _SHOP_PART)

    def _add_shop(
        self, drawing: Drawing, shop: str, left: float, right: float, top: float | None = None
    ) -> None:
        """Add the name of a shop, if there is one, at the end of a line."""
        if shop:
            shown = self._small.fitted(shop, right - left + SLACK)
            self._add(drawing, shown, left, self._small_muted, top)

    def _add(
        self,
        drawing: Drawing,
        fitted: tuple[str, float],
        left: float,
        look: TextLook,
        top: float | None = None,
        *,
        marks: tuple[Span, ...] = (),
    ) -> float:
        """Add a text, given with its width, and the boxes of its marks; gives its width.

        It stands in the middle of the row unless its top is given.
        """
        text, used = fitted
        face = look.face
        if top is None:
            top = face.top(self.shape.height)
        for start, end in marks:
            begin = left + face.width(text[:start])
            box = QRectF(begin, top, face.width(text[start:end]), face.height)
            drawing.append(Box(self._mark, box, MARK_RADIUS))
        font = face.font if face is not self.plain else None
        drawing.append(Words(look.pen, QPointF(left, top), face.static(text), font))
        return used
