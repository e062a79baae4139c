"""The products of a run's shop as a plan goes through them: briefly all, in full those that need it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shopsync_gui.core.plan.plan import KnownProduct

#: What a first look needs of a product: local id, whether it is in the shop (0 or 1), the account's
#: id, SKU, name, net price, regular net price, VAT rate, currency, and the refs of its categories as
#: JSON. Prices and rates are in 1/10000; a product whose values do not fit into that has no net price.
KnownRow: TypeAlias = (
    "tuple[int, int, int | None, str, str, int | None, int | None, int | None, str, str]"
)


class KnownProducts(Protocol):
    """Products in the order of their local ids; they need not be in memory."""

    def rows(self) -> Iterator[Sequence[KnownRow]]:
        """All of them briefly, some at a time."""

    def those(self, product_ids: Sequence[int]) -> Iterator[KnownProduct]:
        """Read in full the products with these ids, which are in their order."""
