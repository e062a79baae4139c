"""What a sync would do: shop x memory x target -> Plan, with its brakes; pure and deterministic."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from shopsync_gui.core.brakes import PlanFacts, brakes
from shopsync_gui.core.catalogue import (
    Category,
    MasterProduct,
    TargetProduct,
    category_key,
    sku_key,
)
from shopsync_gui.core.category_plan import plan_categories, with_numbers
from shopsync_gui.core.echoes import Memory, compared, echo_news, shown_text
from shopsync_gui.core.mapping import MasterOptions, category_labels, to_master
from shopsync_gui.core.plan import (
    AccountEdits,
    Action,
    CategoryNote,
    CategoryPair,
    CategoryPlan,
    CategoryRename,
    Cause,
    Duplicate,
    Echo,
    FieldChange,
    KnownProduct,
    Plan,
    PlanCounts,
    PlanItem,
    Target,
)
from shopsync_gui.core.reasons import KeepReason, SkipReason

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Mapping

NOTHING_KNOWN = Memory()
NO_CATEGORIES = CategoryPlan()


def make_plan(
    known: Iterable[KnownProduct],
    categories: Iterable[Category],
    target: Target,
    options: MasterOptions,
    *,
    memory: Memory = NOTHING_KNOWN,
    pairs: Mapping[str, CategoryPair] | None = None,
    edits: AccountEdits = AccountEdits.OVERWRITE,
    other_shop: bool = False,
    other_account: bool = False,
    only: Collection[int] | None = None,
) -> Plan:
    """Compare what the shop has with what the account has and say what is to be written.

    A product that has a counterpart keeps it while that shows our SKU; the rest matches by
    normalised SKU; an empty SKU matches nothing; a SKU that several products of the shop carry is
    skipped for all of them. A renamed SKU keeps its account product when no other product wants
    that. What the account keeps its own way by `memory` is not written again, and `edits` says
    what becomes of values that somebody changed there. Categories follow `pairs`, by the shop's
    inner id. Nothing is ever deleted. With `only`, the plan is about these local ids, judged among
    all the others.
    """
    everything = list(known)
    products = [product for product in everything if not product.from_order]
    categories = list(categories)
    labels = category_labels(categories, options.categories)
    paired = plan_categories(categories, labels, target, pairs or {})
    index = TargetIndex(target, paired.ids)
    present = [product for product in products if product.present]
    wanted = Counter(key for p in present if (key := sku_key(p.shop.sku)))
    claimed = {p.sa_id for p in present if p.sa_id is not None and index.shows_ours(p, memory)}
    items: list[PlanItem] = []
    adopted: dict[int, int] = {}
    used = {p.sa_id for p in everything if p.from_order and p.sa_id is not None}
    used_labels: set[str] = set()
    news: dict[int, Mapping[str, Echo | None]] = {}
    unchanged = strange = 0
    for entry in present:
        desired: MasterProduct | SkipReason
        if wanted[sku_key(entry.shop.sku)] > 1:
            desired, match = SkipReason.DUPLICATE_SKU, None
        else:
            desired = to_master(entry.shop, labels, options)
            strange += index.is_strange(entry, memory)
            match = index.match(entry, wanted, claimed, memory)
        if match is not None:
            adopted[entry.product_id] = match.sa_id
            used.add(match.sa_id)
        elif memory.taken.get(entry.product_id) == entry.shop.sku and not memory.again:
            desired = SkipReason.SKU_TAKEN
        if isinstance(desired, MasterProduct):
            used_labels.update(desired.categories)
        item = plan_item(entry, desired, match, index, memory, edits)
        if match is not None and isinstance(desired, MasterProduct):
            changes = () if item is None else item.changes
            if changes or match.sa_id in memory.echoes:
                news[match.sa_id] = echo_news(desired, match, index.category_ids, changes, memory)
        if only is not None and entry.product_id not in only:
            continue
        if item is None:
            unchanged += 1
        else:
            items.append(item)
    gone = [product for product in products if not product.present]
    items += [PlanItem.gone(p) for p in gone if only is None or p.product_id in only]
    used |= {product.sa_id for product in gone if product.sa_id is not None}
    if only is None:
        keys = {category_key(name) for name in used_labels}
        paired = replace(paired, notes=with_numbers(paired, target, keys))
    new_categories = _new_categories(items, paired.ids)
    counts = counted(items, unchanged, new_categories, paired)
    facts = PlanFacts(
        matched=len(adopted),
        strange_skus=strange,
        edits=edits,
        renames=paired.renames,
        categories=len(paired.ids),
        other_shop=other_shop,
        other_account=other_account,
    )
    return Plan(
        items=tuple(items),
        counts=replace(
            counts, only_in_account=sum(1 for p in target.products if p.sa_id not in used)
        ),
        new_categories=new_categories,
        adopted=adopted,
        brakes=tuple(brakes(products, items, facts)),
        duplicates=index.duplicates(wanted),
        fingerprint=fingerprint(items, new_categories, paired.renames),
        categories=paired,
        echo_news=news,
    )


def counted(
    items: Iterable[PlanItem],
    unchanged: int,
    new_categories: tuple[str, ...] = (),
    categories: CategoryPlan = NO_CATEGORIES,
) -> PlanCounts:
    """The counts of a plan: `unchanged` products beside its items."""
    tally: Counter[Action] = Counter()
    kept: Counter[str] = Counter()
    not_taken = edited = left = altered = 0
    for item in items:
        tally[item.action] += 1
        edited += any(change.cause is Cause.ACCOUNT for change in item.changes)
        if item.action is Action.KEEP:
            kept.update(c.field for c in item.changes if c.cause is Cause.ALTERED)
            not_taken += item.reason is KeepReason.NOT_TAKEN
            left += item.reason is KeepReason.EDITED
            altered += item.reason is KeepReason.ALTERED
    names = sum(1 for note in categories.notes if note.note is CategoryNote.ALTERED)
    return PlanCounts(
        create=tally[Action.CREATE],
        update=tally[Action.UPDATE],
        unchanged=unchanged + altered,
        gone=tally[Action.GONE],
        skip=tally[Action.SKIP],
        categories=len(new_categories),
        renamed_categories=len(categories.renames),
        kept_differently=dict(kept) | ({"category": names} if names else {}),
        not_taken=not_taken,
        edited=edited,
        left=left,
    )


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


def plan_item(
    entry: KnownProduct,
    desired: MasterProduct | SkipReason,
    match: TargetProduct | None,
    index: TargetIndex,
    memory: Memory = NOTHING_KNOWN,
    edits: AccountEdits = AccountEdits.OVERWRITE,
) -> PlanItem | None:
    """What happens to a product, given its counterpart; None where the two are equal."""
    if isinstance(desired, SkipReason):
        return PlanItem.skip(entry, desired)
    if match is None:
        return PlanItem.create(entry, desired)
    changes = compared(desired, match, index.category_ids, index.category_names, memory)
    if not changes:
        return None
    causes = {change.cause for change in changes}
    reason: KeepReason | None = None
    if Cause.ACCOUNT in causes and edits is AccountEdits.LEAVE:
        reason = KeepReason.EDITED
    elif not causes & _WRITTEN:
        reason = KeepReason.NOT_TAKEN if Cause.NOT_TAKEN in causes else KeepReason.ALTERED
    if reason is not None:
        return PlanItem.keep(entry.product_id, desired, match, changes, reason)
    written = tuple(change for change in changes if change.cause in _WRITTEN)
    return PlanItem.update(entry.product_id, desired, match, written)


#: Causes for which a field is written; one such field has the whole product sent.
_WRITTEN = frozenset({Cause.SHOP, Cause.ACCOUNT, Cause.ONCE_MORE})


def differences(
    desired: MasterProduct,
    found: TargetProduct,
    category_ids: Mapping[str, int],
    category_names: Mapping[int, str],
) -> tuple[FieldChange, ...]:
    """The fields in which the account's product differs from the desired one, be it for good."""
    return compared(desired, found, category_ids, category_names, NOTHING_KNOWN)


def _new_categories(items: Iterable[PlanItem], category_ids: Mapping[str, int]) -> tuple[str, ...]:
    names: dict[str, str] = {}
    for item in items:
        if item.desired is not None and item.action is not Action.KEEP:
            for name in item.desired.categories:
                key = category_key(name)
                if key not in category_ids:
                    names.setdefault(key, name)
    return tuple(names.values())


def fingerprint(
    items: Iterable[PlanItem],
    new_categories: tuple[str, ...],
    renames: tuple[CategoryRename, ...] = (),
) -> str:
    """What tells two plans apart: everything that they would create or update."""
    import hashlib

    digest = hashlib.sha256()
    for part in (*new_categories, *renames):
        digest.update(msgspec.json.encode(part))
    for item in items:
        if item.action in (Action.CREATE, Action.UPDATE):
            digest.update(msgspec.json.encode(item))
    return digest.hexdigest()
