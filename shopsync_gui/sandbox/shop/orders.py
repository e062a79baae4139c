"""Old orders: lines of live and of deleted products, abandoned carts, cancelled orders."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

from shopsync_gui.sandbox.shop.catalogue import ORIGIN
from shopsync_gui.sandbox.shop.categories import opaque_id
from shopsync_gui.sandbox.shop.product import Product, money4

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from shopsync_gui.sandbox.shop.state import Shop

Status: TypeAlias = Literal["new", "done", "storno", "abandoned"]
STATUS_IDS: Final[dict[str, str]] = {
    "new": opaque_id("orderStatus", "order_status_id=1"),
    "done": opaque_id("orderStatus", "order_status_id=5"),
    "storno": opaque_id("orderStatus", "order_status_id=14"),
}
GHOSTS: Final = 12
"""Products that were deleted before the sandbox began and live on in old orders only."""
_FIRST_DAY: Final = ORIGIN + timedelta(days=40)
_DAYS: Final = 1350


class OrderLine(NamedTuple):
    """One line, with the name, SKU and price the product had when it was ordered."""

    product_id: str
    product_inner_id: int
    parent_id: str
    name: str
    sku: str
    net: str
    vat: int | Decimal
    quantity: int


class Order(NamedTuple):
    """One order; an abandoned cart has no status."""

    inner_id: int
    status: Status
    created: str
    updated: str
    lines: tuple[OrderLine, ...]

    @property
    def id(self) -> str:
        """Its resource id."""
        return opaque_id("order", f"order_id={self.inner_id}")


class OrderBook:
    """Generated orders and those added by a test, oldest first."""

    def __init__(self, count: int, shop: Shop) -> None:
        self.count = count
        self.added: list[Order] = []
        self._shop = shop

    def __iter__(self) -> Iterator[Order]:
        yield from (self._generated(n) for n in range(self.count))
        yield from self.added

    def add(self, *lines: OrderLine, status: Status = "new") -> Order:
        """Add an order made now."""
        stamp = self._shop.clock.wall().isoformat()
        order = Order(self.count + len(self.added) + 12, status, stamp, stamp, lines)
        self.added.append(order)
        return order

    def line_of(self, key: int, quantity: int = 1) -> OrderLine:
        """A line that orders the product as it is now."""
        return _line(self._shop, self._shop.product(key), quantity)

    def ghost(self, number: int) -> OrderLine:
        """A line of a product deleted long ago; the SKU of number 0 is a live product's today."""
        a, _, c = self._shop.catalogue.bits(number, b"ghost")
        model = self._shop.catalogue.product(1_000_000_000 + number)
        sku = self._shop.catalogue.sku(0) if number == 0 else f"REGI-{number:04d}"
        product_id = opaque_id("product", f"product_id={2 * number + 50}")
        return OrderLine(
            product_id, 9000 + number, product_id, f"{model.name} (régi)", sku,
            money4(500 + c % 9000, model.decimals), model.vat, 1 + a % 3,
        )  # fmt: skip

    def _generated(self, number: int) -> Order:
        a, b, c = self._shop.catalogue.bits(number, b"order")
        status: Status = "done"
        if number % 10 in (4, 7, 8):
            status = {4: "abandoned", 7: "storno", 8: "new"}[number % 10]  # type: ignore[assignment]
        day = number * _DAYS // max(self.count, 1)
        created = _FIRST_DAY + timedelta(days=day, seconds=a % 86_400)
        updated = created + timedelta(hours=b % 48)
        lines = [self._generated_line(number, n, c >> (n * 12)) for n in range(1 + b % 4)]
        return Order(number + 12, status, created.isoformat(), updated.isoformat(), tuple(lines))

    def _generated_line(self, number: int, index: int, bits: int) -> OrderLine:
        live = self._shop.config.products
        if live == 0 or (index == 0 and number % 5 == 0):
            return self.ghost(number // 5 % GHOSTS)
        product = self._shop.catalogue.product(bits * 977 % live)
        return _line(self._shop, product, 1 + bits % 3)


def _line(shop: Shop, product: Product, quantity: int) -> OrderLine:
    own = shop.product_id(product.key)
    parent = own if product.parent is None else shop.product_id(product.parent)
    return OrderLine(
        own, product.inner_id, parent, product.name or product.name_en, product.sku,
        money4(product.net_minor, product.decimals), product.vat, quantity,
    )  # fmt: skip
