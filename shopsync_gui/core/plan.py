"""The plan of a run: what happens to each product and category, and the brakes that stop it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Self

import msgspec

from shopsync_gui.core.catalogue import MasterProduct, ShopProduct, TargetCategory, TargetProduct
from shopsync_gui.core.reasons import KeepReason, SkipReason


class Action(StrEnum):
    """What a sync does with one product. Unchanged products are only counted."""

    CREATE = "create"
    UPDATE = "update"
    SKIP = "skip"
    GONE = "gone"
    # Only when a run is undone:
    REMOVE = "remove"
    KEEP = "keep"


class FieldChange(msgspec.Struct, frozen=True, gc=False):
    """One field of a product that the account holds otherwise; both values as plain text."""

    field: str
    old: str
    new: str


class KnownProduct(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A product of the local master: its local id, what the shop said last, and its counterpart.

    `present` is False when the last complete pull and a GET found it gone from the shop;
    `from_order` marks what only old orders know, which the shop never listed.
    """

    product_id: int
    shop: ShopProduct
    sa_id: int | None = None
    present: bool = True
    newly_gone: bool = False
    from_order: bool = False


class BrakeKind(StrEnum):
    """Why a plan stops before it writes."""

    VANISH = "vanish"
    BLANK = "blank"
    PRICE = "price"
    CURRENCY = "currency"
    EMPTY_SHOP = "empty_shop"
    OTHER_SHOP = "other_shop"
    OTHER_ACCOUNT = "other_account"


class Brake(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One reason to stop: `count` of `total` products, and a few names as examples."""

    kind: BrakeKind
    count: int
    total: int
    examples: tuple[str, ...] = ()


class PlanItem(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What happens to one product. Updates carry the full desired state and what differs."""

    product_id: int
    action: Action
    sku: str
    name: str
    desired: MasterProduct | None = None
    sa_id: int | None = None
    before: TargetProduct | None = None
    changes: tuple[FieldChange, ...] = ()
    reason: SkipReason | KeepReason | None = None

    @classmethod
    def create(cls, entry: KnownProduct, desired: MasterProduct) -> Self:
        """A product of the shop that the account does not have."""
        return cls(
            product_id=entry.product_id,
            action=Action.CREATE,
            sku=desired.sku,
            name=desired.name,
            desired=desired,
        )

    @classmethod
    def update(
        cls,
        product_id: int,
        desired: MasterProduct,
        before: TargetProduct,
        changes: tuple[FieldChange, ...],
        reason: KeepReason | None = None,
    ) -> Self:
        """A product that the account holds otherwise than it should."""
        return cls(
            product_id=product_id,
            action=Action.UPDATE,
            sku=desired.sku,
            name=desired.name,
            desired=desired,
            sa_id=before.sa_id,
            before=before,
            changes=changes,
            reason=reason,
        )

    @classmethod
    def skip(cls, entry: KnownProduct, reason: SkipReason) -> Self:
        """A product that cannot be written."""
        return cls._untouched(entry, Action.SKIP, reason)

    @classmethod
    def gone(cls, entry: KnownProduct) -> Self:
        """A product that the shop no longer has; the account keeps it."""
        return cls._untouched(entry, Action.GONE)

    @classmethod
    def _untouched(
        cls, entry: KnownProduct, action: Action, reason: SkipReason | None = None
    ) -> Self:
        return cls(
            product_id=entry.product_id,
            action=action,
            sku=entry.shop.sku,
            name=entry.shop.name,
            sa_id=entry.sa_id,
            reason=reason,
        )


class PlanCounts(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """How many products fall under each heading; `only_in_account` are left alone."""

    create: int = 0
    update: int = 0
    unchanged: int = 0
    gone: int = 0
    skip: int = 0
    categories: int = 0
    only_in_account: int = 0
    remove: int = 0
    keep: int = 0

    @property
    def writes(self) -> int:
        """Products that the plan writes to the account."""
        return self.create + self.update + self.remove


class Duplicate(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A SKU of the shop that more than one product of the account carries, with their ids."""

    sku: str
    sa_ids: tuple[int, ...]


class Plan(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The whole plan. `adopted` maps local products to the account's ids found by SKU."""

    items: tuple[PlanItem, ...]
    counts: PlanCounts
    new_categories: tuple[str, ...]
    adopted: Mapping[int, int]
    brakes: tuple[Brake, ...]
    duplicates: tuple[Duplicate, ...]
    fingerprint: str


class Target(msgspec.Struct, frozen=True, gc=False):
    """The account as it was read: its products and categories."""

    products: tuple[TargetProduct, ...]
    categories: tuple[TargetCategory, ...]
