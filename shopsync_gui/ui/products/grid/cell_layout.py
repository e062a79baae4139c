"""The layout of the grid's cells: texts, chips, prices and pictures, in one line or two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF

from shopsync_gui.core.strings.highlight import marked
from shopsync_gui.core.text import format_money
from shopsync_gui.ui.products.grid.cell_chips import CellChips
from shopsync_gui.ui.products.grid.cell_looks import BETWEEN, CHIP_PAD, MARK_RADIUS, SLACK
from shopsync_gui.ui.products.grid.cell_parts import (
    Box,
    Drawing,
    Picture,
    Words,
)
from shopsync_gui.ui.products.rows.columns import RIGHT_ALIGNED, Column
from shopsync_gui.ui.products.rows.row_texts import RowTexts, discount_text

if TYPE_CHECKING:
    from decimal import Decimal

    from PySide6.QtGui import QFont

    from shopsync_gui.ui.kit.theme import Tokens
    from shopsync_gui.ui.products.rows.model import ProductModel

PAD: Final = 8
#: Pixels at the left of the first column, which begins below the search.
_FIRST_PAD: Final = 24
_GAP: Final = 6
_LINE_GAP: Final = 2
_PICTURE_GAP: Final = 12
#: Pixels that a reason needs; where it has less, the details and the tooltip say it.
_LEAST_REASON: Final = 120
#: Pixels in which a SKU that has to be cut is still worth showing behind the rest of a name.
_LEAST_TAIL: Final = 48


class CellLayout(CellChips):
    """The layout of cells, in the fonts, colours and row shape that were set last."""

    def __init__(self, model: ProductModel, font: QFont, tokens: Tokens) -> None:
        super().__init__(model, font, tokens)
        self.first: int = Column.NAME

    def left(self, column: int) -> int:
        """Pixels at the left of a column."""
        return _FIRST_PAD if column == self.first else PAD

    def lay_out(self, line: RowTexts, column: int, width: int) -> Drawing:
        """The parts of a cell of this width."""
        drawing: Drawing = []
        left = self.left(column)
        available = float(width - left - PAD)
        if column == Column.NAME:
            self._lay_out_name(drawing, line, left, available)
        elif column == Column.SKU:
            shown = self.plain.fitted(line.texts[column], available + SLACK)
            self._add(drawing, shown, left, self._text, marks=self._marked(shown[0]))
        elif column == Column.CATEGORIES:
            self._lay_out_categories(drawing, line, float(left), float(width - PAD))
        elif column == Column.STATE:
            self._lay_out_state(drawing, line, left, available)
        elif column in RIGHT_ALIGNED:
            self._lay_out_number(drawing, line, column, float(left), float(width - PAD))
        else:
            self._lay_out_words(drawing, line.texts[column], left, available)
        return drawing

    # --- lines ------------------------------------------------------------------------------------

    def _tops(self) -> tuple[float, float]:
        """Return where the first and the second line of a text begin; the second is meant for small ones."""
        whole = self.plain.height + _LINE_GAP + self._small.height
        top = float(round((self.shape.height - whole) / 2))
        return top, top + self.plain.height + _LINE_GAP

    # --- columns ----------------------------------------------------------------------------------

    def _lay_out_name(
        self, drawing: Drawing, line: RowTexts, left: float, available: float
    ) -> None:
        shape = self.shape
        if not shape.two_lines:
            self._lay_out_name_and_number(drawing, line, left, available)
            return
        if shape.picture:
            top = (shape.height - shape.picture) // 2
            drawing.append(Picture(line.row.image, int(left), top, shape.picture))
            left += shape.picture + _PICTURE_GAP
            available -= shape.picture + _PICTURE_GAP
        first, second = self._tops()
        begin, rest = self._broken(line.texts[Column.NAME], available + SLACK)
        shown = self.plain.fitted(begin, available + SLACK)
        self._add(drawing, shown, left, self._text, first, marks=self._marked(shown[0]))
        shop, shop_width = self._shop(line, available)
        right, half, available = left + available, available / 2, available - shop_width
        sku = line.texts[Column.SKU]
        tail = BETWEEN.join(part for part in (sku, line.number) if part)
        if rest:
            above = second - (self.plain.ascent - self._small.ascent)
            # The SKU has its room, up to half of the line: the name is cut for it.
            kept = min(self._small.width(sku) + _GAP, max(half, _LEAST_TAIL + _GAP))
            kept = kept if sku else 0.0
            shown = self.plain.fitted(rest, available - kept + SLACK)
            used = _GAP + self._add(
                drawing, shown, left, self._text, above, marks=self._marked(shown[0])
            )
            left, available = left + used, available - used
        if rest or shop:
            # The id is there where it is whole.
            if sku and self._small.width(tail) > available + SLACK:
                tail = sku
            if available < min(_LEAST_TAIL, self._small.width(tail)):
                tail = ""
        if tail:
            shown = self._small.fitted(tail, available + SLACK)
            marks = self._marked(shown[0])
            left += self._add(drawing, shown, left, self._small_muted, second, marks=marks)
        if shop and tail:
            shop = f"{BETWEEN}{shop}"
        self._add_shop(drawing, shop, left, right, second)

    def _lay_out_words(self, drawing: Drawing, text: str, left: float, available: float) -> None:
        """A moment, or the words on a change: in rows of two lines, in two where one is too short."""
        begin, rest = self._broken(text, available + SLACK) if self.shape.two_lines else (text, "")
        shown = self.plain.fitted(begin, available + SLACK)
        if not rest:
            self._add(drawing, shown, left, self._muted)
            return
        top = float(round(self.shape.height / 2 - self.plain.height))
        self._add(drawing, shown, left, self._muted, top)
        shown = self.plain.fitted(rest, available + SLACK)
        self._add(drawing, shown, left, self._muted, top + self.plain.height)

    def _broken(self, name: str, available: float) -> tuple[str, str]:
        """A name as one line or two, parted between its words."""
        if self.plain.width(name) <= available:
            return name, ""
        begin, *words = name.split(" ")
        if self.plain.width(begin) > available:
            return name, ""
        # From its beginning: of a name of a thousand words only those that fit are measured.
        while words and self.plain.width(longer := f"{begin} {words[0]}") <= available:
            begin = longer
            del words[0]
        return begin, " ".join(words)

    def _lay_out_name_and_number(
        self, drawing: Drawing, line: RowTexts, left: float, available: float
    ) -> None:
        shop, shop_width = self._shop(line, available)
        right, available = left + available, available - shop_width
        number = self._small.width(line.number) + _GAP if line.number else 0.0
        # Beside a shop's name, the id is there where the product's own is whole.
        least = self.plain.width(line.texts[Column.NAME]) if shop else 60
        if available - number < least:
            number = 0.0
        name = self.plain.fitted(line.texts[Column.NAME], available - number + SLACK)
        used = self._add(drawing, name, left, self._text, marks=self._marked(name[0]))
        if number:
            words = [w for w in self._model.words if w.removeprefix("#").isdigit()]
            shown = self._small.fitted(line.number, number + SLACK)
            marks = marked(line.number, words)
            self._add(drawing, shown, left + used + _GAP, self._small_muted, marks=marks)
        if shop:
            self._add_shop(drawing, f"{BETWEEN}{shop}", left + used + number, right)

    def _lay_out_number(
        self, drawing: Drawing, line: RowTexts, column: int, left: float, right: float
    ) -> None:
        """A price; in rows of two lines the regular one, crossed out, and the discount below it."""
        shown = self.plain.fitted(line.texts[column], right - left + 1.5)
        before = self._regular_price(line, column) if self.shape.two_lines else None
        if before is None:
            self._add(drawing, shown, max(left, right - shown[1]), self._text)
            return
        first, second = self._tops()
        self._add(drawing, shown, max(left, right - shown[1]), self._text, first)
        old = self._small.fitted(format_money(before, line.row.currency), right - left)
        begin = max(left, right - old[1])
        self._add(drawing, old, begin, self._small_muted, second)
        stroke = QRectF(begin, round(second + self._small.height / 2), old[1], 1)
        drawing.append(Box(self._small_muted.pen.color(), stroke, 0))
        if column == Column.GROSS and line.row.discount:
            part = f"−{discount_text(line.row)}"
            width = self._small.width(part)
            if begin - left >= width + _GAP:
                self._add(drawing, (part, width), begin - width - _GAP, self._small_good, second)

    def _regular_price(self, line: RowTexts, column: int) -> Decimal | None:
        row = line.row
        if not row.on_sale:
            return None
        return row.list_gross if column == Column.GROSS else row.list_net

    def _lay_out_state(
        self, drawing: Drawing, line: RowTexts, left: float, available: float
    ) -> None:
        if line.problem:
            asked = self._model.query.skipped_or_failed and available > _LEAST_REASON
            text = line.reason if asked else line.problem
            look = self._warning if line.row.failure is None else self._bad
            self._add_chip(drawing, text, left, left + available, look)
            return
        stock = line.stock if self.shape.two_lines else ""
        first, second = self._tops() if stock else (self.plain.top(self.shape.height), 0.0)
        dot = QRectF(left, round(first + self.plain.height / 2) - 3.5, 7, 7)
        drawing.append(Box(self._dots[line.row.state], dot, 3.5))
        state = self.plain.fitted(line.texts[Column.STATE], available - 13.0 + SLACK)
        self._add(drawing, state, left + 13.0, self._text, first)
        if stock:
            shown = self._small.fitted(stock, available - 13.0 + SLACK)
            small = self._small_muted if line.in_stock else self._small_warning
            self._add(drawing, shown, left + 13.0, small, second)


def right_edge(part: Words | Box | Picture) -> float:
    """Return where a part ends at the right."""
    if isinstance(part, Picture):
        return part.left + part.side
    if isinstance(part, Box):
        return part.area.right() + (CHIP_PAD if part.radius == MARK_RADIUS else 0)
    return part.position.x() + part.text.size().width()
