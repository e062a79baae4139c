"""The entries of a plan in the journal, in the order in which they are sent."""

from __future__ import annotations

import asyncio
import itertools
from array import array
from typing import TYPE_CHECKING, TypeVar

from shopsync_gui.core.plan.plan import Action
from shopsync_gui.core.structures.hash_index import HashIndex
from shopsync_gui.store.runs.journal_entries import JournalOp, NewEntry

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
    from random import Random

    from shopsync_gui.core.plan.plan import Plan, PlanItem
    from shopsync_gui.sync.run.session import Session

T = TypeVar("T")

#: Creates that are mixed with each other.
_MIXED = 1000
#: Items that are read from the plan together, some megabytes.
_READ = 4000
#: Entries that are written in one transaction.
_PIECE = 500
_OPS = {
    Action.CREATE: JournalOp.CREATE_PRODUCT,
    Action.UPDATE: JournalOp.UPDATE_PRODUCT,
    Action.REMOVE: JournalOp.DELETE_PRODUCT,
}


async def write_down(
    session: Session, plan: Plan, doubled: Mapping[int, str] | None = None
) -> None:
    """Put the plan's writes into the journal in pieces, categories first.

    `doubled` are categories of this run, by id with their names, that are to go because another
    program had created the same ones before.
    """
    journal, connection_id = session.store.journal, session.connection.id
    await session.asked(lambda: journal.drop_planned(connection_id))
    worth: Iterable[Sequence[int]] = ()
    if plan.counts.create:
        worth = await session.asked(lambda: session.store.catalogue.by_worth(connection_id))
    entries = itertools.chain(
        removals(doubled or {}), _entries(plan, worth, session.parts.random, session.doubted)
    )
    while some := list(itertools.islice(entries, _PIECE)):
        if written := [entry for entry in some if entry is not None]:
            journal.plan(session.run_id, connection_id, written)
        await asyncio.sleep(0)


def removals(doubled: Mapping[int, str]) -> Iterator[NewEntry]:
    """The removals of categories of this run, by id with their names."""
    for sa_id, name in doubled.items():
        yield NewEntry(op=JournalOp.DELETE_CATEGORY, sa_id=sa_id, name=name)


def _entries(
    plan: Plan, worth: Iterable[Sequence[int]], chance: Random, doubted: Container[int] = ()
) -> Iterator[NewEntry | None]:
    """The plan's writes: categories, updates, then creates, those first that can be sold now.

    None stands for an item that was looked at and is not to be written yet, which takes its time,
    too; of a create, no more than where it stands in the plan is remembered. `worth` are local ids
    of products in groups of that order. Within blocks of a group creates come in an order of
    chance, so that two programs that fill an account at the same moment meet each other's products
    before they have created the same ones. Creates of `doubted` products go last: what is created before
    shows whether the list, which lacks them, holds what is new.
    """
    for rename in plan.categories.renames:
        yield NewEntry(
            op=JournalOp.RENAME_CATEGORY, name=rename.new, sa_id=rename.sa_id, former=rename.old
        )
    for name in _mixed(plan.new_categories, chance):
        yield NewEntry(op=JournalOp.CREATE_CATEGORY, name=name)
    by_product, waiting, last = HashIndex(), bytearray(len(plan.items)), array("q")
    for index, item in enumerate(plan.items):
        if item.action is Action.CREATE and item.product_id in doubted:
            last.append(index)
            yield None
        elif item.action is Action.CREATE:
            by_product.add(item.product_id, index)
            waiting[index] = True
            yield None
        else:
            yield _entry(item) if item.action in _OPS else None
    for group in worth:
        ordered = array("q")
        for product_id in group:
            for index in by_product.indexes(product_id):
                ordered.append(index)
                waiting[index] = False
            yield None
        yield from map(_entry, _read(plan.items, _mixed(ordered, chance)))
    rest = array("q", itertools.compress(itertools.count(), waiting))  # what only old orders know
    yield from map(_entry, _read(plan.items, _mixed(rest, chance)))
    yield from map(_entry, _read(plan.items, iter(last)))


def _entry(item: PlanItem) -> NewEntry:
    return NewEntry(
        op=_OPS[item.action],
        product_id=item.product_id or None,
        sku=item.sku,
        name=item.name,
        sa_id=item.sa_id,
        desired=item.desired,
        before=item.before,
        fields=item.fields,
    )


def _read(items: Sequence[T], indexes: Iterator[int]) -> Iterator[T]:
    """The items at these places, in this order, which may be any; packed ones are unpacked together."""
    while some := list(itertools.islice(indexes, _READ)):
        found = {index: items[index] for index in sorted(some)}
        yield from map(found.__getitem__, some)


def _mixed(items: Sequence[T], chance: Random) -> Iterator[T]:
    for start in range(0, len(items), _MIXED):
        block = list(items[start : start + _MIXED])
        chance.shuffle(block)
        yield from block
