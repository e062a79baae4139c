"""The invented catalogue: product number `key` is a pure function of the seed; the last ones are kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from struct import Struct
from typing import Final

from shopsync_gui.sandbox.shop.categories import CategoryTree, Shelf
from shopsync_gui.sandbox.shop.oddities import Oddities, odd_name, odd_sku, oddities
from shopsync_gui.sandbox.shop.product import Product
from shopsync_gui.sandbox.shop.vocabulary import COLOURS

ORIGIN: Final = datetime(2023, 1, 1, 6, 0, 0)
LAST_BASE_UPDATE: Final = datetime(2026, 10, 31, 23, 59, 59)
_SPAN_SECONDS: Final = int((LAST_BASE_UPDATE - ORIGIN).total_seconds())
_THREE: Final = Struct("<QQQ")
_DECIMALS: Final = {"HUF": 0, "JPY": 0}
_HUF_PER_UNIT: Final = {"HUF": 1, "EUR": 400, "USD": 370}
#: So many products are kept: each page, and each line of an order, asks for some of them again.
_KEPT: Final = 2048
_FORCED_SHELF: Final = {31: "Bútorok", 33: "Mesekönyvek", 34: "Sajtok"}


class Catalogue:
    """Products and categories of one shop; two with the same seed and currency are equal."""

    def __init__(self, seed: int, currency: str = "HUF") -> None:
        self.seed = seed
        self.currency = currency
        self.decimals = _DECIMALS.get(currency, 2)
        self._key = seed.to_bytes(8, "little", signed=True)
        tree = CategoryTree()
        self.categories = tree.categories
        self.shelves = tree.shelves
        self._extras = tree.extras
        self._accessories = [s for s in self.shelves if s.leaf.name == "Kiegészítők"]
        self._by_leaf = {s.leaf.name: s for s in self.shelves}
        self._products = lru_cache(_KEPT)(self.make)

    def __reduce__(self) -> tuple[type[Catalogue], tuple[int, str]]:
        """Let another process make an equal one."""
        return type(self), (self.seed, self.currency)

    def bits(self, key: int, purpose: bytes = b"") -> tuple[int, int, int]:
        """Three 64-bit numbers that belong to this key for good."""
        digest = blake2b(
            key.to_bytes(8, "little"), digest_size=24, key=self._key, person=purpose
        ).digest()
        a, b, c = _THREE.unpack(digest)
        return a, b, c

    def product(self, key: int) -> Product:
        """The product with this number."""
        return self._products(key)

    def make(self, key: int) -> Product:
        """Make the product with this number."""
        a, b, c = self.bits(key)
        odd = oddities(key, a)
        family = key & ~3
        shelf, is_family = self._shelf(key, family, b)
        source = self.bits(family, b"family")[1] if is_family else b
        leaf = shelf.leaf
        size = leaf.sizes[((source >> 8) + (key & 3 if is_family else 0)) % len(leaf.sizes)]
        name, name_en = _names(shelf, source, size)
        if odd.name:
            name, name_en = odd_name(odd.name, name, name_en)
        price, net_minor = self._price(shelf, source if is_family else c, odd)
        created = ORIGIN + timedelta(seconds=(c >> 20) % _SPAN_SECONDS)
        updated = min(created + timedelta(seconds=(c >> 30) % 40_000_000), LAST_BASE_UPDATE)
        return Product(
            key=key,
            product_id=2 * key + 51,
            inner_id=10_001 + key,
            outer_id=f"{odd.outer}-{key:06d}" if odd.outer else "",
            sku=self._sku(key, shelf, family, is_family, size, odd),
            name=name,
            name_en=name_en,
            net_minor=net_minor,
            special_minor=net_minor * (60 + c % 35) // 100 if odd.sale else None,
            price=price,
            vat=leaf.vat,
            has_tax_class=not odd.taxless,
            currency=self.currency,
            decimals=self.decimals,
            status=odd.status,
            categories=() if odd.uncategorised else self._categories(shelf, c),
            parent=family if is_family and key != family else None,
            created=created.isoformat(),
            updated=updated.isoformat(),
            look=c,
        )

    def sku(self, key: int) -> str:
        """The SKU alone."""
        a, b, _ = self.bits(key)
        family = key & ~3
        shelf, is_family = self._shelf(key, family, b)
        sizes = shelf.leaf.sizes
        source = self.bits(family, b"family")[1] if is_family else b
        size = sizes[((source >> 8) + (key & 3 if is_family else 0)) % len(sizes)]
        return self._sku(key, shelf, family, is_family, size, oddities(key, a))

    def _sku(
        self, key: int, shelf: Shelf, family: int, is_family: bool, size: str, odd: Oddities
    ) -> str:
        if odd.sku in ("double", "case-twin") and key > 0:
            twin = self.sku(key - 1) or f"{shelf.leaf.code}-{key:05d}"
            return twin if odd.sku == "double" else twin.swapcase()
        if is_family:
            plain = f"{shelf.leaf.code}-{family:05d}-{size.replace(' ', '').replace(',', '')}"
        else:
            plain = f"{shelf.leaf.code}-{key:05d}"
        return odd_sku(odd.sku, plain, key) if odd.sku else plain

    def _shelf(self, key: int, family: int, b: int) -> tuple[Shelf, bool]:
        if family == 20:
            return self._by_leaf["Cipők"], True
        if key in _FORCED_SHELF:
            return self._by_leaf[_FORCED_SHELF[key]], False
        if key in (35, 36, 37):
            return self._accessories[key - 35], False
        a, _, _ = self.bits(family, b"family")
        if family >= 40 and a & 1:
            shelf = self.shelves[(a >> 1) % len(self.shelves)]
            if len(shelf.leaf.sizes) >= 4:
                return shelf, True
        return self.shelves[b % len(self.shelves)], False

    def _price(self, shelf: Shelf, source: int, odd: Oddities) -> tuple[str, int]:
        """Base price with four decimals and the net price in minor units."""
        if odd.free:
            return "0.0000", 0
        leaf, scale = shelf.leaf, 10**self.decimals
        forints = leaf.cheapest + (source >> 12) % (leaf.dearest - leaf.cheapest)
        if source & 3:
            gross = (forints * (100 + leaf.vat) // 100 // 100 * 100 + 90) * scale
            gross = max(gross // _HUF_PER_UNIT.get(self.currency, 80), 1)
            units = gross * 1_000_000 // (100 + leaf.vat)
        else:
            units = max(forints * scale // _HUF_PER_UNIT.get(self.currency, 80), 1) * 10_000
        net_minor = max((units + 5000) // 10_000, 1)
        if (source >> 2) % 20 == 3:
            units = units * 11 // 10
        units //= scale
        return f"{units // 10_000}.{units % 10_000:04d}", net_minor

    def _categories(self, shelf: Shelf, c: int) -> tuple[int, ...]:
        chosen = [shelf.leaf_id]
        if c & 1:
            chosen.append(shelf.branch_id)
        if c & 6 == 6:
            chosen.append(shelf.root_id)
        if c & 0x78 == 0x78:
            chosen.append(self._extras[(c >> 7) % len(self._extras)])
        return tuple(chosen)


def _names(shelf: Shelf, source: int, size: str) -> tuple[str, str]:
    noun, noun_en = shelf.leaf.nouns[(source >> 16) % len(shelf.leaf.nouns)]
    material, material_en = shelf.leaf.materials[(source >> 24) % len(shelf.leaf.materials)]
    colour, colour_en = COLOURS[(source >> 32) % len(COLOURS)]
    prefix, prefix_en = shelf.branch.prefix
    tail = f" {size}" if size else ""
    return (
        f"{prefix} {material} {noun}, {colour}{tail}",
        f"{prefix_en} {material_en} {noun_en}, {colour_en}{tail}",
    )
