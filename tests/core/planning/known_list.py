"""Known products that are in memory, as a plan goes through them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

import msgspec

from shopsync_gui.core.plan.known_products import KnownRow
from shopsync_gui.core.plan.plan import KnownProduct

#: Products that are gone through in one piece.
_PIECE = 1000


class KnownList:
    """Known products that are in memory."""

    def __init__(self, products: Iterable[KnownProduct]) -> None:
        self._products = sorted(products, key=lambda product: product.product_id)
        self._ids = [product.product_id for product in self._products]

    def rows(self) -> Iterator[Sequence[KnownRow]]:
        """All of them briefly."""
        for start in range(0, len(self._products), _PIECE):
            yield [_row(product) for product in self._products[start : start + _PIECE]]

    def those(self, product_ids: Sequence[int]) -> Iterator[KnownProduct]:
        """Return the products with these ids."""
        for product_id in product_ids:
            yield self._products[bisect_left(self._ids, product_id)]


def _row(product: KnownProduct) -> KnownRow:
    shop = product.shop
    values = [_units(value) for value in (shop.net, shop.list_net, shop.vat)]
    fit = [value is None for value in values] == [
        value is None for value in (shop.net, shop.list_net, shop.vat)
    ]
    return (
        product.product_id, int(product.present and not product.from_order), product.sa_id,
        shop.sku, shop.name, values[0] if fit else None, values[1], values[2], shop.currency,
        msgspec.json.encode(shop.category_refs).decode(),
    )  # fmt: skip


def _units(value: Decimal | None) -> int | None:
    """A value in 1/10000; None where it is none of them."""
    if value is None or (value * 10_000) % 1:
        return None
    return int(value * 10_000)
