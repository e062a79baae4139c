"""What a sync would do: shop x memory x target -> Plan, with its brakes; pure and deterministic."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import deque
from decimal import Decimal
from itertools import compress
from typing import TYPE_CHECKING

from msgspec.structs import replace

from shopsync_gui.core.brakes import Named, PlanFacts, brakes, lost_account
from shopsync_gui.core.catalogue import (
    Category,
    MasterProduct,
    TargetProduct,
    category_key,
    sku_key,
)
from shopsync_gui.core.category_plan import plan_categories, with_numbers
from shopsync_gui.core.echoes import Memory, compared, echo_news
from shopsync_gui.core.first_look import FirstLook
from shopsync_gui.core.id_map import IdMap
from shopsync_gui.core.known_products import KnownList
from shopsync_gui.core.mapping import MasterOptions, category_labels, to_master
from shopsync_gui.core.pieces import PIECE
from shopsync_gui.core.plan import (
    AccountEdits,
    Action,
    Cause,
    Echo,
    FieldChange,
    KnownProduct,
    PackedItems,
    Plan,
    PlanItem,
    Target,
)
from shopsync_gui.core.plan_tally import PlanTally
from shopsync_gui.core.reasons import KeepReason, SkipReason
from shopsync_gui.core.target_index import TargetIndex

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from shopsync_gui.core.category_changes import CategoryPair
    from shopsync_gui.core.known_products import KnownProducts

NOTHING_KNOWN = Memory()


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
    """Make the plan at once; see `PlanSteps`."""
    steps = PlanSteps(
        KnownList(known),
        categories,
        target,
        options,
        memory=memory,
        pairs=pairs,
        edits=edits,
        only=only,
    )
    deque(steps.pieces(), maxlen=0)
    return steps.plan(other_shop=other_shop, other_account=other_account, settled=settled)


class PlanSteps:
    """Compares what the shop has with what the account has, and says what is to be written.

    A product that has a counterpart keeps it while that shows our SKU; the rest matches by
    normalised SKU; an empty SKU matches nothing; a SKU that several products of the shop carry is
    skipped for all of them. A renamed SKU keeps its account product when no other product wants
    that. What the account keeps its own way by `memory` is not written again, and `edits` says
    what becomes of values that somebody changed there. Categories follow `pairs`, by the shop's
    inner id. Nothing is ever deleted. With `only`, the plan is about these local ids, judged among
    all the others.

    `known` is gone through briefly as a whole, and in full where that leaves a doubt (see
    `FirstLook`), so that neither it nor the account need be in memory: first `pieces()` to its end,
    then `plan()`.
    """

    def __init__(
        self,
        known: KnownProducts,
        categories: Iterable[Category],
        target: Target,
        options: MasterOptions,
        *,
        memory: Memory = NOTHING_KNOWN,
        pairs: Mapping[str, CategoryPair] | None = None,
        edits: AccountEdits = AccountEdits.OVERWRITE,
        only: Collection[int] | None = None,
    ) -> None:
        categories = list(categories)
        self._known = known
        self._target = target
        self._options = options
        self._memory = memory
        self._edits = edits
        self._only = only
        self._labels = category_labels(categories, options.categories)
        self._paired = plan_categories(categories, self._labels, target, pairs or {})
        self._gone = PackedItems()
        self._vanishing = Named()
        self._adopted, self._linking = IdMap(), IdMap()
        self._used_labels: set[str] = set()
        self._news: dict[int, Mapping[str, Echo | None]] = {}
        self._items = PackedItems()
        self._tally = PlanTally()
        self._unchanged = self._strange = 0

    def pieces(self) -> Iterator[None]:
        """Do the work, and yield after each part of it, some 10 ms."""
        yield
        self._index = TargetIndex(self._target, self._paired.ids)
        self._first = first = FirstLook(self._index, self._labels, self._options, self._memory)
        yield
        for rows in self._known.rows():
            elsewhere = first.take(rows)
            for entry in self._known.those(elsewhere) if elsewhere else ():
                self._count_elsewhere(entry)
            yield
        yield from first.finish()
        begin = 0
        for number, entry in enumerate(self._known.those(first.unsure), 1):
            begin = self._take_equal(begin, bisect_left(first.equal, entry.product_id))
            if entry.product_id in first.doubled:
                first.withdraw(entry.shop.category_refs)
            self._compare(entry)
            if not number % PIECE:
                yield
        self._take_equal(begin, len(first.equal))
        for item in self._gone:
            self._take(item)

    def _count_elsewhere(self, entry: KnownProduct) -> None:
        """Take in a product that is not in the shop."""
        if not entry.from_order:
            if entry.newly_gone:
                self._vanishing.add(entry.shop.name)
            if self._only is None or entry.product_id in self._only:
                self._gone.append(PlanItem.unwritten(Action.GONE, entry))

    def _take_equal(self, begin: int, end: int) -> int:
        """Take in the equal products of a part of the first look; gives its end."""
        if begin == end:
            return end
        equal, counterparts = self._first.equal[begin:end], self._first.counterparts[begin:end]
        new = self._first.linking[begin:end]
        self._adopted.extend(equal, counterparts)
        self._linking.extend(
            array("q", compress(equal, new)), array("q", compress(counterparts, new))
        )
        only = self._only
        self._unchanged += len(equal) if only is None else sum(1 for i in equal if i in only)
        return end

    def _compare(self, entry: KnownProduct) -> None:
        """The second look at a product of the shop: what happens to it."""
        first = self._first
        desired: MasterProduct | SkipReason = SkipReason.DUPLICATE_SKU
        match = None
        if first.skus[sku_key(entry.shop.sku)] <= 1:
            desired = to_master(entry.shop, self._labels, self._options)
            self._strange += self._index.is_strange(entry, self._memory)
            match = self._index.match(entry, first.skus, first.claimed, self._memory)
        item = self._item(entry, desired, match)
        if self._only is not None and entry.product_id not in self._only:
            return
        if item is None:
            self._unchanged += 1
        else:
            self._take(item)

    def _take(self, item: PlanItem) -> None:
        self._items.append(item)
        known = None
        if item.sa_id is not None:
            known = self._memory.echoes.get(item.sa_id, {}).get("net")
        self._tally.add(item, Decimal(known.wanted) if known is not None else None)

    def _item(
        self,
        entry: KnownProduct,
        desired: MasterProduct | SkipReason,
        match: TargetProduct | None,
    ) -> PlanItem | None:
        memory = self._memory
        if match is not None:
            self._adopted.put(entry.product_id, match.sa_id)
            self._first.use(match.sa_id)
            if match.sa_id != entry.sa_id:
                self._linking.put(entry.product_id, match.sa_id)
        elif memory.taken.get(entry.product_id) == entry.shop.sku and not memory.again:
            desired = SkipReason.SKU_TAKEN
        elif isinstance(desired, MasterProduct) and not self._target.whole:
            desired = SkipReason.NOT_LISTED
        item = plan_item(entry, desired, match, self._index, memory, self._edits)
        if isinstance(desired, MasterProduct):
            self._used_labels.update(desired.categories)
            changes = () if item is None else item.changes
            if match is not None and (changes or match.sa_id in memory.echoes):
                ids = self._index.category_ids
                self._news[match.sa_id] = echo_news(desired, match, ids, changes, memory)
        return item

    def plan(
        self, *, other_shop: bool = False, other_account: bool = False, settled: bool = False
    ) -> Plan:
        """The plan, once all pieces are done; `settled` says that a sync came to its end before."""
        paired = self._paired
        if self._only is None:
            keys = {category_key(name) for name in self._used_labels | self._first.labels()}
            paired = replace(paired, notes=with_numbers(paired, self._target, keys))
        else:  # what is about categories as a whole waits for the next sync
            paired = replace(paired, renames=(), notes=())
        new_categories = self._tally.new_categories(paired.ids)
        facts = PlanFacts(
            present=self._first.present,
            vanishing=self._vanishing,
            matched=len(self._adopted),
            strange_skus=self._strange,
            edits=self._edits,
            renames=paired.renames,
            categories=len(paired.ids),
            other_shop=other_shop,
            other_account=other_account or lost_account(self._first.lost, self._first.linked),
            settled=settled,
        )
        counts = self._tally.counts(self._unchanged, new_categories, paired)
        return Plan(
            items=self._items,
            counts=replace(counts, only_in_account=self._first.only_in_account()),
            new_categories=new_categories,
            adopted=self._adopted,
            linking=self._linking,
            brakes=tuple(brakes(self._tally.brakes, facts)),
            duplicates=self._index.duplicates(self._first.skus),
            fingerprint=self._tally.fingerprint(new_categories, paired.renames),
            categories=paired,
            echo_news=self._news,
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
