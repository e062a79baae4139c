"""One row of the grid with its texts formatted once, so that painting only draws."""

from __future__ import annotations

from decimal import Decimal
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.products.labels import (
    PRODUCT_STATES,
    stock_words,
    uncategorised,
)
from shopsync_gui.core.strings.formulas import pasted
from shopsync_gui.core.text import (
    _,
    format_amount,
    format_date,
    format_money,
    format_percent,
    format_when,
    local,
    translate,
)
from shopsync_gui.core.tone import Tone
from shopsync_gui.sync.outputs.change_words import change_words
from shopsync_gui.sync.outputs.problem_words import problem_reason, problem_text, problem_word
from shopsync_gui.ui.products.rows.columns import Column

if TYPE_CHECKING:
    from shopsync_gui.store.lists.grid_row import GridRow

#: The theme's colour of the dot before a state.
STATE_TONES = {
    ProductState.ACTIVE: Tone.GOOD,
    ProductState.DISABLED: Tone.MUTED,
    ProductState.DISCONTINUED: Tone.WARNING,
    ProductState.GONE: Tone.BAD,
    ProductState.FROM_ORDER: Tone.ACCENT,
}


#: What each cell is drawn from. Words on a change tell of any field: they are never kept.
_DRAWN_FROM = {
    Column.NAME: attrgetter("name", "sku", "sa_id", "image", "connection_id"),
    Column.SKU: attrgetter("sku"),
    Column.CATEGORIES: attrgetter("categories", "labels"),
    Column.NET: attrgetter("net", "list_net", "currency"),
    Column.GROSS: attrgetter("net", "list_net", "gross", "list_gross", "currency"),
    Column.STATE: attrgetter("state", "reason", "failure", "stock"),
    Column.UPDATED: attrgetter("updated_at"),
    Column.DISCOUNT: attrgetter("net", "list_net", "currency"),
}


class RowTexts:
    """A product's row as text; `cells` and `tile` keep what was laid out of it."""

    __slots__ = (
        "_texts",
        "cells",
        "in_stock",
        "number",
        "problem",
        "reason",
        "row",
        "stock",
        "tile",
    )

    def __init__(self, row: GridRow) -> None:
        self.row = row
        self.number = sa_number(row.sa_id)
        if row.previous is not None and row.sa_id is None:
            self.number = _("not in the account")
        self.problem = problem_word(row)
        self.reason = problem_reason(row) or self.problem
        self.in_stock = row.stock is None or row.stock > 0
        self.stock = stock_words(row.stock)
        self._texts: tuple[str, ...] | None = None
        self.cells: list[Any] = [None] * len(Column)
        self.tile: Any = None

    @property
    def texts(self) -> tuple[str, ...]:
        """A text for each column, formatted when the row is first seen."""
        if self._texts is None:
            row = self.row
            self._texts = (
                one_line(row.name),
                one_line(row.sku),
                ", ".join(map(one_line, row.account_categories)) or uncategorised(),
                format_money(row.net, row.currency),
                format_money(row.gross, row.currency),
                state_word(row),
                _when(row) if row.previous is None else change_words(row),
                discount_text(row),
            )
        return self._texts

    def keep_cells(self, before: RowTexts) -> None:
        """Take over what was laid out of the product's cells before, where they show the same now."""
        if self.row.previous is None and before.row.previous is None:
            for column, drawn_from in _DRAWN_FROM.items():
                if before.cells[column] and drawn_from(self.row) == drawn_from(before.row):
                    self.cells[column] = before.cells[column]

    def copied(self, column: int) -> str:
        """A cell as it is copied; SalesAutopilot's id is a cell of its own after the name.

        What the shop wrote must not become a formula where it is pasted; a price is to be a number, and a
        moment one that spreadsheets know.
        """
        if column == Column.NAME:
            return f"{pasted(self.texts[0])}\t{self.row.sa_id or ''}"
        if column in (Column.SKU, Column.CATEGORIES):
            return pasted(self.texts[column])
        if column == Column.NET:
            return format_amount(self.row.net)
        if column == Column.GROSS:
            return format_amount(self.row.gross)
        if column == Column.UPDATED and self.row.previous is None:
            updated = self.row.updated_at  # "today" is none tomorrow
            return "" if updated is None else f"{local(updated):%Y-%m-%d %H:%M}"
        return self.texts[column]

    def hint(self, column: int) -> str:
        """The text of a cell's tooltip; what the cell itself may have had to shorten."""
        if column == Column.STATE and self.problem:
            return f"{self.texts[column]} – {problem_text(self.row)}"
        if column == Column.NAME and self.number:
            return f"{self.texts[0]} {self.number}"
        return self.texts[column]


def discount_text(row: GridRow) -> str:
    """Say by how much the price is reduced; "" where it is not."""
    return format_percent(Decimal(row.discount)) if row.discount else ""


def state_word(row: GridRow) -> str:
    """The state in the few words that a column has room for."""
    if row.state is ProductState.GONE:
        return _("Gone")
    return translate(PRODUCT_STATES[row.state])


def sa_number(sa_id: int | None) -> str:
    """SalesAutopilot's id as it stands beside the name: "#481220"."""
    return "" if sa_id is None else f"#{sa_id}"


def one_line(text: str) -> str:
    """The text without line ends and tabs."""
    return " ".join(text.split()) if any(c in text for c in "\n\r\t") else text


def _when(row: GridRow) -> str:
    text = format_when(row.updated_at)
    date = format_date(row.updated_at)
    return date if text.startswith(date) else text
