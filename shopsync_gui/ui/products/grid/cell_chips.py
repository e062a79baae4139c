"""The chips in a cell: one alone, or those of a product's categories in one line or two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF

from shopsync_gui.core.products.labels import uncategorised
from shopsync_gui.core.strings.highlight import marked
from shopsync_gui.core.text import format_int
from shopsync_gui.ui.products.grid.cell_looks import CHIP_PAD, SLACK, CellLooks
from shopsync_gui.ui.products.grid.cell_parts import Box
from shopsync_gui.ui.products.rows.row_texts import RowTexts, one_line

if TYPE_CHECKING:
    from shopsync_gui.ui.products.grid.cell_parts import ChipLook, Drawing

_GAP: Final = 6
#: Pixels between two lines of chips.
_LINE_GAP: Final = 3
_LEAST: Final = 48
_RADIUS: Final = 9.0


class CellChips(CellLooks):
    """The layout of chips: as many as fit whole; the last one counts the rest."""

    def _chip_height(self, *, twice: bool) -> float:
        """Return the height of a chip, alone in its row or in one of two lines."""
        return min(self.shape.height / 2 - 5, 19.0) if twice else min(self.shape.height - 8.0, 22.0)

    def _add_chip(
        self,
        drawing: Drawing,
        text: str,
        left: float,
        right: float,
        look: ChipLook,
        middle: float | None = None,
    ) -> float:
        """Add a text in a round box between two edges; gives the edge at which the box ends.

        Its middle is that of the row unless another is given.
        """
        face = look.text.face
        shown = face.fitted(text, max(0.0, right - left - 2 * CHIP_PAD) + SLACK)
        inner = shown[1]
        whole = self.shape.height
        height = self._chip_height(twice=middle is not None)
        centre = whole / 2 if middle is None else middle
        width = inner + 2 * CHIP_PAD
        area = QRectF(left, round(centre - height / 2), width, height)
        drawing.append(Box(look.brush, area, min(_RADIUS, height / 2)))
        marks = self._marked(shown[0]) if look.marks else ()
        top = float(round(area.top() + (height - face.height) / 2))
        self._add(drawing, shown, left + CHIP_PAD, look.text, top, marks=marks)
        if look.struck_out:
            stroke = QRectF(left + CHIP_PAD, round(area.center().y()), inner, 1)
            drawing.append(Box(look.text.pen.color(), stroke, 0))
        return left + width

    def _lay_out_categories(
        self, drawing: Drawing, line: RowTexts, left: float, right: float
    ) -> None:
        words = self._model.words
        # What was searched comes first, lest it be among those that are left out.
        categories = sorted(
            zip(line.row.categories, line.row.labels, strict=True),
            key=lambda c: not (words and marked(c[0][0], words)),
        )
        if not categories:
            self._add_chip(drawing, uncategorised(), left, right, self._warning)
            return
        looks = [
            self._category if enabled else self._disabled_category
            for (_name, enabled), _label in categories
        ]
        names = [one_line(name) for (name, _enabled), _label in categories]
        shown = [one_line(label or name) for (name, _enabled), label in categories]
        chips = list(zip(shown, looks, strict=True))
        if shown != names and not self._all_whole(chips, right - left):
            # The names in the account may have a path before them; the tooltip has room for it.
            chips = list(zip(names, looks, strict=True))
        if self.shape.two_lines and self._chips_width(chips) > right - left + SLACK:
            self._lay_out_chips_twice(drawing, chips, left, right)
        else:
            self._lay_out_chips(drawing, chips, left, right)

    def _chips_width(self, chips: list[tuple[str, ChipLook]]) -> float:
        widths = (self._small.width(text) + 2 * CHIP_PAD for text, _look in chips)
        return sum(widths) + _GAP * (len(chips) - 1)

    def _whole(self, chips: list[tuple[str, ChipLook]], available: float) -> int:
        """Count the first chips that stand whole in one line."""
        count = 0
        while count < len(chips) and self._chips_width(chips[: count + 1]) <= available + SLACK:
            count += 1
        return count

    def _all_whole(self, chips: list[tuple[str, ChipLook]], available: float) -> bool:
        """Whether all chips stand whole in the lines of a row."""
        first = self._whole(chips, available)
        rest = chips[first:]
        return not rest or (self.shape.two_lines and self._whole(rest, available) == len(rest))

    def _lay_out_chips_twice(
        self, drawing: Drawing, chips: list[tuple[str, ChipLook]], left: float, right: float
    ) -> None:
        """Chips in two lines: in the first as many as fit whole, at least one."""
        count = max(1, self._whole(chips, right - left))
        middle, half = self.shape.height / 2, (self._chip_height(twice=True) + _LINE_GAP) / 2
        self._lay_out_chips(drawing, chips[:count], left, right, middle - half)
        if chips[count:]:
            self._lay_out_chips(drawing, chips[count:], left, right, middle + half)

    def _lay_out_chips(
        self,
        drawing: Drawing,
        chips: list[tuple[str, ChipLook]],
        left: float,
        right: float,
        middle: float | None = None,
    ) -> None:
        """Chips in a line; those that do not fit are counted in the last one."""
        for index, (text, look) in enumerate(chips):
            rest = len(chips) - index - 1
            more = f"+{format_int(rest)}" if rest else ""
            keep = self._small.width(more) + 2 * CHIP_PAD + _GAP if more else 0.0
            least = min(_LEAST, self._small.width(text) + 2 * CHIP_PAD)
            if index and right - left - keep < least - SLACK:
                more = f"+{format_int(rest + 1)}"
                self._add_chip(drawing, more, left, right, self._more_categories, middle)
                return
            left = _GAP + self._add_chip(drawing, text, left, right - keep, look, middle)
