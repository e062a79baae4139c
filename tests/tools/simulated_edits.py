"""An edit of the shop by chance: as a user, an import or another program may make it."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal

from shopsync_gui.sandbox.shop.state import Shop

KINDS = ("insert", "delete", "reorder", "name", "price", "sku", "swap", "category", "rename")
#: Those that a list of the same products does not show.
WITHIN = ("name", "price", "category")


class Edit:
    """One edit, which `make` carries out; `deleted` is the inner id of a product that it deletes.

    A `quiet` one leaves the date of the last change alone, as the shop may do.
    """

    def __init__(
        self,
        r: random.Random,
        shop: Shop,
        *,
        quiet: bool = False,
        kinds: tuple[str, ...] = KINDS,
    ) -> None:
        self._shop = shop
        self._touch = not quiet
        self.deleted: str | None = None
        self.kind = r.choice(kinds)
        self.make = self._drawn(r)

    def _drawn(self, r: random.Random) -> Callable[[], None]:
        """All that is left to chance is decided here."""
        shop, keys = self._shop, list(self._shop.keys())
        if self.kind == "insert" or not keys:
            number = r.randrange(10_000)
            at = r.randint(0, len(keys))
            return lambda: _none(shop.insert(at, sku=f"UJ-{number}", name=f"Új termék {number}"))
        if self.kind == "reorder":
            order = r.randrange(1000)
            return lambda: shop.reorder(order)
        if self.kind == "rename":
            own, name = r.choice(list(shop.categories)), f"Új kategória {r.randrange(100)}"
            return lambda: shop.update_category(own, name=name)
        key = r.choice(keys)
        if self.kind == "delete":
            self.deleted = str(shop.product(key).inner_id)
            return lambda: shop.delete(key)
        if self.kind == "name":
            return self._update(key, name=f"Átnevezve {r.randrange(1000)}")
        if self.kind == "price":
            return self._update(key, net=Decimal(r.randrange(100, 100_000)))
        if self.kind == "sku":
            skus = [f"X-{r.randrange(50)}", "", shop.product(keys[0]).sku]
            return self._update(key, sku=r.choice(skus))
        if self.kind == "swap":
            return self._swap(key, r.choice(keys))
        return self._update(key, categories=())

    def _update(self, key: int, **changes: object) -> Callable[[], None]:
        return lambda: _none(self._shop.update(key, touch=self._touch, **changes))

    def _swap(self, first: int, second: int) -> Callable[[], None]:
        skus = self._shop.product(first).sku, self._shop.product(second).sku

        def swap() -> None:
            self._update(first, sku=skus[1])()
            self._update(second, sku=skus[0])()

        return swap


def _none(_value: object) -> None:
    """An edit gives nothing back."""
