"""The brake: mass changes stop a run before it writes, and the user sees why."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.category_changes import CategoryRename
from shopsync_gui.core.plan import AccountEdits, Action, Brake, BrakeKind, Cause

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from shopsync_gui.core.catalogue import MasterProduct, TargetProduct
    from shopsync_gui.core.plan import KnownProduct, PlanItem

#: The limits; why these, is decision 0006.
VANISH_LEAST = 20
VANISH_SHARE = Decimal("0.05")
PRICE_SHARE = Decimal("0.05")
PRICE_JUMP = Decimal("0.5")
RENAMES_LEAST = Decimal(5)
RENAMES_SHARE = Decimal("0.2")
#: How many products may get another VAT rate, or another name.
CHANGES_LEAST = Decimal(5)
VAT_SHARE = Decimal("0.05")
NAMES_SHARE = Decimal("0.2")
_EXAMPLES = 5


class PlanFacts(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What the brakes look at beside products and items.

    `matched` products of the shop have a counterpart in the account, of which `strange_skus` show
    another SKU than before; `categories` have one, of which `renames` get another name. `settled`
    says that a sync came to its end before: what changes now is not the first filling.
    """

    matched: int
    strange_skus: int = 0
    edits: AccountEdits = AccountEdits.OVERWRITE
    renames: tuple[CategoryRename, ...] = ()
    categories: int = 0
    other_shop: bool = False
    other_account: bool = False
    settled: bool = False


def brakes(
    products: list[KnownProduct], items: list[PlanItem], facts: PlanFacts
) -> Iterator[Brake]:
    """The reasons not to write what `items` say before the user has looked at it.

    `products` are the shop's.
    """
    matched = facts.matched
    before = sum(1 for p in products if p.present or p.newly_gone)
    limit = max(Decimal(VANISH_LEAST), VANISH_SHARE * before)
    vanishing = [p.shop.name for p in products if p.newly_gone]
    # What the account keeps its own way is not among the changes of an item.
    updates = [
        (item.before, item.desired, {change.field for change in item.changes})
        for item in items
        if item.action is Action.UPDATE and item.before and item.desired
    ]
    blanked = [new.name for old, new, fields in updates if _blanks(old, new, fields)]
    jumps = [new.name for old, new, fields in updates if "net" in fields and _jumps(old, new)]
    flips = [new.name for old, new, fields in updates if "currency" in fields and old.currency]
    if facts.other_shop:
        yield Brake(kind=BrakeKind.OTHER_SHOP, count=before, total=before)
    if facts.other_account:
        yield Brake(kind=BrakeKind.OTHER_ACCOUNT, count=before, total=before)
    if not any(product.present for product in products):
        yield Brake(kind=BrakeKind.EMPTY_SHOP, count=before, total=before)
    if len(vanishing) + len(blanked) > limit:
        if vanishing:
            yield _brake(BrakeKind.VANISH, vanishing, before)
        if blanked:
            yield _brake(BrakeKind.BLANK, blanked, before)
    if matched and len(jumps) > PRICE_SHARE * matched:
        yield _brake(BrakeKind.PRICE, jumps, matched)
    if flips:
        yield _brake(BrakeKind.CURRENCY, flips, matched)
    if facts.settled:
        yield from _on_values(items, matched)
    yield from _on_account(items, facts)


def _on_values(items: list[PlanItem], matched: int) -> Iterator[Brake]:
    """VAT rates and names that the shop changed for too many products at once."""
    kinds = ((BrakeKind.VAT, "vat", VAT_SHARE), (BrakeKind.NAMES, "name", NAMES_SHARE))
    for kind, field, share in kinds:
        names = [
            item.name
            for item in items
            if item.action is Action.UPDATE
            and any(c.field == field and c.cause is Cause.SHOP for c in item.changes)
        ]
        if len(names) > max(CHANGES_LEAST, share * matched):
            yield _brake(kind, names, matched)


def _on_account(items: list[PlanItem], facts: PlanFacts) -> Iterator[Brake]:
    """Reasons that lie in what the account shows, or in the names of its categories."""
    if facts.strange_skus > max(Decimal(VANISH_LEAST), VANISH_SHARE * facts.matched):
        yield Brake(kind=BrakeKind.STRANGE_SKUS, count=facts.strange_skus, total=facts.matched)
    if facts.edits is AccountEdits.ASK:
        edited = [i.name for i in items if any(c.cause is Cause.ACCOUNT for c in i.changes)]
        if edited:
            yield _brake(BrakeKind.EDITED, edited, facts.matched)
    if len(facts.renames) > max(RENAMES_LEAST, RENAMES_SHARE * facts.categories):
        names = [rename.new for rename in facts.renames]
        yield _brake(BrakeKind.CATEGORIES, names, facts.categories)


def _brake(kind: BrakeKind, names: list[str], total: int) -> Brake:
    return Brake(kind=kind, count=len(names), total=total, examples=tuple(names[:_EXAMPLES]))


def _blanks(old: TargetProduct, new: MasterProduct, fields: Collection[str]) -> bool:
    """Whether the update would empty a price or the categories that the account has now."""
    loses_price = "net" in fields and bool(old.net) and not new.net
    loses_categories = "categories" in fields and old.category_ids and not new.categories
    return loses_price or bool(loses_categories)


def _jumps(old: TargetProduct, new: MasterProduct) -> bool:
    return bool(old.net) and abs(new.net - (old.net or 0)) > PRICE_JUMP * (old.net or 0)
