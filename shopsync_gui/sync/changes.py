"""How a product changed since a moment, in the few words that a list has room for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.text import _, format_money

if TYPE_CHECKING:
    from decimal import Decimal

    from shopsync_gui.store.grid import GridRow


def change_words(row: GridRow) -> str:
    """What is different from the moment that the row was asked for with; empty without one."""
    former = row.former
    if former is None:
        return ""
    if former.new:
        return _("New")
    words = []
    if former.net is not None and row.net is not None and former.net != row.net:
        words.append(price_words(former.net, row.net, row.currency))
    if former.state is not None and former.state is not row.state:
        if row.state is ProductState.ACTIVE:
            words.append(_("Available again"))
        elif row.state is ProductState.GONE:
            words.append(_("Gone from the shop"))
    elif former.stock is not None and former.stock <= 0 < (row.stock or 0):
        words.append(_("In stock again"))
    names = tuple(name for name, _enabled in row.categories)
    if former.categories is not None and former.categories != names:
        words.append(f"{', '.join(former.categories) or '–'} → {', '.join(names) or '–'}")
    return "; ".join(words)


def price_words(old: Decimal, new: Decimal, currency: str) -> str:
    """A change of price: "1 990 Ft → 1 690 Ft (−15%)"."""
    text = f"{format_money(old, currency)} → {format_money(new, currency)}"
    if old <= 0:
        return text
    percent = round((new - old) / old * 100)
    return f"{text} ({'+' if percent > 0 else '−'}{abs(percent)}%)" if percent else text
