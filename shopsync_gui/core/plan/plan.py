"""The plan of a run: what happens to each product and category, and the brakes that stop it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import ClassVar, Self

import msgspec

from shopsync_gui.core.catalogue import MasterProduct, ShopProduct, TargetCategory, TargetProduct
from shopsync_gui.core.plan.category_changes import CategoryPlan
from shopsync_gui.core.plan.plan_summary import Brake, BrakeKind, Duplicate, PlanCounts
from shopsync_gui.core.products.reasons import KeepReason, SkipReason
from shopsync_gui.core.products.suspect import SuspectRow


class Action(StrEnum):
    """The act of a sync on one product. Unchanged products are only counted."""

    CREATE = "create"
    UPDATE = "update"
    SKIP = "skip"
    GONE = "gone"
    # Only when a run is undone:
    REMOVE = "remove"
    KEEP = "keep"


class Cause(StrEnum):
    """The cause of a difference between a field of the account's product and what it should be."""

    #: The shop changed it, or it was never written.
    SHOP = "shop"
    #: Somebody changed it in the account.
    ACCOUNT = "account"
    #: The account keeps the written value its own way.
    ALTERED = "altered"
    #: The account left the former value in its place: it is written once more, then it has failed.
    ONCE_MORE = "once_more"
    NOT_TAKEN = "not_taken"
    # Only of an undo, which leaves the field as it is:
    #: The account would show the old value otherwise, too.
    NOT_RESTORABLE = "not_restorable"
    #: It shows another value than what became of the written one.
    CHANGED_SINCE = "changed_since"


class AccountEdits(StrEnum):
    """The treatment of values that somebody changed in the account (setting sync.account_edits)."""

    #: The shop's values are written again.
    OVERWRITE = "overwrite"
    #: The run stops before it writes, until the user approves.
    ASK = "ask"
    #: These products stay as they are: nobody is there to be asked.
    LEAVE = "leave"


class FieldChange(msgspec.Struct, frozen=True, gc=False):
    """One field of a product that the account holds otherwise; both values as plain text."""

    field: str
    old: str
    new: str
    cause: Cause = Cause.SHOP


class KnownProduct(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A product of the local master: its local id, what the shop said last, and its counterpart.

    `present` is False when the last complete pull and a GET found it gone from the shop;
    `from_order` marks what only old orders know, which the shop never listed. Of `shop` only those
    fields need be there that `to_master` takes.
    """

    product_id: int
    shop: ShopProduct
    sa_id: int | None = None
    present: bool = True
    newly_gone: bool = False
    from_order: bool = False


class PlanItem(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The planned act on one product. Updates carry the full desired state and what differs.

    `fields` are those that an update sends; empty for all. Of a product that is skipped because the account
    may have it under another SKU, `before` is the row that may be it.
    """

    product_id: int
    action: Action
    sku: str
    name: str
    desired: MasterProduct | None = None
    sa_id: int | None = None
    before: TargetProduct | None = None
    changes: tuple[FieldChange, ...] = ()
    reason: SkipReason | KeepReason | None = None
    fields: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        action: Action,
        product_id: int,
        desired: MasterProduct,
        before: TargetProduct | None = None,
        changes: tuple[FieldChange, ...] = (),
        reason: KeepReason | None = None,
    ) -> Self:
        """A product that the account should hold as `desired`: created, updated or left as it is."""
        return cls(
            product_id=product_id,
            action=action,
            sku=desired.sku,
            name=desired.name,
            desired=desired,
            sa_id=None if before is None else before.sa_id,
            before=before,
            changes=changes,
            reason=reason,
        )

    @classmethod
    def unwritten(
        cls,
        action: Action,
        entry: KnownProduct,
        reason: SkipReason | None = None,
        before: TargetProduct | None = None,
    ) -> Self:
        """A product that cannot be written, or that the shop no longer has."""
        return cls(
            product_id=entry.product_id,
            action=action,
            sku=entry.shop.sku,
            name=entry.shop.name,
            sa_id=entry.sa_id,
            before=before,
            reason=reason,
        )

    @property
    def suspect(self) -> SuspectRow | None:
        """The row of the account for which it is skipped."""
        row = self.before if self.reason is SkipReason.SKU_ALTERED else None
        return None if row is None else SuspectRow(row.sa_id, row.sku, row.name)


class Echo(msgspec.Struct, frozen=True, gc=False):
    """One field of one product of the account: what was written and how it was shown.

    Both are texts as `echoes.wanted_text` and `shown_text` make them. `tries` is 0 where the account
    keeps the value its own way, else how often it was written and left as it had been before;
    UNCONFIRMED where the shown value does not come from the written one, so that another writer may
    have put it there: it is believed when the same is shown after the value was written once more.
    """

    UNCONFIRMED: ClassVar[int] = -1

    wanted: str
    shown: str
    tries: int = 0


class Plan(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The whole plan.

    `adopted` maps local products to the account's ids, `linking` those that were not known by these.
    `echo_news` is what the memory of echoes has to take over, by the account's id and field.
    `duplicates` are SKUs of one product of the shop that several of the account have, first the one that
    stands for it; `shared` those that several of each have. `given_up` counts the products that are left out because SalesAutopilot does not take them, and
    `given_up_skus` names the first of them. `unclear` names the writes of earlier runs of which it is not
    known yet whether they were carried out: their products may be planned once more.
    """

    items: Sequence[PlanItem]
    counts: PlanCounts
    new_categories: tuple[str, ...]
    adopted: Mapping[int, int]
    brakes: tuple[Brake, ...]
    duplicates: tuple[Duplicate, ...]
    shared: tuple[Duplicate, ...] = ()
    fingerprint: str
    categories: CategoryPlan = CategoryPlan()
    echo_news: Mapping[int, Mapping[str, Echo | None]] = {}
    linking: Mapping[int, int] = {}
    given_up: int = 0
    given_up_skus: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()

    @property
    def doubts_account(self) -> bool:
        """Whether the account may be another one than before."""
        return any(brake.kind is BrakeKind.OTHER_ACCOUNT for brake in self.brakes)


class Target(msgspec.Struct, frozen=True, gc=False):
    """The account as it was read: its products and categories.

    `whole` is False where its list is known not to hold every product: what is missing may be there.
    The last `unlisted` products stand beside the list, having been asked for by their ids; of the known
    ones that it lacks, the account says itself that those in `gone` are not there.
    """

    products: Sequence[TargetProduct]
    categories: tuple[TargetCategory, ...]
    whole: bool = True
    unlisted: int = 0
    gone: frozenset[int] = frozenset()

    @property
    def listed(self) -> int:
        """The number of products in the list itself."""
        return len(self.products) - self.unlisted
