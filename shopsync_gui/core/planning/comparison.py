"""The comparing of all products of a shop with those of the account: what happens to each; pure."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from decimal import Decimal
from itertools import compress, islice
from typing import TYPE_CHECKING

from shopsync_gui.core.account.echoes import Memory, echo_news, knowing_sku
from shopsync_gui.core.account.sku_ways import ways
from shopsync_gui.core.account.target_index import TargetIndex
from shopsync_gui.core.catalogue import MasterProduct, TargetProduct, sku_key
from shopsync_gui.core.plan.packed_items import PackedItems
from shopsync_gui.core.plan.plan import (
    AccountEdits,
    Action,
    Echo,
    KnownProduct,
    PlanItem,
    Target,
)
from shopsync_gui.core.planning.altered_skus import AlteredSkus
from shopsync_gui.core.planning.brakes import Named
from shopsync_gui.core.planning.first_look import FirstLook
from shopsync_gui.core.planning.plan_items import plan_item
from shopsync_gui.core.planning.plan_tally import PlanTally
from shopsync_gui.core.products.mapping import MasterOptions, to_master
from shopsync_gui.core.products.reasons import SkipReason
from shopsync_gui.core.structures.id_map import IdMap
from shopsync_gui.core.structures.pieces import PIECE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from shopsync_gui.core.account.sku_ways import Way
    from shopsync_gui.core.plan.known_products import KnownProducts

#: So many altered SKUs tell how an account alters them.
_SAMPLE = 200


class Comparison:
    """One comparison; see `PlanSteps`, whose arguments these are. `category_ids` are by `category_key`.

    `renamed` are the keys of what categories of the account are called in the shop by now.
    """

    def __init__(
        self,
        known: KnownProducts,
        target: Target,
        category_ids: Mapping[str, int],
        labels: Mapping[str, str],
        options: MasterOptions,
        memory: Memory,
        edits: AccountEdits,
        only: Collection[int] | None,
        renamed: Mapping[int, str],
    ) -> None:
        self._known = known
        self._target = target
        self._category_ids = category_ids
        self._labels = labels
        self._options = options
        self._memory = memory
        self._edits = edits
        self._only = only
        self._gone = PackedItems()
        #: What is gone from the shop since the last run.
        self.vanishing = Named()
        #: The account's ids by local ones, and those of them that were not known.
        self.adopted, self.linking = IdMap(), IdMap()
        self._used_labels: set[str] = set()
        #: What the memory of echoes has to take over, if anything, by the account's ids.
        self.news: dict[int, Mapping[str, Echo | None]] = {}
        self.items = PackedItems()
        self.tally = PlanTally(category_ids, renamed)
        self.unchanged = self.strange = 0
        #: Products that no row of the account stands for by its id or SKU, while some stand for none.
        self._apart = array("q")
        self._altered: AlteredSkus | None = None

    def pieces(self) -> Iterator[None]:
        """Do the work, and yield after each part of it, some 10 ms."""
        self.index = TargetIndex(self._target, self._category_ids)
        self.first = first = FirstLook(self.index, self._labels, self._options, self._memory)
        yield
        for rows in self._known.rows():
            elsewhere = first.take(rows)
            for entry in self._known.those(elsewhere) if elsewhere else ():
                self._count_elsewhere(entry)
            yield
        yield from first.finish()
        begin = 0
        self._rows_left = first.only_in_account() > 0
        for number, entry in enumerate(self._known.those(first.unsure), 1):
            begin = self._take_equal(begin, bisect_left(first.equal, entry.product_id))
            if entry.product_id in first.doubled:
                first.withdraw(entry.shop.category_refs)
            self._compare(entry)
            if not number % PIECE:
                yield
        self._take_equal(begin, len(first.equal))
        if self._apart:
            yield from self._take_apart()
        for number, item in enumerate(self._gone, 1):
            if self._stays(item):
                self._take(item)
            if not number % PIECE:
                yield

    @property
    def elsewhere(self) -> Named:
        """Products to be created that the account has in all but their SKU."""
        return Named() if self._altered is None else self._altered.elsewhere

    def labels(self) -> set[str]:
        """The names of the categories that products are to have."""
        return self._used_labels | self.first.labels()

    def _count_elsewhere(self, entry: KnownProduct) -> None:
        """Take in a product that is not in the shop."""
        if not entry.from_order:
            if entry.newly_gone:
                self.vanishing.add(entry.shop.name)
            if self._only is None or entry.product_id in self._only:
                self._gone.append(PlanItem.unwritten(Action.GONE, entry))

    def _stays(self, item: PlanItem) -> bool:
        """Whether the account has a product that is gone from the shop, as far as its list tells."""
        if self.first.has_aside(item.sa_id, item.sku):
            return True
        return (
            item.sa_id is not None and not self._target.whole and item.sa_id not in self.index.by_id
        )

    def _take_equal(self, begin: int, end: int) -> int:
        """Take in the equal products of a part of the first look; gives its end."""
        if begin == end:
            return end
        equal, counterparts = self.first.equal[begin:end], self.first.counterparts[begin:end]
        new = self.first.linking[begin:end]
        self.adopted.extend(equal, counterparts)
        self.linking.extend(
            array("q", compress(equal, new)), array("q", compress(counterparts, new))
        )
        only = self._only
        self.unchanged += len(equal) if only is None else sum(1 for i in equal if i in only)
        return end

    def _compare(self, entry: KnownProduct) -> None:
        """The second look at a product of the shop: what happens to it."""
        first = self.first
        desired: MasterProduct | SkipReason = SkipReason.DUPLICATE_SKU
        match = None
        if first.skus[sku_key(entry.shop.sku)] <= 1:
            desired = self._master(entry)
            self.strange += self.index.is_strange(entry, self._memory)
            match = self.index.match(entry, first.skus, first.claimed, self._memory)
            if match is None and isinstance(desired, MasterProduct) and self._rows_left:
                self._apart.append(entry.product_id)
                return
        self._plan(entry, desired, match)

    def _plan(
        self,
        entry: KnownProduct,
        desired: MasterProduct | SkipReason,
        match: TargetProduct | None,
    ) -> None:
        item = self._item(entry, desired, match)
        if self._only is not None and entry.product_id not in self._only:
            return
        if match is not None and isinstance(desired, MasterProduct):
            self.tally.look_at(match)
        if item is None:
            self.unchanged += 1
        else:
            self._take(item)

    def _take_apart(self) -> Iterator[None]:
        """Plan what has no counterpart by id or SKU: the account may have altered its SKU."""
        self._altered = altered = AlteredSkus(
            self.index,
            known=_known_ways(self._memory),
            told=self._memory.ways.get("sku.kept", "exact") != "exact",
        )
        yield from altered.search(*self.first.indexes(), self._masters_apart)
        for number, entry in enumerate(self._known.those(self._apart), 1):
            self._plan(entry, self._master(entry), altered.adopted.get(entry.product_id))
            if not number % PIECE:
                yield

    def _masters_apart(self) -> Iterator[tuple[int, MasterProduct]]:
        for entry in self._known.those(self._apart):
            desired = self._master(entry)
            if isinstance(desired, MasterProduct):
                yield entry.product_id, desired

    def _is_taken(self, entry: KnownProduct) -> bool:
        """Whether a create of the product was answered with another one's id, and would be again."""
        memory = self._memory
        taken = memory.taken.get(entry.product_id) == entry.shop.sku
        return taken and entry.product_id not in memory.on_purpose

    def _may_create(self, entry: KnownProduct) -> bool:
        """Whether a product without a counterpart is known not to be in the account."""
        return self._target.whole or entry.sa_id in self._target.gone

    def _master(self, entry: KnownProduct) -> MasterProduct | SkipReason:
        return to_master(entry.shop, self._labels, self._options)

    def _take(self, item: PlanItem) -> None:
        self.items.append(item)
        known = None
        if item.sa_id is not None:
            known = self._memory.echoes.get(item.sa_id, {}).get("net")
        self.tally.add(item, Decimal(known.wanted) if known is not None else None)

    def _item(
        self,
        entry: KnownProduct,
        desired: MasterProduct | SkipReason,
        match: TargetProduct | None,
    ) -> PlanItem | None:
        memory, altered = self._memory, self._altered
        suspect: TargetProduct | None = None
        if match is not None:
            if altered is not None and entry.product_id in altered.kept:
                echo = Echo(entry.shop.sku.strip(), match.sku)
                memory = knowing_sku(memory, match.sa_id, echo)
                self.news[match.sa_id] = {"sku": echo}
            self.adopted.put(entry.product_id, match.sa_id)
            self.first.use(match.sa_id)
            if match.sa_id != entry.sa_id:
                self.linking.put(entry.product_id, match.sa_id)
        elif self._is_taken(entry):
            desired = SkipReason.SKU_TAKEN
        elif isinstance(desired, MasterProduct) and not self._may_create(entry):
            desired = SkipReason.NOT_LISTED
        elif altered is not None and entry.product_id not in memory.on_purpose:
            suspect = altered.doubtful.get(entry.product_id)
        if suspect is not None:
            item: PlanItem | None = PlanItem.unwritten(
                Action.SKIP, entry, SkipReason.SKU_ALTERED, suspect
            )
            desired = SkipReason.SKU_ALTERED
        else:
            deleted = entry.product_id in memory.deleted or (
                entry.sa_id is not None and entry.sa_id not in self.index.by_id
            )
            item = plan_item(
                entry, desired, match, self.index, memory, self._edits, deleted=deleted
            )
        if isinstance(desired, MasterProduct):
            self._used_labels.update(desired.categories)
            changes = () if item is None else item.changes
            if match is not None and (changes or match.sa_id in memory.echoes):
                ids = self.index.category_ids
                news = echo_news(desired, match, ids, changes, self._memory)
                if news:
                    self.news[match.sa_id] = {**self.news.get(match.sa_id, {}), **news}
        return item


def _known_ways(memory: Memory) -> Iterator[Way]:
    """The ways in which the account is known to alter SKUs, by some of those that it shows so."""
    kept = (echoes["sku"] for echoes in memory.echoes.values() if "sku" in echoes)
    for echo in islice((echo for echo in kept if not echo.tries), _SAMPLE):
        yield from ways(echo.wanted, echo.shown)
