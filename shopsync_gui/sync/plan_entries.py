"""The entries of a plan in the journal, in the order in which they are sent."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, TypeVar

from shopsync_gui.core.plan import Action
from shopsync_gui.store.journal_entries import JournalOp, NewEntry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from random import Random

    from shopsync_gui.core.plan import Plan
    from shopsync_gui.sync.session import Session

T = TypeVar("T")

#: Creates that are mixed with each other.
_MIXED = 2000
_OPS = {
    Action.CREATE: JournalOp.CREATE_PRODUCT,
    Action.UPDATE: JournalOp.UPDATE_PRODUCT,
    Action.REMOVE: JournalOp.DELETE_PRODUCT,
}


def write_down(session: Session, plan: Plan, doubled: Mapping[int, str] | None = None) -> None:
    """Put the plan's writes into the journal, categories first.

    `doubled` are categories of this run, by id with their names, that are to go because another
    program had created the same ones before.
    """
    session.store.journal.drop_planned(session.connection.id)
    entries = itertools.chain(removals(doubled or {}), _entries(plan, session.parts.random))
    session.store.journal.plan(session.run_id, session.connection.id, entries)


def removals(doubled: Mapping[int, str]) -> Iterator[NewEntry]:
    """The removals of categories of this run, by id with their names."""
    for sa_id, name in doubled.items():
        yield NewEntry(op=JournalOp.DELETE_CATEGORY, sa_id=sa_id, name=name)


def _entries(plan: Plan, chance: Random) -> Iterator[NewEntry]:
    """The plan's writes: categories, updates, then creates.

    Creates come in an order of chance within blocks, so that two programs that fill an account at
    the same moment meet each other's products before they have created the same ones.
    """
    for rename in plan.categories.renames:
        yield NewEntry(
            op=JournalOp.RENAME_CATEGORY, name=rename.new, sa_id=rename.sa_id, former=rename.old
        )
    for name in _mixed(plan.new_categories, chance):
        yield NewEntry(op=JournalOp.CREATE_CATEGORY, name=name)
    others = (item for item in plan.items if item.action is not Action.CREATE)
    creates = [item for item in plan.items if item.action is Action.CREATE]
    for item in itertools.chain(others, _mixed(creates, chance)):
        if (op := _OPS.get(item.action)) is not None:
            yield NewEntry(
                op=op,
                product_id=item.product_id or None,
                sku=item.sku,
                name=item.name,
                sa_id=item.sa_id,
                desired=item.desired,
                before=item.before,
                fields=item.fields,
            )


def _mixed(items: Sequence[T], chance: Random) -> Iterator[T]:
    for start in range(0, len(items), _MIXED):
        block = list(items[start : start + _MIXED])
        chance.shuffle(block)
        yield from block
