"""Parts of a plan that are written by themselves: what is to be written once more, or can be at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.catalogue import category_key
from shopsync_gui.core.plan.packed_items import PackedItems
from shopsync_gui.core.plan.plan import Action, Cause, Plan
from shopsync_gui.core.plan.plan_summary import PlanCounts
from shopsync_gui.core.structures.pieces import PIECE
from shopsync_gui.store.runs.journal_entries import JournalOp
from shopsync_gui.sync.run.tasks import in_pieces

if TYPE_CHECKING:
    from collections.abc import Collection

    from shopsync_gui.core.structures.pieces import Pieces
    from shopsync_gui.sync.run.session import Session


async def possible_part(session: Session, plan: Plan | None) -> Plan | None:
    """The part of a plan that can be written: nothing new where categories are not listed whole.

    Where an earlier run found that, one category is tried, none whose create may have been
    carried out.
    """
    if plan is None or not session.lists.categories_incomplete or not plan.new_categories:
        return plan
    part = await in_pieces(updates_alone(plan))
    if not session.lists.may_try_category():
        return part
    unsettled = session.store.journal.unsettled(session.connection.id)
    lost = {category_key(e.name) for e in unsettled if e.op is JournalOp.CREATE_CATEGORY}
    chosen = next((name for name in plan.new_categories if category_key(name) not in lost), None)
    if chosen is None:
        return part
    session.lists.note_category_tried()
    return _trying_category(plan, part, chosen)


def once_more(plan: Plan, failed: Collection[int], *, moves: bool) -> Pieces[Plan | None]:
    """The part of a plan made after writing that is to be written still; None for nothing.

    Those are values that the account left as they were, and with `moves` the categories of
    products whose own could not be renamed. Products that `failed` in this run wait for the next.
    """
    items = PackedItems()
    used: set[str] = set()
    for number, item in enumerate(plan.items, 1):
        if (
            item.action is Action.UPDATE
            and item.product_id not in failed
            and any(
                change.cause is Cause.ONCE_MORE or (moves and change.field == "categories")
                for change in item.changes
            )
        ):
            items.append(item)
            used.update(item.desired.categories if item.desired else ())
        if not number % PIECE:
            yield
    return _part(plan, items, tuple(name for name in plan.new_categories if name in used))


def updates_alone(plan: Plan) -> Pieces[Plan | None]:
    """The updates of a plan that need no category which is to be created; None for nothing."""
    new = set(plan.new_categories)
    items = PackedItems()
    for number, item in enumerate(plan.items, 1):
        if (
            item.action is Action.UPDATE
            and item.desired is not None
            and new.isdisjoint(item.desired.categories)
        ):
            items.append(item)
        if not number % PIECE:
            yield
    return _part(plan, items)


def _part(plan: Plan, items: PackedItems, new_categories: tuple[str, ...] = ()) -> Plan | None:
    """Only these updates of a plan, with the categories that they need; None for no update."""
    if not items:
        return None
    return msgspec.structs.replace(
        plan,
        items=items,
        counts=PlanCounts(update=len(items)),
        new_categories=new_categories,
        categories=msgspec.structs.replace(plan.categories, renames=()),
    )


def _trying_category(plan: Plan, part: Plan | None, category: str) -> Plan:
    """A part of a plan with one new category."""
    if part is None:
        categories = msgspec.structs.replace(plan.categories, renames=())
        part = msgspec.structs.replace(plan, items=(), counts=PlanCounts(), categories=categories)
    counts = msgspec.structs.replace(part.counts, categories=1)
    return msgspec.structs.replace(part, counts=counts, new_categories=(category,))
