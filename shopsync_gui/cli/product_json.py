"""Products as JSON for scripts: keys are added, never renamed (decision 0014)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shopsync_gui.core.products.mapping import money

if TYPE_CHECKING:
    from decimal import Decimal

    from shopsync_gui.store.lists.grid_row import GridRow


def product_json(row: GridRow, shop: str | None) -> dict[str, Any]:
    """A product of the master; prices are net and gross in its currency, at two decimals.

    Categories have the names of the account.
    `shop` is the connection's name, where there are several.
    """
    product: dict[str, Any] = {
        "sa_id": row.sa_id,
        "sku": row.sku,
        "name": row.name,
        "categories": list(row.account_categories),
        "net": _price(row.net),
        "gross": _price(row.gross),
        "vat": None if row.vat is None else f"{row.vat.normalize():f}",
        "currency": row.currency,
        "state": row.state.value,
    }
    return product if shop is None else product | {"shop": shop}


def _price(value: Decimal | None) -> str | None:
    return None if value is None else f"{money(value):f}"
