"""The change of a product since a moment, in few words for a list."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.products.labels import PRODUCT_STATES, field_label
from shopsync_gui.core.text import (
    _,
    format_decimal,
    format_money,
    format_percent,
    translate,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shopsync_gui.store.lists.grid_row import GridRow, PreviousValues


def change_words(row: GridRow) -> str:
    """The differences from the moment that the row was read with; empty without one."""
    previous = row.previous
    if previous is None:
        return ""
    if previous.new:
        return _("New")
    words = list(dict.fromkeys((*_sold(row, previous), *_described(row, previous))))
    if not words and "stock" in previous.changed and previous.stock != row.stock:
        words.append(_was("stock", _amount(previous.stock), _amount(row.stock)))
    if not words and previous.changed:
        return _("Changed, and as before again")
    return "; ".join(words)


def _sold(row: GridRow, previous: PreviousValues) -> Iterator[str]:
    """The changes that a customer notices: gross price, availability, categories."""
    if "gross" in previous.changed and previous.gross != row.gross:
        if previous.gross is None or row.gross is None:
            old, new = (format_money(price, row.currency) for price in (previous.gross, row.gross))
            yield f"{old} → {new}"
        else:
            yield price_words(previous.gross, row.gross, row.currency)
    if previous.state is not None and previous.state is not row.state:
        if row.state is ProductState.ACTIVE:
            yield _("Available again")
        elif row.state is ProductState.GONE:
            yield translate(PRODUCT_STATES[row.state])
        else:
            old, new = (translate(PRODUCT_STATES[state]) for state in (previous.state, row.state))
            yield f"{old} → {new}"
    if previous.stock is not None and previous.stock <= 0 < (row.stock or 0):
        yield _("Available again")
    elif previous.stock is not None and row.stock is not None and row.stock <= 0 < previous.stock:
        yield _("Sold out")
    if previous.moved:
        names = row.account_categories
        if previous.categories == names:
            yield field_label("categories")
        else:
            yield f"{', '.join(previous.categories) or '–'} → {', '.join(names) or '–'}"


def _described(row: GridRow, previous: PreviousValues) -> Iterator[str]:
    """The other changes."""
    changed = previous.changed
    if "name" in changed and previous.name != row.name:
        yield _was("name", previous.name or "–", row.name or "–")
    if "sku" in changed and previous.sku != row.sku:
        yield _was("sku", previous.sku or "–", row.sku or "–")
    if "vat" in changed and previous.vat != row.vat:
        yield _was("vat", format_percent(previous.vat), format_percent(row.vat))
    elif "net" in changed and "gross" not in changed and previous.net != row.net:
        old, new = (format_money(price, row.currency) for price in (previous.net, row.net))
        yield _was("net", old, new)
    if "currency" in changed and previous.currency != row.currency:
        yield _was("currency", previous.currency or "–", row.currency or "–")


def _was(field: str, old: str, new: str) -> str:
    return f"{field_label(field)}: {old} → {new}"


def _amount(stock: Decimal | None) -> str:
    if stock is None:
        return "–"
    return format_decimal(stock, 0 if stock == stock.to_integral_value() else 2)


def price_words(old: Decimal, new: Decimal, currency: str) -> str:
    """A change of price: "1 990 Ft → 1 690 Ft (−15 %)"; the percentage is never overstated."""
    text = f"{format_money(old, currency)} → {format_money(new, currency)}"
    if old <= 0:
        return text
    percent = int((new - old) / old * 100)
    if not percent:
        return text
    return f"{text} ({'+' if percent > 0 else '−'}{format_percent(Decimal(abs(percent)))})"
