"""The plan of a sync: shop x memory x target -> Plan, with its brakes; pure and deterministic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from shopsync_gui.core.account.echoes import NOTHING_KNOWN
from shopsync_gui.core.catalogue import Category, TargetCategory, category_key, sku_key
from shopsync_gui.core.plan.category_changes import CategoryNote
from shopsync_gui.core.plan.plan import AccountEdits, Plan, Target
from shopsync_gui.core.planning.altered_categories import AlteredCategories
from shopsync_gui.core.planning.brakes import PlanFacts, brakes, lost_account
from shopsync_gui.core.planning.category_notes import with_numbers
from shopsync_gui.core.planning.category_plan import plan_categories
from shopsync_gui.core.planning.comparison import Comparison
from shopsync_gui.core.products.mapping import MasterOptions, category_labels
from shopsync_gui.core.structures.pieces import PIECE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from shopsync_gui.core.account.echoes import Memory
    from shopsync_gui.core.plan.category_changes import CategoryPair
    from shopsync_gui.core.plan.known_products import KnownProducts


class PlanSteps:
    """The steps of a plan: what the shop has is compared with what the account has.

    A product that has a counterpart keeps it while that shows our SKU; the rest matches by
    normalised SKU; an empty SKU matches nothing; a SKU that several products of the shop carry is
    skipped for all of them. A renamed SKU keeps its account product when no other product wants
    that. What the account keeps its own way by `memory` is not written again, and `edits` says
    what becomes of values that somebody changed there. Categories follow `pairs`, by the shop's
    inner id; `asked_names` are the names that the run has asked the account to give to categories,
    by its ids. Nothing is ever deleted. With `only`, the plan is about these local ids, judged among
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
        asked_names: Mapping[int, str] | None = None,
    ) -> None:
        categories = list(categories)
        self._known = known
        self._target = target
        self._options = options
        self._memory = memory
        self._edits = edits
        self._only = only
        self._labels = category_labels(categories, options.categories)
        self._categories = categories
        self._pairs = pairs or {}
        self._asked_names = asked_names or {}
        self._paired = plan_categories(categories, self._labels, target, self._pairs)
        self._made = self._comparison()

    def _comparison(self) -> Comparison:
        return Comparison(
            self._known,
            self._target,
            self._paired.ids,
            self._labels,
            self._options,
            self._memory,
            self._edits,
            self._only,
            self._renamed(),
        )

    def _renamed(self) -> dict[int, str]:
        """The keys of the names in the shop of categories whose names in the account do not follow."""
        notes = self._paired.notes
        unable = {n.sa_id: n.wanted for n in notes if n.note is CategoryNote.NOT_RENAMED}
        return {i: category_key(name) for i, name in {**self._asked_names, **unable}.items()}

    def pieces(self) -> Iterator[None]:
        """Do the work, and yield after each part of it, some 10 ms."""
        yield
        yield from self._made.pieces()
        altered = AlteredCategories(
            self._new_categories(), self._free_categories(), self._target.categories
        )
        if not altered.possible:
            return
        for number, item in enumerate(self._made.items, 1):
            altered.add(item)
            if not number % PIECE:
                yield
        found = altered.found()
        if found.altered or found.former:
            self._paired = plan_categories(
                self._categories, self._labels, self._target, self._pairs, found
            )
            self._made = self._comparison()
            yield from self._made.pieces()

    def _new_categories(self) -> tuple[str, ...]:
        return self._made.tally.new_categories(self._paired.ids)

    def _free_categories(self) -> Iterator[TargetCategory]:
        """The account's categories that stand for none of the shop's.

        One that the run has asked in vain to take another name is left alone.
        """
        used = {*self._paired.ids.values(), *self._asked_names}
        return (category for category in self._target.categories if category.sa_id not in used)

    def plan(
        self,
        *,
        other_shop: bool = False,
        other_account: bool = False,
        settled: bool = False,
        gross: bool = False,
    ) -> Plan:
        """The plan, once all pieces are done; `settled` says that a sync came to its end before.

        `gross` says that the shop's net prices may be gross ones.
        """
        made, paired = self._made, self._paired
        if self._only is None:
            keys = {category_key(name) for name in made.labels()}
            paired = replace(paired, notes=with_numbers(paired, self._target, keys))
        else:  # what is about categories as a whole waits for the next sync
            paired = replace(paired, renames=(), notes=())
        new_categories = self._new_categories()
        counts = made.tally.counts(made.unchanged, new_categories, paired)
        # A colleague may have filled it, or what is known of it may be of a backup: then all of it is equal, which only a whole plan and list tell.
        is_equal = self._only is None and self._target.whole and not counts.all_writes
        other_account |= lost_account(made.first.lost, made.first.linked)
        facts = PlanFacts(
            present=made.first.present,
            vanishing=made.vanishing,
            matched=len(made.adopted),
            strange_skus=made.strange,
            elsewhere=made.elsewhere,
            edits=self._edits,
            renames=paired.renames,
            categories=len(paired.ids),
            other_shop=other_shop,
            other_account=other_account and not is_equal,
            missing=made.first.lost,
            linked=made.first.linked,
            settled=settled,
            gross=gross and bool(counts.create + counts.update),
        )
        doubles = made.index.duplicates(made.first.skus, made.first.is_used)
        shared = tuple(each for each in doubles if made.first.skus[sku_key(each.sku)] > 1)
        return Plan(
            items=made.items,
            counts=replace(counts, only_in_account=made.first.only_in_account()),
            new_categories=new_categories,
            adopted=made.adopted,
            linking=made.linking,
            brakes=tuple(brakes(made.tally.brakes, facts)),
            duplicates=tuple(each for each in doubles if each not in shared),
            shared=shared,
            fingerprint=made.tally.fingerprint(new_categories, paired.renames),
            categories=paired,
            echo_news=made.news,
        )
