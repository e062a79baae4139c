"""The account's products and categories, found by id, SKU and name; pure."""

from __future__ import annotations

from bisect import bisect_left
from itertools import chain
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.account.account_products import AccountProducts
from shopsync_gui.core.account.echoes import Memory, shown_text
from shopsync_gui.core.catalogue import category_key, sku_key
from shopsync_gui.core.plan.plan_summary import Duplicate
from shopsync_gui.core.structures.sorted_ids import SortedIds

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Mapping, Sequence

    from shopsync_gui.core.catalogue import TargetProduct
    from shopsync_gui.core.plan.plan import KnownProduct, Target
    from shopsync_gui.core.structures.hash_index import Occurrences


class ProductsById:
    """Products of an account by their ids; of an id that is listed twice the last one."""

    def __init__(self, products: Sequence[TargetProduct]) -> None:
        self._products = AccountProducts.of(products)
        #: The ids in their order, and where in the list each stands.
        self.ids, self.indexes = self._products.in_order()
        self._sorted = SortedIds(self.ids)

    def get(self, sa_id: int | None) -> TargetProduct | None:
        """The product with this id."""
        position = None if sa_id is None else self.position(sa_id)
        return None if position is None else self._products[self.indexes[position]]

    def sku(self, sa_id: int) -> str | None:
        """The SKU of the product with this id."""
        product = self.get(sa_id)
        return None if product is None else product.sku

    def position(self, sa_id: int) -> int | None:
        """Find where in `ids` this one stands last; None where it is not listed."""
        ids, position = self.ids, self._sorted.index(sa_id)
        if position is None:
            return None
        while position + 1 < len(ids) and ids[position + 1] == sa_id:
            position += 1
        return position

    def bodies(self, after: int, to: int | None) -> list[tuple[int, bytes]]:
        """Ids above `after` and, where it is given, not above `to`, with the JSON of their products."""
        end = len(self.ids) if to is None else bisect_left(self.ids, to + 1)
        begin = bisect_left(self.ids, after + 1)
        if isinstance(self.indexes, range):
            return list(zip(self.ids[begin:end], self._products.bodies(begin, end), strict=True))
        encode = msgspec.json.Encoder().encode
        found = (self._products[index] for index in self.indexes[begin:end])
        return [(product.sa_id, encode(product)) for product in found]

    def __contains__(self, sa_id: object) -> bool:
        return isinstance(sa_id, int) and self.position(sa_id) is not None


class ProductsBySku:
    """Products of an account by `sku_key`, of which only a hash is kept."""

    def __init__(self, products: AccountProducts) -> None:
        self._products = products

    def get(self, key: str) -> list[TargetProduct]:
        """Every product with this key, in the order of the list."""
        if not key:
            return []
        listed = (self._products[index] for index in self._products.by_key.indexes(hash(key)))
        return [product for product in listed if sku_key(product.sku) == key]

    def oldest(self, key: str) -> int | None:
        """The id of the product with this key; of twins the lowest."""
        return min((product.sa_id for product in self.get(key)), default=None)

    def repeated(self) -> Iterator[tuple[str, list[TargetProduct]]]:
        """Keys that several products have, with those."""
        by_key = self._products.by_key
        for value in chain.from_iterable(by_key.repeated()):
            keys = {sku_key(self._products[index].sku) for index in by_key.indexes(value)}
            for key in keys:
                if len(group := self.get(key)) > 1:
                    yield key, group


class TargetIndex:
    """The account's products by id and by normalised SKU, its categories by name.

    `category_ids` maps `category_key(name)` to the account's id; by the names as they are, where it
    is not given.
    """

    def __init__(self, target: Target, category_ids: Mapping[str, int] | None = None) -> None:
        self.products = products = AccountProducts.of(target.products)
        self.by_id = ProductsById(products)
        self.by_sku = ProductsBySku(products)
        named: dict[str, int] = {}
        for category in sorted(target.categories, key=lambda c: c.sa_id):
            named.setdefault(category_key(category.name), category.sa_id)
        self.category_ids: Mapping[str, int] = named if category_ids is None else category_ids
        self.category_names = {category.sa_id: category.name for category in target.categories}

    def match(
        self,
        entry: KnownProduct,
        wanted: Occurrences,
        claimed: Container[int],
        memory: Memory,
    ) -> TargetProduct | None:
        """The account's product for `entry`.

        Its own by id while that shows our SKU, or as it was shown of ours; else by SKU, if that is
        not in `claimed`, other products' own, of several the one with its name, or the oldest; else its
        own former one after a rename.
        """
        key = sku_key(entry.shop.sku)
        if not key:
            return None
        own = self.by_id.get(entry.sa_id)
        if own is not None and (
            sku_key(own.sku) == key or self.shows_ours(entry.sa_id, entry.shop.sku, memory)
        ):
            return own
        candidates = [c for c in self.by_sku.get(key) if c.sa_id not in claimed]
        if candidates:
            name = entry.shop.name.strip()
            return min(candidates, key=lambda candidate: (candidate.name != name, candidate.sa_id))
        if own is not None and not wanted[sku_key(own.sku)]:
            return own
        return None

    def shows_ours(self, sa_id: int | None, sku: str, memory: Memory) -> bool:
        """Whether a product's own counterpart has a SKU that the account made of ours."""
        echo = memory.echoes.get(sa_id or 0, {}).get("sku")
        if echo is None or sku_key(echo.wanted) != sku_key(sku):
            return False
        own = self.by_id.get(sa_id)
        return own is not None and own.sku == echo.shown

    def is_strange(self, entry: KnownProduct, memory: Memory) -> bool:
        """Whether the product's own counterpart shows another SKU than it showed before."""
        own = self.by_id.get(entry.sa_id)
        if own is None or own.sku == entry.shop.sku:
            return False
        if sku_key(own.sku) == sku_key(entry.shop.sku):
            return False
        echo = memory.echoes.get(own.sa_id, {}).get("sku")
        if echo is not None:
            return echo.shown != own.sku
        former = memory.former.get(own.sa_id)
        return former is not None and shown_text("sku", former) != own.sku

    def duplicates(
        self, wanted: Container[str], is_ours: Callable[[int], bool] | None = None
    ) -> tuple[Duplicate, ...]:
        """Products of the account that share one of the SKU keys in `wanted`; first the one that `is_ours`."""

        def place(sa_id: int) -> tuple[bool, int]:
            return is_ours is not None and not is_ours(sa_id), sa_id

        found = (
            Duplicate(sku=ps[0].sku, sa_ids=tuple(sorted((p.sa_id for p in ps), key=place)))
            for key, ps in self.by_sku.repeated()
            if key in wanted
        )
        return tuple(sorted(found, key=lambda duplicate: duplicate.sku))
