"""The summary of a plan in a receipt: its counts, the brakes that stopped it, SKUs that stand twice."""

# Annotations are no strings here: msgspec would compile each of them when it reads the first receipt.

from enum import StrEnum

import msgspec


class BrakeKind(StrEnum):
    """A reason to stop a plan before it writes."""

    VANISH = "vanish"
    BLANK = "blank"
    PRICE = "price"
    CURRENCY = "currency"
    VAT = "vat"
    NAMES = "names"
    #: Products that would be in other categories; CATEGORIES is about categories with other names.
    MOVED = "product_categories"
    EMPTY_SHOP = "empty_shop"
    OTHER_SHOP = "other_shop"
    OTHER_ACCOUNT = "other_account"
    EDITED = "edited"
    STRANGE_SKUS = "strange_skus"
    OTHER_SKUS = "other_skus"
    CATEGORIES = "categories"
    #: Before the first filling: the shop tells gross prices as net ones.
    GROSS = "net_is_gross"

    @property
    def doubts_reading(self) -> bool:
        """Whether it says that one side may not be the one known, or was not read as it is."""
        return self in _DOUBTS


_DOUBTS = frozenset(
    {BrakeKind.EMPTY_SHOP, BrakeKind.VANISH, BrakeKind.OTHER_SHOP, BrakeKind.OTHER_ACCOUNT}
)


class Brake(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One reason to stop: `count` of `total` products, and a few names as examples."""

    kind: BrakeKind
    count: int
    total: int
    examples: tuple[str, ...] = ()


class PlanCounts(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The number of products under each heading; `only_in_account` are left alone.

    `gone` are those that the account has and the shop has no longer.
    `kept_differently` counts values by field that the account keeps its own way; their products
    count as unchanged; `not_told` counts values that the account does not show. `keep` are those that stay as they are: of a sync, `not_taken`, which have a value
    that the account never took, and `left`, not written of those `edited` in the account.
    """

    create: int = 0
    update: int = 0
    unchanged: int = 0
    gone: int = 0
    skip: int = 0
    categories: int = 0
    only_in_account: int = 0
    remove: int = 0
    keep: int = 0
    kept_differently: dict[str, int] = {}
    not_told: dict[str, int] = {}
    not_taken: int = 0
    edited: int = 0
    left: int = 0
    renamed_categories: int = 0

    @property
    def in_shop(self) -> int:
        """Products that the shop has: each of them is created, changed, left as it is, or skipped."""
        return self.create + self.update + self.unchanged + self.keep + self.skip

    @property
    def stays(self) -> int:
        """Products that stay as they are, but for those of which the account did not take a value: these failed."""
        return self.keep - self.not_taken

    @property
    def writes(self) -> int:
        """Products and categories' names that the plan writes to the account."""
        return self.create + self.update + self.remove + self.renamed_categories

    @property
    def all_writes(self) -> int:
        """All that the plan writes to the account, new categories included: as long as it takes."""
        return self.writes + self.categories


class Duplicate(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A SKU of the shop that more than one product of the account carries, with their ids."""

    sku: str
    sa_ids: tuple[int, ...]
