"""The account's products and categories, found by id, SKU and name; pure."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING

from shopsync_gui.core.account_products import AccountProducts
from shopsync_gui.core.catalogue import category_key, sku_key
from shopsync_gui.core.echoes import Memory, shown_text
from shopsync_gui.core.plan import Duplicate

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

    from shopsync_gui.core.catalogue import TargetProduct
    from shopsync_gui.core.id_map import Occurrences
    from shopsync_gui.core.plan import KnownProduct, Target


class ProductsById:
    """Products of an account by their ids; of an id that is listed twice the last one.

    Who asks in the order of the list is answered quickest.
    """

    def __init__(self, products: Sequence[TargetProduct]) -> None:
        self._products = products
        #: The ids in their order, and where in the list each stands.
        self.ids = AccountProducts.of(products).ids
        self._places: Sequence[int] = range(len(self.ids))
        if any(after < before for before, after in pairwise(self.ids)):
            self._places = array("q", sorted(range(len(self.ids)), key=self.ids.__getitem__))
            self.ids = array("q", (self.ids[place] for place in self._places))

    def get(self, sa_id: int | None) -> TargetProduct | None:
        """The product with this id."""
        if sa_id is None:
            return None
        found = bisect_left(self.ids, sa_id + 1) - 1
        if found < 0 or self.ids[found] != sa_id:
            return None
        return self._products[self._places[found]]

    def between(self, after: int, to: int | None) -> Iterator[TargetProduct]:
        """Products with ids above `after` and, where it is given, not above `to`."""
        end = len(self.ids) if to is None else bisect_left(self.ids, to + 1)
        for place in self._places[bisect_left(self.ids, after + 1) : end]:
            yield self._products[place]

    def __contains__(self, sa_id: object) -> bool:
        if not isinstance(sa_id, int):
            return False
        found = bisect_left(self.ids, sa_id)
        return found < len(self.ids) and self.ids[found] == sa_id


class ProductsBySku:
    """Products of an account by `sku_key`, of which only a hash is kept."""

    def __init__(self, products: AccountProducts) -> None:
        self._products = products
        hashes = products.key_hashes
        order = sorted(range(len(hashes)), key=hashes.__getitem__)
        self._places = array("q", order)
        self._hashes = array("q", map(hashes.__getitem__, order))

    def get(self, key: str) -> list[TargetProduct]:
        """Every product with this key, in the order of the list."""
        if not key:
            return []
        wanted = hash(key)
        found = bisect_left(self._hashes, wanted)
        return self._group(found, key)

    def oldest(self, key: str) -> int | None:
        """The id of the product with this key; of twins the lowest."""
        return min((product.sa_id for product in self.get(key)), default=None)

    def _group(self, begin: int, key: str) -> list[TargetProduct]:
        wanted, group = hash(key), []
        while begin < len(self._hashes) and self._hashes[begin] == wanted:
            product = self._products[self._places[begin]]
            if sku_key(product.sku) == key:
                group.append(product)
            begin += 1
        return group

    def repeated(self) -> Iterator[tuple[str, list[TargetProduct]]]:
        """Keys that several products have, with those."""
        done: set[str] = set()
        for place, (before, after) in enumerate(pairwise(self._hashes)):
            if before == after and before:
                key = sku_key(self._products[self._places[place]].sku)
                if key not in done and len(group := self.get(key)) > 1:
                    done.add(key)
                    yield key, group


class TargetIndex:
    """The account's products by id and by normalised SKU, its categories by name.

    `category_ids` maps `category_key(name)` to the account's id; by the names as they are, where it
    is not given.
    """

    def __init__(self, target: Target, category_ids: Mapping[str, int] | None = None) -> None:
        products = AccountProducts.of(target.products)
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
        not in `claimed`, other products' own; else its own former one after a rename.
        """
        key = sku_key(entry.shop.sku)
        if not key:
            return None
        own = self.by_id.get(entry.sa_id)
        if own is not None and (sku_key(own.sku) == key or self.shows_ours(entry, memory)):
            return own
        candidates = [c for c in self.by_sku.get(key) if c.sa_id not in claimed]
        if candidates:
            return min(candidates, key=lambda candidate: candidate.sa_id)
        if own is not None and not wanted[sku_key(own.sku)]:
            return own
        return None

    def shows_ours(self, entry: KnownProduct, memory: Memory) -> bool:
        """Whether the product's own counterpart has a SKU that the account made of ours."""
        echo = memory.echoes.get(entry.sa_id or 0, {}).get("sku")
        if echo is None or sku_key(echo.wanted) != sku_key(entry.shop.sku):
            return False
        own = self.by_id.get(entry.sa_id)
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

    def duplicates(self, wanted: Container[str]) -> tuple[Duplicate, ...]:
        """Products of the account that share one of the SKU keys in `wanted`."""
        found = (
            Duplicate(sku=ps[0].sku, sa_ids=tuple(sorted(p.sa_id for p in ps)))
            for key, ps in self.by_sku.repeated()
            if key in wanted
        )
        return tuple(sorted(found, key=lambda duplicate: duplicate.sku))
