"""Bodies of requests to SalesAutopilot: the JSON of products and categories (contract "salesautopilot" 3, 4)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Collection

    from shopsync_gui.core.catalogue import MasterProduct

_ENCODER = msgspec.json.Encoder(decimal_format="number")


def product_body(
    product: MasterProduct, category_ids: tuple[int, ...], fields: Collection[str] = ()
) -> bytes:
    """The JSON of a product: prices as exact numbers, categories as the full desired set.

    With `fields`, of these alone.
    """
    values = {
        "name": ("prod_name", product.name),
        "sku": ("prod_sku", product.sku),
        "net": ("prod_price", _plain(product.net)),
        "vat": ("prod_vat_percent", _plain(product.vat)),
        "currency": ("prod_currency", product.currency),
        "categories": ("prodcat_ids", category_ids),
    }
    return _ENCODER.encode(dict(values[name] for name in values if not fields or name in fields))


def category_body(name: str) -> bytes:
    """The JSON of a category."""
    return _ENCODER.encode({"prodcat_name": name})


def _plain(value: Decimal) -> Decimal:
    """Rid a number of needless zeros and of an exponent."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
