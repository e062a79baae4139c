"""The words of what the two sides of a connection answer."""

from __future__ import annotations

from shopsync_gui.core.text import format_int, ngettext


def shop_words(title: str, products: int) -> str:
    """Sum up a good answer of the shop."""
    return f"{title}: {_product_count(products)}"


def account_words(products: int, categories: int) -> str:
    """Sum up a good answer of the account."""
    count = ngettext("{n} category", "{n} categories", categories).format(n=format_int(categories))
    return f"SalesAutopilot: {_product_count(products)}, {count}"


def _product_count(count: int) -> str:
    return ngettext("{n} product", "{n} products", count).format(n=format_int(count))
