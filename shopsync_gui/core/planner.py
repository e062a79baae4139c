"""What a sync would do: shop x memory x target -> Plan, with its brakes; pure and deterministic."""

from __future__ import annotations

from collections import Counter
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
from shopsync_gui.core.category_changes import (
    CategoryNote,
    CategoryPair,
    CategoryPlan,
    CategoryRename,
)
from shopsync_gui.core.category_plan import plan_categories, with_numbers
from shopsync_gui.core.echoes import Memory, compared, echo_news
from shopsync_gui.core.mapping import MasterOptions, category_labels, to_master
from shopsync_gui.core.plan import (
    AccountEdits,
    Action,
    Cause,
    Echo,
    FieldChange,
    KnownProduct,
    Plan,
    PlanCounts,
    PlanItem,
    Target,
)
from shopsync_gui.core.reasons import KeepReason, SkipReason
from shopsync_gui.core.target_index import TargetIndex

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

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
    settled: bool = False,
    only: Collection[int] | None = None,
) -> Plan:
    """Compare what the shop has with what the account has and say what is to be written.

    A product that has a counterpart keeps it while that shows our SKU; the rest matches by
    normalised SKU; an empty SKU matches nothing; a SKU that several products of the shop carry is
    skipped for all of them. A renamed SKU keeps its account product when no other product wants
    that. What the account keeps its own way by `memory` is not written again, and `edits` says
    what becomes of values that somebody changed there; `settled` that a sync came to its end
    before. Categories follow `pairs`, by the shop's
    inner id. Nothing is ever deleted. With `only`, the plan is about these local ids, judged among
    all the others.
    """
    everything = list(known)
    products = [product for product in everything if not product.from_order]
    categories = list(categories)
    labels = category_labels(categories, options.categories)
    paired = plan_categories(categories, labels, target, pairs or {})
    comparison = _Comparison(TargetIndex(target, paired.ids), memory, edits, creates=target.whole)
    items = comparison.items([p for p in products if p.present], labels, options, only)
    gone = [product for product in products if not product.present]
    items += [
        PlanItem.unwritten(Action.GONE, p) for p in gone if only is None or p.product_id in only
    ]
    if only is None:
        keys = {category_key(name) for name in comparison.labels}
        paired = replace(paired, notes=with_numbers(paired, target, keys))
    else:  # what is about categories as a whole waits for the next sync
        paired = replace(paired, renames=(), notes=())
    new_categories = _new_categories(items, paired.ids)
    facts = PlanFacts(
        matched=len(comparison.adopted),
        strange_skus=comparison.strange,
        edits=edits,
        renames=paired.renames,
        categories=len(paired.ids),
        other_shop=other_shop,
        other_account=other_account,
        settled=settled,
    )
    used = {p.sa_id for p in everything if p.from_order or not p.present}
    used |= set(comparison.adopted.values())
    counts = counted(items, comparison.unchanged, new_categories, paired)
    return Plan(
        items=tuple(items),
        counts=replace(
            counts, only_in_account=sum(1 for p in target.products if p.sa_id not in used)
        ),
        new_categories=new_categories,
        adopted=comparison.adopted,
        brakes=tuple(brakes(products, items, facts)),
        duplicates=comparison.index.duplicates(comparison.wanted),
        fingerprint=fingerprint(items, new_categories, paired.renames),
        categories=paired,
        echo_news=comparison.news,
    )


class _Comparison:
    """The products of the shop beside those of the account, and what is found out on the way.

    `wanted` counts the shop's SKUs by `sku_key`, `labels` are the category names that products have, `strange` counts products whose counterpart
    shows another SKU than before, `news` is for the memory of echoes.
    """

    def __init__(
        self, index: TargetIndex, memory: Memory, edits: AccountEdits, *, creates: bool = True
    ) -> None:
        self.index = index
        self.wanted: Counter[str] = Counter()
        self.adopted: dict[int, int] = {}
        self.labels: set[str] = set()
        self.news: dict[int, Mapping[str, Echo | None]] = {}
        self.unchanged = self.strange = 0
        self._memory = memory
        self._edits = edits
        self._creates = creates

    def items(
        self,
        present: list[KnownProduct],
        labels: Mapping[str, str],
        options: MasterOptions,
        only: Collection[int] | None,
    ) -> list[PlanItem]:
        """What happens to each product; those that are equal are counted."""
        memory = self._memory
        self.wanted.update(key for p in present if (key := sku_key(p.shop.sku)))
        claimed = {p.sa_id or 0 for p in present if self.index.shows_ours(p, memory)}
        items = []
        for entry in present:
            desired: MasterProduct | SkipReason = SkipReason.DUPLICATE_SKU
            match = None
            if self.wanted[sku_key(entry.shop.sku)] <= 1:
                desired = to_master(entry.shop, labels, options)
                self.strange += self.index.is_strange(entry, memory)
                match = self.index.match(entry, self.wanted, claimed, memory)
            item = self._item(entry, desired, match)
            if only is not None and entry.product_id not in only:
                continue
            if item is None:
                self.unchanged += 1
            else:
                items.append(item)
        return items

    def _item(
        self,
        entry: KnownProduct,
        desired: MasterProduct | SkipReason,
        match: TargetProduct | None,
    ) -> PlanItem | None:
        memory = self._memory
        if match is not None:
            self.adopted[entry.product_id] = match.sa_id
        elif memory.taken.get(entry.product_id) == entry.shop.sku and not memory.again:
            desired = SkipReason.SKU_TAKEN
        elif isinstance(desired, MasterProduct) and not self._creates:
            desired = SkipReason.NOT_LISTED
        item = plan_item(entry, desired, match, self.index, memory, self._edits)
        if isinstance(desired, MasterProduct):
            self.labels.update(desired.categories)
            changes = () if item is None else item.changes
            if match is not None and (changes or match.sa_id in memory.echoes):
                ids = self.index.category_ids
                self.news[match.sa_id] = echo_news(desired, match, ids, changes, memory)
        return item


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
        return PlanItem.unwritten(Action.SKIP, entry, desired)
    if match is None:
        return PlanItem.of(Action.CREATE, entry.product_id, desired)
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
        return PlanItem.of(Action.KEEP, entry.product_id, desired, match, changes, reason)
    written = tuple(change for change in changes if change.cause in _WRITTEN)
    return PlanItem.of(Action.UPDATE, entry.product_id, desired, match, written)


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
