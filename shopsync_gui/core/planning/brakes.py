"""The brake: mass changes stop a run before it writes, and the user sees why."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.catalogue import category_key
from shopsync_gui.core.plan.category_changes import CategoryRename
from shopsync_gui.core.plan.plan import AccountEdits, Action, Cause
from shopsync_gui.core.plan.plan_summary import Brake, BrakeKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from shopsync_gui.core.catalogue import MasterProduct, TargetProduct
    from shopsync_gui.core.plan.plan import PlanItem

#: The limits; why these, is decision 0006.
VANISH_LEAST = 20
VANISH_SHARE = Decimal("0.05")
PRICE_SHARE = Decimal("0.05")
PRICE_JUMP = Decimal("0.5")
RENAMES_LEAST = Decimal(5)
RENAMES_SHARE = Decimal("0.2")
#: How many products may get another VAT rate, another name, or other categories.
CHANGES_LEAST = Decimal(5)
VAT_SHARE = Decimal("0.05")
NAMES_SHARE = Decimal("0.2")
MOVED_LEAST = Decimal(20)
MOVED_SHARE = Decimal("0.2")
#: Share of known account ids that must be missing before the account counts as another one.
MISSING_SHARE = Decimal("0.5")
MISSING_LEAST = 10
_EXAMPLES = 5


class Named:
    """A number of products, and the names of the first of them as examples."""

    def __init__(self) -> None:
        self.count = 0
        self.examples: list[str] = []

    def add(self, name: str) -> None:
        """Count one more."""
        self.count += 1
        if self.count <= _EXAMPLES:
            self.examples.append(name)


class PlanFacts(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Facts that the brakes look at beside the items.

    The shop has `present` products; `vanishing` ones are gone since the last run. `matched` of
    them have a counterpart in the account, of which `strange_skus` show another SKU than before;
    `categories` have one, of which `renames` get another name. `elsewhere` are to be created although
    the account has one of their name and price under another SKU. `settled` says that a sync came to
    its end before: what changes now is not the first filling. `gross`: the net prices may be gross ones.
    Of the `linked` ids of the account that are known, it has not the `missing` ones.
    """

    present: int
    vanishing: Named
    matched: int
    strange_skus: int = 0
    edits: AccountEdits = AccountEdits.OVERWRITE
    renames: tuple[CategoryRename, ...] = ()
    categories: int = 0
    elsewhere: Named = msgspec.field(default_factory=Named)
    other_shop: bool = False
    other_account: bool = False
    missing: int = 0
    linked: int = 0
    settled: bool = False
    gross: bool = False


class BrakeTally:
    """The counts of a plan's items for the brakes to look at, taken in one by one.

    `category_ids` has the account's ids by `category_key`; `renamed` has those keys by the ids of
    categories that keep a former name in the account: a product that leaves one of these for the
    one with the name is in the same category of the shop.
    """

    def __init__(
        self,
        category_ids: Mapping[str, int] | None = None,
        renamed: Mapping[int, str] | None = None,
    ) -> None:
        self._category_ids, self._renamed = category_ids or {}, renamed or {}
        self.blanked, self.jumps, self.flips = Named(), Named(), Named()
        #: Currencies that the shop changed and the account does not tell.
        self.untold_flips = Named()
        self.vat, self.names, self.edited = Named(), Named(), Named()
        #: Products that leave a category for others.
        self.moved = Named()

    def add(self, item: PlanItem, written_net: Decimal | None = None) -> None:
        """Take in an item; `written_net` is what was written last, for an account that tells no price."""
        if not item.changes:
            return
        if any(change.cause is Cause.ACCOUNT for change in item.changes):
            self.edited.add(item.name)
        if item.action is not Action.UPDATE:
            return
        by_shop = {change.field for change in item.changes if change.cause is Cause.SHOP}
        if "vat" in by_shop:
            self.vat.add(item.name)
        if "name" in by_shop:
            self.names.add(item.name)
        old, new = item.before, item.desired
        if not old or not new:
            return
        # What the account keeps its own way is not among the changes of an item.
        fields = {change.field for change in item.changes}
        if "categories" in by_shop and self._moves(old, new):
            self.moved.add(new.name)
        if _blanks(old, new, fields):
            self.blanked.add(new.name)
        former = written_net if old.net is None else old.net
        if "net" in fields and former is not None and _jumps(former, new.net):
            self.jumps.add(new.name)
        if "currency" in fields and old.currency:
            self.flips.add(new.name)
        elif "currency" in by_shop:
            self.untold_flips.add(new.name)

    def _moves(self, old: TargetProduct, new: MasterProduct) -> bool:
        """Whether a product that is to have categories would lose one that it has in the account."""
        if not old.category_ids or not new.categories:
            return False
        ids, names = self._category_ids, self._renamed
        held = {names.get(sa_id, sa_id) for sa_id in old.category_ids}
        keys = {category_key(name) for name in new.categories}
        kept = {ids.get(key, key) for key in keys}
        return not {ids.get(key, key) if isinstance(key, str) else key for key in held} <= kept


def lost_account(lost: int, linked: int) -> bool:
    """Whether so many of the `linked` known ids are missing that this must be another account."""
    return lost >= MISSING_LEAST and lost > linked * MISSING_SHARE


def other_account_brake(products: int, missing: int, linked: int) -> Brake:
    """The brake of another account, about the known ids that it has not, where these tell; else about all products."""
    by_ids = lost_account(missing, linked)
    return Brake(
        kind=BrakeKind.OTHER_ACCOUNT,
        count=missing if by_ids else products,
        total=linked if by_ids else products,
    )


def brakes(tally: BrakeTally, facts: PlanFacts) -> Iterator[Brake]:
    """The reasons not to write what a plan's items say before the user has looked at it."""
    matched = facts.matched
    before = facts.present + facts.vanishing.count
    limit = max(Decimal(VANISH_LEAST), VANISH_SHARE * before)
    if facts.other_shop:
        yield Brake(kind=BrakeKind.OTHER_SHOP, count=before, total=before)
    if facts.other_account:
        yield other_account_brake(before, facts.missing, facts.linked)
    if not facts.present:
        yield Brake(kind=BrakeKind.EMPTY_SHOP, count=before, total=before)
    if facts.vanishing.count + tally.blanked.count > limit:
        if facts.vanishing.count:
            yield _brake(BrakeKind.VANISH, facts.vanishing, before)
        if tally.blanked.count:
            yield _brake(BrakeKind.BLANK, tally.blanked, before)
    if matched and tally.jumps.count > PRICE_SHARE * matched:
        yield _brake(BrakeKind.PRICE, tally.jumps, matched)
    if tally.flips.count:
        yield _brake(BrakeKind.CURRENCY, tally.flips, matched)
    if facts.settled:
        if tally.vat.count > max(CHANGES_LEAST, VAT_SHARE * matched):
            yield _brake(BrakeKind.VAT, tally.vat, matched)
        if tally.untold_flips.count > max(CHANGES_LEAST, NAMES_SHARE * matched):
            yield _brake(BrakeKind.CURRENCY, tally.untold_flips, matched)
        if tally.names.count > max(CHANGES_LEAST, NAMES_SHARE * matched):
            yield _brake(BrakeKind.NAMES, tally.names, matched)
        if tally.moved.count > max(MOVED_LEAST, MOVED_SHARE * matched):
            yield _brake(BrakeKind.MOVED, tally.moved, matched)
    yield from _on_account(tally, facts)


def _on_account(tally: BrakeTally, facts: PlanFacts) -> Iterator[Brake]:
    """Reasons that lie in what the account shows, in the names of its categories, or in its first filling."""
    if facts.gross and facts.present and not facts.settled:
        yield Brake(kind=BrakeKind.GROSS, count=facts.present, total=facts.present)
    if facts.strange_skus > max(Decimal(VANISH_LEAST), VANISH_SHARE * facts.matched):
        yield Brake(kind=BrakeKind.STRANGE_SKUS, count=facts.strange_skus, total=facts.matched)
    if facts.elsewhere.count > max(Decimal(VANISH_LEAST), VANISH_SHARE * facts.present):
        yield _brake(BrakeKind.OTHER_SKUS, facts.elsewhere, facts.present)
    if facts.edits is AccountEdits.ASK and tally.edited.count:
        yield _brake(BrakeKind.EDITED, tally.edited, facts.matched)
    if len(facts.renames) > max(RENAMES_LEAST, RENAMES_SHARE * facts.categories):
        renamed = Named()
        for rename in facts.renames:
            renamed.add(rename.new)
        yield _brake(BrakeKind.CATEGORIES, renamed, facts.categories)


def _brake(kind: BrakeKind, named: Named, total: int) -> Brake:
    return Brake(kind=kind, count=named.count, total=total, examples=tuple(named.examples))


def _blanks(old: TargetProduct, new: MasterProduct, fields: Collection[str]) -> bool:
    """Whether the update would empty a price or the categories that the account has now."""
    loses_price = "net" in fields and bool(old.net) and not new.net
    loses_categories = "categories" in fields and old.category_ids and not new.categories
    return loses_price or bool(loses_categories)


def _jumps(old: Decimal, new: Decimal) -> bool:
    return bool(old) and abs(new - old) > PRICE_JUMP * old


def within(brakes: tuple[Brake, ...], approved: tuple[Brake, ...]) -> bool:
    """Whether every brake is of an approved kind and not about more products."""
    limits = {brake.kind: brake.count for brake in approved}
    return all(brake.count <= limits.get(brake.kind, -1) for brake in brakes)
