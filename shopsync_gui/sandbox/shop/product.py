"""One product of the invented shop as plain facts: what a correct client must find out."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple


def gross_minor(net_minor: int, vat: int | Decimal) -> int:
    """The gross price in whole minor units, rounded half up as the shop does."""
    return int((net_minor * (100 + vat) + 50) // 100)


class Product(NamedTuple):
    """Facts of one product; amounts are whole minor units (forints, cents) of its currency."""

    key: int
    product_id: int
    inner_id: int
    outer_id: str
    sku: str
    name: str
    name_en: str
    net_minor: int
    special_minor: int | None
    price: str
    vat: int | Decimal
    """In percent; only a product without a tax class has a rate with decimals."""
    has_tax_class: bool
    currency: str
    decimals: int
    status: int
    categories: tuple[int, ...]
    parent: int | None
    created: str
    updated: str
    look: int

    @property
    def net(self) -> Decimal:
        """List price without VAT."""
        return Decimal(self.net_minor).scaleb(-self.decimals)

    @property
    def special(self) -> Decimal | None:
        """Running sale price without VAT, if any."""
        if self.special_minor is None:
            return None
        return Decimal(self.special_minor).scaleb(-self.decimals)

    @property
    def current_net(self) -> Decimal:
        """The price that the shopper pays now, without VAT."""
        return self.net if self.special is None else self.special

    @property
    def gross(self) -> Decimal:
        """List price with VAT, rounded to the currency."""
        return Decimal(gross_minor(self.net_minor, self.vat)).scaleb(-self.decimals)


def to_minor(amount: Decimal | int | str, decimals: int) -> int:
    """An amount in whole minor units, rounded half up."""
    scaled = Decimal(amount).scaleb(decimals)
    return int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def money(minor: int, decimals: int) -> str:
    """An amount with as many decimals as the currency: "1900" or "12.90"."""
    if decimals == 0:
        return str(minor)
    unit: int = 10**decimals
    return f"{minor // unit}.{minor % unit:0{decimals}d}"


def money4(minor: int, decimals: int) -> str:
    """The same amount with four decimals: "1900.0000"."""
    if decimals == 0:
        return f"{minor}.0000"
    return money(minor * 10 ** (4 - decimals), 4)
