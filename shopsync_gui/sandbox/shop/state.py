"""The invented shop's state: the generated catalogue and the edits made to it."""

from __future__ import annotations

from array import array
from base64 import b64decode
from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING, Any

from shopsync_gui.sandbox.shop.catalogue import Catalogue
from shopsync_gui.sandbox.shop.categories import Category, opaque_id
from shopsync_gui.sandbox.shop.orders import OrderBook
from shopsync_gui.sandbox.shop.payloads import product_resource_id
from shopsync_gui.sandbox.shop.product import Product, money4, to_minor
from shopsync_gui.sandbox.shop.varied import VariedCatalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from shopsync_gui.sandbox.clock import Clock
    from shopsync_gui.sandbox.config import SandboxConfig


@lru_cache(8)
def _catalogue(name: str, seed: int, currency: str) -> Catalogue:
    """The catalogue that all shops of a seed share; nothing changes it."""
    return (VariedCatalogue if name == "varied" else Catalogue)(seed, currency)


class Shop:
    """Products by `key`: 0..N-1 are generated, edits lie over them, new ones get higher keys."""

    def __init__(self, config: SandboxConfig, clock: Clock) -> None:
        self.config = config
        self.clock = clock
        self.catalogue = _catalogue(config.catalogue, config.seed, config.currency)
        self.categories: dict[int, Category] = dict(self.catalogue.categories)
        self.scopes: tuple[str, ...] = config.scopes
        self.token_seconds: float = config.token_seconds
        self.removed_categories: dict[int, str] = {}
        self.edited: dict[int, Product] = {}
        self.deleted: set[int] = set()
        self.ids_changed = False
        self.untouched: frozenset[str] = frozenset()
        """Fields whose change leaves dateUpdated alone."""
        self.version = 0
        self._next_key = config.products
        self._order: array[int] | None = None
        self._outer: dict[str, int] = {}
        self.orders = OrderBook(config.orders, self)

    def __len__(self) -> int:
        return len(self.keys())

    def keys(self) -> Sequence[int]:
        """The products' keys in the order the shop lists them."""
        return range(self.config.products) if self._order is None else self._order

    def products(self) -> Iterator[Product]:
        """Every product, as the shop lists them."""
        return map(self.product, self.keys())

    def product(self, key: int) -> Product:
        """Facts of one product, edits included (also of a deleted one)."""
        return self.edited.get(key) or self.catalogue.product(key)

    def exists(self, key: int) -> bool:
        """Whether the shop still has this product."""
        return 0 <= key < self._next_key and key not in self.deleted

    def insert(self, position: int | None = None, **changes: Any) -> int:
        """Add a product, at the end or at a position; returns its key. Changes as in `update`."""
        key = self._next_key
        self._next_key += 1
        order = self._editable_order()
        order.insert(len(order) if position is None else position, key)
        stamp = self.clock.wall().isoformat()
        fresh = {"special": None, "outer_id": "", "status": 1, "parent": None, "created": stamp}
        self.update(key, **{**fresh, **changes})
        return key

    def delete(self, *keys: int) -> None:
        """Remove products; their lines in old orders stay."""
        order = self._editable_order()
        for key in keys:
            order.remove(key)
            self.deleted.add(key)
        self.version += 1

    def restore(self, key: int) -> None:
        """Bring a deleted product back under the same ids, at the end of the list."""
        self.deleted.remove(key)
        self._editable_order().append(key)
        self.update(key)

    def update(self, key: int, *, touch: bool = True, **changes: Any) -> Product:
        """Change any field of a product.

        `net` and `special` are amounts in the shop's currency, `categories` inner ids.
        `touch=False` leaves dateUpdated alone, as the shop may do for a price or category change.
        """
        old = self.product(key)
        for field, target in (("net", "net_minor"), ("special", "special_minor")):
            if field in changes:
                amount: Decimal | int | str | None = changes.pop(field)
                changes[target] = None if amount is None else to_minor(amount, old.decimals)
        if "net_minor" in changes and "price" not in changes:
            changes["price"] = money4(changes["net_minor"], old.decimals)
        if "outer_id" in changes:
            self.ids_changed = True
            self._outer[changes["outer_id"]] = key
        if touch and not (changes and changes.keys() <= self.untouched):
            changes["updated"] = self.clock.wall().isoformat()
        new = old._replace(**changes)
        self.edited[key] = new
        self.version += 1
        return new

    def assign_outer_id(self, key: int, outer_id: str) -> None:
        """Give a product an Outer ID: it replaces its id everywhere from now on."""
        self.update(key, outer_id=outer_id)

    def reorder(self, seed: int = 1) -> None:
        """Shuffle the order of the list."""
        order = list(self.keys())
        Random(seed).shuffle(order)
        self._order = array("q", order)
        self.version += 1

    def reverse(self) -> None:
        """List the products the other way round."""
        self._order = array("q", list(self.keys())[::-1])
        self.version += 1

    def clear(self) -> None:
        """Remove every product."""
        self.deleted.update(self.keys())
        self._order = array("q")
        self.version += 1

    def insert_category(self, name: str, parent: int | None = None, status: int = 1) -> int:
        """Add a category; returns its inner id."""
        inner_id = max(self.categories, default=100) + 1
        self.categories[inner_id] = Category(
            inner_id, opaque_id("category", f"category_id={inner_id * 3 - 250}"), name, name,
            parent, status, 0, self.clock.wall().isoformat(),
        )  # fmt: skip
        return inner_id

    def update_category(self, inner_id: int, **changes: Any) -> None:
        """Change any field of a category."""
        self.ids_changed = self.ids_changed or "id" in changes
        self.categories[inner_id] = self.categories[inner_id]._replace(**changes)

    def delete_category(self, inner_id: int) -> None:
        """Remove a category; products keep pointing at it, as after a hasty clean-up."""
        self.ids_changed = True
        self.removed_categories[inner_id] = self.categories.pop(inner_id).id

    def category_id(self, inner_id: int) -> str:
        """A category's resource id, also of a removed one."""
        category = self.categories.get(inner_id)
        return category.id if category else self.removed_categories[inner_id]

    def product_id(self, key: int) -> str:
        """A product's resource id."""
        return product_resource_id(self.product(key))

    def find(self, resource_id: str) -> int | None:
        """The key of the product with this resource id, if the shop has it."""
        key = self._outer.get(resource_id)
        if key is None:
            key = self._decode(resource_id)
        if key is None or not self.exists(key) or self.product_id(key) != resource_id:
            return None
        return key

    def _decode(self, resource_id: str) -> int | None:
        try:
            text = b64decode(resource_id, validate=True).decode()
            number = int(text.removeprefix("product-product_id="))
        except ValueError:
            tail = resource_id.rpartition("-")[2]
            return int(tail) if tail.isdecimal() else None
        return (number - 51) // 2 if number % 2 else None

    def _editable_order(self) -> array[int]:
        if self._order is None:
            self._order = array("q", range(self.config.products))
        return self._order
