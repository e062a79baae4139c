"""The account's products and categories, found by id, SKU and name; pure."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from shopsync_gui.core.catalogue import category_key, sku_key
from shopsync_gui.core.echoes import Memory, shown_text
from shopsync_gui.core.plan import Duplicate

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Mapping

    from shopsync_gui.core.catalogue import TargetProduct
    from shopsync_gui.core.plan import KnownProduct, Target


class TargetIndex:
    """The account's products by id and by normalised SKU, its categories by name.

    `category_ids` maps `category_key(name)` to the account's id; by the names as they are, where it
    is not given.
    """

    def __init__(self, target: Target, category_ids: Mapping[str, int] | None = None) -> None:
        self.by_id = {product.sa_id: product for product in target.products}
        self.by_sku: defaultdict[str, list[TargetProduct]] = defaultdict(list)
        for product in target.products:
            if key := sku_key(product.sku):
                self.by_sku[key].append(product)
        named: dict[str, int] = {}
        for category in sorted(target.categories, key=lambda c: c.sa_id):
            named.setdefault(category_key(category.name), category.sa_id)
        self.category_ids: Mapping[str, int] = named if category_ids is None else category_ids
        self.category_names = {category.sa_id: category.name for category in target.categories}

    def match(
        self,
        entry: KnownProduct,
        wanted: Mapping[str, int],
        claimed: Collection[int],
        memory: Memory,
    ) -> TargetProduct | None:
        """The account's product for `entry`.

        Its own by id while that shows our SKU, or as it was shown of ours; else by SKU, if that is
        not in `claimed`, other products' own; else its own former one after a rename.
        """
        key = sku_key(entry.shop.sku)
        if not key:
            return None
        own = self.by_id.get(entry.sa_id) if entry.sa_id is not None else None
        if own is not None and (sku_key(own.sku) == key or self.shows_ours(entry, memory)):
            return own
        candidates = [c for c in self.by_sku.get(key, ()) if c.sa_id not in claimed]
        if candidates:
            return min(candidates, key=lambda candidate: candidate.sa_id)
        if own is not None and not wanted.get(sku_key(own.sku)):
            return own
        return None

    def shows_ours(self, entry: KnownProduct, memory: Memory) -> bool:
        """Whether the product's own counterpart has a SKU that the account made of ours."""
        echo = memory.echoes.get(entry.sa_id or 0, {}).get("sku")
        if echo is None or sku_key(echo.wanted) != sku_key(entry.shop.sku):
            return False
        own = self.by_id.get(entry.sa_id or 0)
        return own is not None and own.sku == echo.shown

    def is_strange(self, entry: KnownProduct, memory: Memory) -> bool:
        """Whether the product's own counterpart shows another SKU than it showed before."""
        own = self.by_id.get(entry.sa_id) if entry.sa_id is not None else None
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
            for key, ps in self.by_sku.items()
            if len(ps) > 1 and key in wanted
        )
        return tuple(sorted(found, key=lambda duplicate: duplicate.sku))
