"""The mapping of a shop product to a SalesAutopilot product; pure."""

from __future__ import annotations

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.catalogue import (
    ACCEPTED_CURRENCIES,
    PATH_SEPARATOR,
    UNCATEGORISED,
    Category,
    MasterProduct,
    ShopProduct,
    category_key,
    category_keys,
    sku_key,
)
from shopsync_gui.core.products.reasons import SkipReason
from shopsync_gui.core.settings.shop_choices import CategoryNaming, PriceChoice

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: VAT rates in percent that a rate derived from rounded prices may be snapped to.
KNOWN_VAT_RATES = tuple(
    map(
        Decimal,
        ["0", "5", "5.5", "8", "9", "10", "18", "19", "20", "21", "22", "23", "24", "25", "27"],
    )
)
_SNAP = Decimal("0.5")
_CENT = Decimal("0.01")
_FINE = Decimal("0.0001")
_UNCATEGORISED_KEY = category_key(UNCATEGORISED)
_NO_LABEL = ("", "")


class MasterOptions(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A connection's choices about what is written."""

    price: PriceChoice = PriceChoice.CURRENT
    categories: CategoryNaming = CategoryNaming.SHORT
    currencies: frozenset[str] = ACCEPTED_CURRENCIES


def to_master(
    product: ShopProduct, labels: Mapping[str, str], options: MasterOptions
) -> MasterProduct | SkipReason:
    """The product as the account should hold it, or why it cannot be written.

    Prices are net in the product's currency (`net_price`); `labels` maps category refs
    to the category names of the account (see `category_labels`). Contract "salesautopilot" 2, 3.1.
    """
    if not sku_key(product.sku):
        return SkipReason.NO_SKU
    if not product.name.strip():
        return SkipReason.NO_NAME
    if product.currency not in options.currencies:
        return SkipReason.CURRENCY
    net = product.net if options.price is PriceChoice.CURRENT else product.list_net or product.net
    if net is None or net < 0:
        return SkipReason.NO_PRICE
    if product.vat is None:
        return SkipReason.NO_VAT
    names = [labels[ref] for ref in product.category_refs if labels.get(ref)]
    return MasterProduct(
        sku=product.sku.strip(),
        name=product.name.strip(),
        net=net_price(net, product.vat, product.currency),
        vat=product.vat,
        currency=product.currency,
        categories=tuple(dict.fromkeys(names)),
    )


def money(value: Decimal) -> Decimal:
    """A price rounded half up to two decimals."""
    return value.quantize(_CENT, ROUND_HALF_UP)


def fine(value: Decimal) -> Decimal:
    """A price rounded half up to four decimals, in which the shop tells prices."""
    return value.quantize(_FINE, ROUND_HALF_UP)


@lru_cache(10_000)  # the same prices come again and again
def net_price(net: Decimal, vat: Decimal, currency: str) -> Decimal:
    """The net price to be written: two decimals, or four where two give another gross price.

    7.87 and 27 % VAT are 9.99, where the shop sells for 10.00: its net price is 7.8740.
    """
    short = money(net)
    return short if gross_of(short, vat, currency) == gross_of(net, vat, currency) else fine(net)


def derived_vat(
    net: Decimal | None, gross: Decimal | None, own: Iterable[Decimal] = (), currency: str = ""
) -> Decimal | None:
    """The VAT rate in percent that rounded prices imply, or None where none is near.

    It is one of the shop's `own` rates if one gives just this gross price, else a known one.
    Contract "shoprenter" 8.1: gross is rounded to the currency, so the quotient is only near.
    """
    if not net or not gross or net <= 0 or gross < net:
        return None
    rate = (gross / net - 1) * 100
    exact = [known for known in own if gross_of(net, known, currency) == gross]
    if exact:
        return min(exact, key=lambda known: abs(known - rate))
    nearest = min(KNOWN_VAT_RATES, key=lambda known: abs(known - rate))
    return nearest if abs(nearest - rate) <= _SNAP else None


def gross_of(net: Decimal | None, vat: Decimal | None, currency: str) -> Decimal | None:
    """The gross price as the shop rounds it: whole forints, hundredths of others."""
    if net is None or vat is None:
        return None
    unit = Decimal(1) if currency == "HUF" else _CENT
    return (net * (100 + vat) / 100).quantize(unit, ROUND_HALF_UP)


def category_labels(
    categories: Iterable[Category], naming: CategoryNaming = CategoryNaming.SHORT
) -> dict[str, str]:
    """Each category's name in the flat account, by ref.

    The leaf name, or "Parent > Child" (further up as needed) where leaf names collide; the whole
    path with CategoryNaming.PATH. Empty for
    a category without a name and for the label of uncategorised products, which is never created.
    """
    known = {category.ref: category for category in categories}
    if naming is CategoryNaming.PATH:
        return {ref: _label(_path(ref, known))[0] for ref in known}
    leaves = [c.name.strip() or "".join(_path(ref, known)[-1:]) for ref, c in known.items()]
    keys = category_keys(leaves)
    named = dict(zip(known, zip(leaves, keys, strict=True), strict=True))
    for ref in [ref for ref, (_name, key) in named.items() if key == _UNCATEGORISED_KEY]:
        named[ref] = _NO_LABEL
    paths: dict[str, tuple[str, ...]] = {}
    depth: dict[str, int] = {}
    while True:
        counts = Counter([key for _name, key in named.values()])
        shared = {key for key, count in counts.items() if count > 1}  # hardly any, of thousands
        colliding = [ref for ref, (_name, key) in named.items() if key in shared]
        paths |= {ref: _path(ref, known) for ref in colliding if ref not in paths}
        longer = [ref for ref in colliding if depth.get(ref, 1) < len(paths[ref])]
        if not longer:
            return {ref: label for ref, (label, _key) in named.items()}
        for ref in longer:
            depth[ref] = depth.get(ref, 1) + 1
            named[ref] = _label(paths[ref][-depth[ref] :])


def _label(path: tuple[str, ...]) -> tuple[str, str]:
    """The label of a path, and the form in which it is matched."""
    label = PATH_SEPARATOR.join(path)
    key = category_key(label)
    return _NO_LABEL if key == _UNCATEGORISED_KEY else (label, key)


def _path(ref: str, known: Mapping[str, Category]) -> tuple[str, ...]:
    """Names from the root down; stops at self-parents, cycles and unknown parents."""
    names: list[str] = []
    seen: set[str] = set()
    current: str | None = ref
    while current is not None and current in known and current not in seen:
        seen.add(current)
        names.append(known[current].name.strip())
        current = known[current].parent_ref
    return tuple(name for name in reversed(names) if name)
