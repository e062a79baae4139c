"""The invented SalesAutopilot account: products, categories, and a log of everything written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple, TypeAlias

from shopsync_gui.sandbox.account.habits import Habits
from shopsync_gui.sandbox.account.records import SaCategory, SaProduct
from shopsync_gui.sandbox.clock import Clock
from shopsync_gui.sandbox.config import SandboxConfig

Operation: TypeAlias = Literal["create", "modify", "delete"]


class Write(NamedTuple):
    """One write that took effect."""

    time: float
    """Seconds since the sandbox began."""
    operation: Operation
    subject: Literal["product", "category"]
    id: int
    before: SaProduct | SaCategory | None
    after: SaProduct | SaCategory | None


@dataclass
class Account:
    """State of the account; every change goes through `put_*` and `drop_*` and is logged."""

    config: SandboxConfig
    clock: Clock
    writes: list[Write] = field(default_factory=list)
    stale_seconds: float = 0.0
    max_products: int | None = None
    refuse: Callable[[SaProduct], bool] | None = None
    """Products the account answers 406 for."""
    habits: Habits = field(default_factory=Habits)
    marked: set[int] = field(default_factory=set)
    """Products that were deleted and are kept all the same."""
    _products: dict[int, SaProduct] = field(default_factory=dict)
    _categories: dict[int, SaCategory] = field(default_factory=dict)
    _late: list[tuple[float, Callable[[], object]]] = field(default_factory=list)
    _due: float | None = None
    _next_product: int = 8637
    _next_category: int = 501

    def __post_init__(self) -> None:
        self.stale_seconds = self.config.sa_stale_seconds
        self.max_products = self.config.sa_max_products

    @property
    def products(self) -> dict[int, SaProduct]:
        """Products by SalesAutopilot id, as they are now."""
        self.settle()
        return self._products

    @property
    def categories(self) -> dict[int, SaCategory]:
        """Categories by id, as they are now."""
        self.settle()
        return self._categories

    def by_sku(self, sku: str) -> list[SaProduct]:
        """Every product with this SKU, as the account tells SKUs apart."""
        same = self.habits.same_sku
        if same is str:
            return [product for product in self.products.values() if product.prod_sku == sku]
        return [p for p in self.products.values() if same(p.prod_sku) == same(sku)]

    def duplicate_skus(self) -> dict[str, list[int]]:
        """SKUs that more than one product has, with the products' ids."""
        found: dict[str, list[int]] = {}
        for product in self.products.values():
            found.setdefault(product.prod_sku, []).append(product.prod_id)
        return {sku: ids for sku, ids in found.items() if len(ids) > 1}

    def renumber(self, first: int) -> None:
        """Let the ids of all products, and of those that follow, begin there."""
        self._products = {
            own: product._replace(prod_id=own)
            for own, product in enumerate(self._products.values(), start=first)
        }
        self._next_product = first + len(self._products)

    def number_categories(self, first: int) -> None:
        """Let the ids of categories that follow begin there."""
        self._next_category = first

    def clear(self) -> None:
        """Empty the account by hand; not in the log of writes."""
        self._products.clear()
        self._categories.clear()

    def add_product(
        self,
        sku: str,
        name: str,
        price: Decimal | int | str = 1000,
        vat: Decimal | int | str = 27,
        currency: str = "HUF",
        categories: Sequence[int] = (),
    ) -> int:
        """Put a product there by hand, as if the account's owner had; not in the log of writes."""
        own = self._next_product
        self._next_product += 1
        self._products[own] = SaProduct(
            own, sku, name, Decimal(price), Decimal(vat), currency, tuple(categories)
        )
        return own

    def add_category(self, name: str, order: int = 0) -> int:
        """Put a category there by hand; not in the log of writes."""
        own = self._next_category
        self._next_category += 1
        self._categories[own] = SaCategory(own, name, order)
        return own

    def put_product(self, product: SaProduct) -> int:
        """Create (id 0) or change a product."""
        if product.prod_id == 0:
            product = product._replace(prod_id=self._next_product)
            self._next_product = self.habits.next_id(self._next_product)
        before = self._products.get(product.prod_id)
        self._products[product.prod_id] = product
        self._log("create" if before is None else "modify", "product", before, product)
        return product.prod_id

    def drop_product(self, prod_id: int) -> None:
        """Delete a product, or mark it."""
        if self.habits.keeps_deleted:
            self.marked.add(prod_id)
            return
        self._log("delete", "product", self._products.pop(prod_id), None)

    def put_category(self, category: SaCategory) -> int:
        """Create (id 0) or change a category."""
        if category.prodcat_id == 0:
            category = category._replace(prodcat_id=self._next_category)
            self._next_category += 1
        before = self._categories.get(category.prodcat_id)
        self._categories[category.prodcat_id] = category
        self._log("create" if before is None else "modify", "category", before, category)
        return category.prodcat_id

    def drop_category(self, prodcat_id: int) -> None:
        """Delete a category and take it off every product."""
        self._log("delete", "category", self._categories.pop(prodcat_id), None)
        for product in list(self._products.values()):
            if prodcat_id in product.categories:
                kept = tuple(c for c in product.categories if c != prodcat_id)
                self._products[product.prod_id] = product._replace(categories=kept)

    def listed_products(self) -> list[SaProduct]:
        """Return the products that `listproducts` shows: the present, or the past when reads are stale."""
        return [p for p in self._past("product", self.products).values() if p]  # type: ignore[misc]

    def listed_categories(self) -> list[SaCategory]:
        """Return the categories that `listprodcategories` shows."""
        return [c for c in self._past("category", self.categories).values() if c]  # type: ignore[misc]

    def _past(
        self, subject: str, now: dict[int, SaProduct] | dict[int, SaCategory]
    ) -> dict[int, SaProduct | SaCategory | None]:
        seen: dict[int, SaProduct | SaCategory | None] = dict(now)
        if self.stale_seconds > 0:
            limit = self.clock.now() - self.stale_seconds
            for write in reversed(self.writes):
                if write.time <= limit:
                    break
                if write.subject == subject:
                    seen[write.id] = write.before
        return seen

    def apply_later(self, seconds: float, apply: Callable[[], object]) -> None:
        """Let a write take effect that many seconds from now."""
        self._late.append((self.now() + seconds, apply))
        self._late.sort(key=lambda entry: entry[0])

    def now(self) -> float:
        """Seconds since the sandbox began; while a late write takes effect, the moment it was due at."""
        return self.clock.now() if self._due is None else self._due

    def settle(self, *, everything: bool = False) -> None:
        """Apply the late writes that are due by now, or all of them."""
        while self._late and (everything or self._late[0][0] <= self.now()):
            before, (self._due, apply) = self._due, self._late.pop(0)
            try:
                apply()
            finally:
                self._due = before

    def _log(
        self,
        operation: Operation,
        subject: Literal["product", "category"],
        before: SaProduct | SaCategory | None,
        after: SaProduct | SaCategory | None,
    ) -> None:
        own = (after or before or (0,))[0]
        self.writes.append(Write(self.now(), operation, subject, own, before, after))
