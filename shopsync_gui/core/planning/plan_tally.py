"""Sums over the items of a plan: counts, brakes and fingerprint, from one look at each; pure."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.account.echoes import untold
from shopsync_gui.core.catalogue import category_key
from shopsync_gui.core.plan.category_changes import CategoryNote, CategoryPlan
from shopsync_gui.core.plan.plan import Action, Cause
from shopsync_gui.core.plan.plan_summary import PlanCounts
from shopsync_gui.core.planning.brakes import BrakeTally
from shopsync_gui.core.products.reasons import KeepReason

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping
    from decimal import Decimal

    from shopsync_gui.core.catalogue import TargetProduct
    from shopsync_gui.core.plan.category_changes import CategoryRename
    from shopsync_gui.core.plan.plan import Plan, PlanItem

NO_CATEGORIES = CategoryPlan()
#: Bytes of the number for a write, and how many of its bits are not part of a mark.
_BYTES = 32
_BEYOND_A_MARK = 8 * _BYTES - 63


class PlanTally:
    """The sums of a plan's items, taken in one by one."""

    def __init__(
        self,
        category_ids: Mapping[str, int] | None = None,
        renamed: Mapping[int, str] | None = None,
    ) -> None:
        self.brakes = BrakeTally(category_ids, renamed)
        self._actions: Counter[Action] = Counter()
        self._kept: Counter[str] = Counter()
        self._not_taken = self._edited = self._left = self._altered = 0
        self._not_told: Counter[str] = Counter()
        self._writes = 0
        #: Names of categories, by their `category_key` and as they are.
        self._names: dict[str, str] = {}
        self._named: set[str] = set()

    def look_at(self, found: TargetProduct) -> None:
        """Take in what the account shows of a product that is compared with it."""
        self._not_told.update(untold(found))

    def add(self, item: PlanItem, written_net: Decimal | None = None) -> None:
        """Take in an item; `written_net` is the net price that was written last."""
        self._actions[item.action] += 1
        if item.changes:
            self._edited += any(change.cause is Cause.ACCOUNT for change in item.changes)
        self.brakes.add(item, written_net)
        if item.action in (Action.CREATE, Action.UPDATE):
            self._writes += _digest(item)
        if item.action is Action.KEEP:
            self._kept.update(c.field for c in item.changes if c.cause is Cause.ALTERED)
            self._not_taken += item.reason is KeepReason.NOT_TAKEN
            self._left += item.reason is KeepReason.EDITED
            self._altered += item.reason is KeepReason.ALTERED
        elif item.desired is not None:
            for name in item.desired.categories:
                if name not in self._named:
                    self._named.add(name)
                    self._names.setdefault(category_key(name), name)

    def new_categories(self, known: Container[str]) -> tuple[str, ...]:
        """Names that products are to have and that are not `known` by their `category_key`."""
        return tuple(name for key, name in self._names.items() if key not in known)

    def counts(
        self,
        unchanged: int,
        new_categories: tuple[str, ...] = (),
        categories: CategoryPlan = NO_CATEGORIES,
    ) -> PlanCounts:
        """The counts of the plan, with `unchanged` products beside its items."""
        names = sum(1 for note in categories.notes if note.note is CategoryNote.ALTERED)
        return PlanCounts(
            create=self._actions[Action.CREATE],
            update=self._actions[Action.UPDATE],
            unchanged=unchanged + self._altered,
            gone=self._actions[Action.GONE],
            skip=self._actions[Action.SKIP],
            categories=len(new_categories),
            renamed_categories=len(categories.renames),
            kept_differently=dict(self._kept) | ({"category": names} if names else {}),
            not_told=dict(self._not_told),
            keep=self._not_taken + self._left,
            not_taken=self._not_taken,
            edited=self._edited,
            left=self._left,
        )

    def fingerprint(
        self, new_categories: tuple[str, ...], renames: tuple[CategoryRename, ...] = ()
    ) -> str:
        """Digest everything that the plan would create or update; another plan has another digest.

        It is the same on every computer that plans from the same shop and account: neither the
        order of the products nor their local ids are in it.
        """
        digest = hashlib.sha256(f"{self._writes:x}".encode())
        for part in (*sorted(new_categories), *sorted(renames, key=lambda each: each.sa_id)):
            digest.update(msgspec.json.encode(part))
        return digest.hexdigest()


def write_marks(plan: Plan) -> Iterator[int]:
    """A number for each write of a plan, from 0 to 2**63: the same wherever the same is to be written."""
    for item in plan.items:
        if item.action in (Action.CREATE, Action.UPDATE):
            yield _digest(item) >> _BEYOND_A_MARK
    for part in (*plan.new_categories, *plan.categories.renames):
        yield _number(part) >> _BEYOND_A_MARK


def _digest(item: PlanItem) -> int:
    """A large number for what is written of one product; those of several are added up."""
    return _number((item.action, item.sku, item.desired, item.sa_id, item.before, item.fields))


def _number(written: object) -> int:
    digest = hashlib.blake2b(msgspec.json.encode(written), digest_size=_BYTES).digest()
    return int.from_bytes(digest)
