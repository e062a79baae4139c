"""What the account should hold, by the sandbox's own facts."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from shopsync_gui.sandbox.account.records import SaProduct
from tests.sync.world import World

if TYPE_CHECKING:
    from shopsync_gui.sandbox.shop.product import Product

_CENT = Decimal("0.01")
_CURRENCIES = ("HUF", "EUR", "USD")


class Expected:
    """The shop's products and categories as this account should hold them."""

    def __init__(self, world: World) -> None:
        self._world = world

    def writable(self) -> list[Product]:
        """The products that a program may write."""
        products = self._world.sandbox.shop.products()
        return [p for p in products if p.sku.strip() and p.currency in _CURRENCIES]

    def labels(self) -> dict[int, str]:
        """The name in the account of each of the shop's categories: the first of equal ones."""
        first: dict[str, str] = {}
        found = {}
        for own, category in self._world.sandbox.shop.categories.items():
            found[own] = first.setdefault(category.name.strip().casefold(), category.name.strip())
        return found

    def wanted(self, product: Product) -> SaProduct:
        """The product as the account should get it, without categories."""
        net = product.current_net.quantize(_CENT, ROUND_HALF_UP)
        return SaProduct(
            0,
            product.sku.strip(),
            product.name.strip(),
            net,
            Decimal(product.vat),
            product.currency,
        )

    def kept(self, product: Product) -> SaProduct:
        """The product as this account keeps it, without categories."""
        return self._world.sandbox.account.habits.kept(self.wanted(product))

    def missing(self) -> list[str]:
        """SKUs that the account does not hold as it keeps what is wanted."""
        account, labels = self._world.sandbox.account, self.labels()
        held: dict[SaProduct, list[set[str]]] = {}
        names = {own: row.prodcat_name for own, row in account.categories.items()}
        for row in account.products.values():
            key = row._replace(prod_id=0, prod_price=row.prod_price.normalize(), categories=())
            held.setdefault(key, []).append({names[c].casefold() for c in row.categories})
        missing = []
        for product in self.writable():
            kept = self.kept(product)
            kept = kept._replace(prod_price=kept.prod_price.normalize())
            categories = {
                account.habits.kept_category(labels[own]).casefold() for own in product.categories
            }
            found = held.get(kept, [])
            if not any(self.same_categories(categories, some) for some in found):
                missing.append(product.sku)
        return missing

    def same_categories(self, wanted: set[str], found: set[str]) -> bool:
        """Whether these are the wanted categories, as far as the account links them."""
        if self._world.sandbox.account.habits.link is not None:
            return True
        return wanted == found
