"""The reach of the consent that a run was given: to a plan made later in the run, or when it goes on."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec.structs import replace

from shopsync_gui.core.plan.packed_items import PackedItems
from shopsync_gui.core.plan.plan import Action
from shopsync_gui.core.plan.plan_summary import PlanCounts
from shopsync_gui.core.structures.hash_index import Occurrences
from shopsync_gui.core.structures.pieces import PIECE, Pieces
from shopsync_gui.store.runs.journal_entries import JournalOp, NewEntry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shopsync_gui.core.plan.category_changes import CategoryRename
    from shopsync_gui.core.plan.plan import Plan, PlanItem
    from shopsync_gui.core.runs.runs import RunReport
    from shopsync_gui.store import Store

#: The ways in which one write of a plan may be carried out; none for what the plan leaves as it is.
_Ways = tuple[NewEntry, ...]


def is_agreed(store: Store, plan: Plan, earlier: RunReport) -> Pieces[bool]:
    """Whether the plan writes nothing but what the last consent to the run, as it stood `earlier`, covers; in pieces.

    Where that was to a plan, each write has to be one of those in the run's journal, with the same values
    for the same product. A consent to a sync without that holds for whatever the shop is by now.
    """
    if earlier.agreed_plan is None or plan.fingerprint == earlier.agreed_plan:
        return True
    if earlier.covered_plan is None:
        return not (plan.counts.writes or plan.new_categories)
    if plan.fingerprint == earlier.covered_plan:
        return True
    agreed = yield from _written_down(store, earlier)
    if not all(_covers(agreed, ways) for ways in _category_writes(plan)):
        return False
    for number, item in enumerate(plan.items, 1):
        if not _covers(agreed, _product_write(item)):
            return False
        if not number % PIECE:
            yield
    return True


def agreed_writes(store: Store, plan: Plan, run: RunReport) -> Pieces[Occurrences | None]:
    """The writes that the consent to a run covers, of which `plan` is what is left; in pieces.

    None for all that a sync without a plan that was agreed to may bring up.
    """
    if run.agreed_plan is None:
        return None
    agreed = yield from _written_down(store, run)
    for ways in _category_writes(plan):
        agreed.add_hashes(way.fingerprint for way in ways)
    for number, item in enumerate(plan.items, 1):
        agreed.add_hashes(way.fingerprint for way in _product_write(item)[:1])
        if not number % PIECE:
            yield
    return agreed


def agreed_part(plan: Plan, agreed: Occurrences | None) -> Pieces[Plan]:
    """The plan without the writes that are not agreed to; the same one where all are; in pieces."""
    if agreed is None:
        return plan
    renames = tuple(r for r in plan.categories.renames if _covers(agreed, _rename(r)))
    categories = tuple(n for n in plan.new_categories if _covers(agreed, _new_category(n)))
    barred = {*plan.new_categories}.difference(categories)
    items = PackedItems()
    actions: Counter[Action] = Counter()
    for number, item in enumerate(plan.items, 1):
        needed = () if item.desired is None else item.desired.categories
        if _covers(agreed, _product_write(item)) and barred.isdisjoint(needed):
            items.append(item)
            actions[item.action] += 1
        if not number % PIECE:
            yield
    if not barred and len(items) == len(plan.items) and renames == plan.categories.renames:
        return plan
    counts = PlanCounts(
        create=actions[Action.CREATE],
        update=actions[Action.UPDATE],
        categories=len(categories),
        renamed_categories=len(renames),
    )
    return replace(
        plan,
        items=items,
        counts=counts,
        new_categories=categories,
        categories=replace(plan.categories, renames=renames),
    )


def _written_down(store: Store, run: RunReport) -> Pieces[Occurrences]:
    """All writes in the journal of a run that were planned under its consent, by their fingerprints."""
    agreed = Occurrences()
    for some in store.past_writes.fingerprints(run.run_id, run.agreed_after):
        agreed.add_hashes(some)
        yield
    return agreed


def _covers(agreed: Occurrences, ways: _Ways) -> bool:
    return not ways or any(agreed.has_hash(way.fingerprint) for way in ways)


def _category_writes(plan: Plan) -> Iterable[_Ways]:
    yield from map(_rename, plan.categories.renames)
    yield from map(_new_category, plan.new_categories)


def _rename(rename: CategoryRename) -> _Ways:
    return (NewEntry(op=JournalOp.RENAME_CATEGORY, name=rename.new, sa_id=rename.sa_id),)


def _new_category(name: str) -> _Ways:
    return (NewEntry(op=JournalOp.CREATE_CATEGORY, name=name),)


def _product_write(item: PlanItem) -> _Ways:
    """The write of a product; where another one would come to the same, that one after it."""
    product, desired = item.product_id, item.desired
    create = NewEntry(op=JournalOp.CREATE_PRODUCT, product_id=product, desired=desired)
    if item.action is Action.CREATE:
        return (create,)
    if item.action is Action.UPDATE:
        update = NewEntry(
            op=JournalOp.UPDATE_PRODUCT, product_id=product, desired=desired, sa_id=item.sa_id
        )
        return update, create  # it was created, and is not yet as it was meant to be
    return ()
