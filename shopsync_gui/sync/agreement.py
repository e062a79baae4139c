"""Whether the consent that a run was given still covers its plan when it goes on after an interruption."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.hash_index import Occurrences
from shopsync_gui.core.pieces import PIECE, Pieces
from shopsync_gui.core.plan import Action
from shopsync_gui.store.journal_entries import JournalOp, NewEntry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shopsync_gui.core.plan import Plan
    from shopsync_gui.core.runs import RunReport
    from shopsync_gui.store import Store


def is_agreed(store: Store, plan: Plan, earlier: RunReport) -> Pieces[bool]:
    """Whether the plan writes nothing but what the last consent to the run, as it stood `earlier`, covers; in pieces.

    Where that was to a plan, each write has to be one of those in the run's journal, with the same values
    for the same product. A consent to a sync without that holds for whatever the shop is by now.
    """
    if earlier.agreed_plan is None or plan.fingerprint == earlier.agreed_plan:
        return True
    if earlier.covered_plan is None:
        return False
    if plan.fingerprint == earlier.covered_plan:
        return True
    agreed = Occurrences()
    for some in store.past_writes.fingerprints(earlier.run_id):
        agreed.add_hashes(some)
        yield
    for number, ways in enumerate(_writes(plan), 1):
        if ways and not any(agreed.has_hash(way.fingerprint) for way in ways):
            return False
        if not number % PIECE:
            yield
    return True


def _writes(plan: Plan) -> Iterator[tuple[NewEntry, ...]]:
    """Each write of a plan; where another one would come to the same, that one too. Nothing for what it leaves."""
    for rename in plan.categories.renames:
        yield (NewEntry(op=JournalOp.RENAME_CATEGORY, name=rename.new, sa_id=rename.sa_id),)
    for name in plan.new_categories:
        yield (NewEntry(op=JournalOp.CREATE_CATEGORY, name=name),)
    for item in plan.items:
        product, desired = item.product_id, item.desired
        create = NewEntry(op=JournalOp.CREATE_PRODUCT, product_id=product, desired=desired)
        if item.action is Action.CREATE:
            yield (create,)
        elif item.action is Action.UPDATE:
            update = NewEntry(
                op=JournalOp.UPDATE_PRODUCT, product_id=product, desired=desired, sa_id=item.sa_id
            )
            yield update, create  # it was created, and is not yet as it was meant to be
        else:
            yield ()
