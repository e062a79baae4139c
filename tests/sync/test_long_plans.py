"""What goes through a whole plan after it is made has turns between its pieces, however long the plan is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from shopsync_gui.core.catalogue import MasterProduct, TargetProduct
from shopsync_gui.core.plan.packed_items import PackedItems
from shopsync_gui.core.plan.plan import Action, Cause, FieldChange, Plan, PlanItem
from shopsync_gui.core.plan.plan_summary import PlanCounts
from shopsync_gui.core.planning.given_up import without_given_up
from shopsync_gui.core.planning.undo import with_created_kept
from shopsync_gui.core.products.reasons import KeepReason
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.structures.pieces import PIECE, Pieces, at_once
from shopsync_gui.store.runs.journal_entries import JournalOp, NewEntry
from shopsync_gui.sync.plan.agreement import is_agreed
from shopsync_gui.sync.plan.plan_parts import once_more, updates_alone
from shopsync_gui.sync.plan.verdict import kept_values, unfinished
from shopsync_gui.sync.push.plan_entries import write_down
from shopsync_gui.sync.undo import gives_all_back
from tests.sync.world import World
from tests.virtual import EPOCH

_COUNT = 5 * PIECE


def plan_of(action: Action, cause: Cause, reason: KeepReason | None = None) -> Plan:
    """A long plan with two changes of each product."""
    items = PackedItems()
    for number in range(1, _COUNT + 1):
        wanted = MasterProduct(
            sku=f"S-{number}", name="Cipő", net=Decimal(10), vat=Decimal(27), currency="HUF"
        )
        shown = TargetProduct(sa_id=number, sku=f"S-{number}", name="Cipo", net=Decimal(9))
        changes = (FieldChange("net", "9", "10", cause), FieldChange("name", "Cipo", "Cipő", cause))
        items.append(PlanItem.of(action, number, wanted, shown, changes, reason))
    kept = {"net": _COUNT, "name": _COUNT} if cause is Cause.ALTERED else {}
    return Plan(
        items=items,
        counts=PlanCounts(update=_COUNT, kept_differently=kept),
        new_categories=("Új",),
        adopted={},
        brakes=(),
        duplicates=(),
        fingerprint="",
    )


WRITTEN = plan_of(Action.UPDATE, Cause.ONCE_MORE)
KEPT = plan_of(Action.KEEP, Cause.ALTERED, KeepReason.ALTERED)
CREATED = plan_of(Action.KEEP, Cause.ALTERED, KeepReason.CREATED)
REMOVED = plan_of(Action.REMOVE, Cause.SHOP)
WORK: dict[str, Callable[[], Pieces[Any]]] = {
    "unfinished": lambda: unfinished(WRITTEN, 10),
    "kept": lambda: kept_values(KEPT, 2 * _COUNT),
    "once more": lambda: once_more(WRITTEN, (), moves=False),
    "nothing once more": lambda: once_more(KEPT, (), moves=True),
    "updates alone": lambda: updates_alone(WRITTEN),
    "given up": lambda: without_given_up(WRITTEN, {}),
    "given back": lambda: gives_all_back(CREATED),
    "created kept": lambda: with_created_kept(REMOVED),
}


@pytest.mark.parametrize("name", WORK)
def test_there_is_a_turn_after_each_piece(name: str) -> None:
    assert sum(1 for _turn in WORK[name]()) in (_COUNT // PIECE - 1, _COUNT // PIECE)


def test_a_plan_is_held_against_an_earlier_consent_in_pieces(tmp_path: Path) -> None:
    world = World(tmp_path, products=1)
    store, connection = world.store, world.connection
    plan = replace(WRITTEN, new_categories=())
    run = store.runs.start(JobKind.SYNC, connection.id, EPOCH)
    entries = [
        NewEntry(
            op=JournalOp.UPDATE_PRODUCT,
            product_id=item.product_id,
            desired=item.desired,
            sa_id=item.sa_id,
        )
        for item in plan.items
    ]
    store.journal.plan(run.run_id, connection.id, entries[1:])
    earlier = replace(run, agreed_plan="seen", covered_plan="first")
    turns = is_agreed(store, plan, earlier)
    assert sum(1 for _turn in turns) >= 2  # the journal's pieces
    assert not at_once(is_agreed(store, plan, earlier))
    store.journal.plan(run.run_id, connection.id, entries[:1])
    turns = is_agreed(store, plan, earlier)
    assert sum(1 for _turn in turns) >= _COUNT // PIECE
    assert at_once(is_agreed(store, plan, earlier))


class Unpacked(list[PlanItem]):
    """Items that count how often one before the last one is asked for."""

    def __init__(self, items: Iterable[PlanItem]) -> None:
        super().__init__(items)
        self.last = self.back = 0

    def __getitem__(self, place: Any) -> Any:
        self.back += place < self.last
        self.last = place
        return super().__getitem__(place)


def test_creates_come_in_an_order_of_chance_and_are_unpacked_in_their_own(tmp_path: Path) -> None:
    world = World(tmp_path, products=1)
    store, connection = world.store, world.connection
    items = Unpacked(plan_of(Action.CREATE, Cause.SHOP).items)
    plan = replace(WRITTEN, items=items, counts=PlanCounts(create=_COUNT), new_categories=())
    run_id = store.runs.start(JobKind.SYNC, connection.id, EPOCH).run_id
    world.in_session(run_id, lambda session: write_down(session, plan))
    ids = [entry.product_id for entry in store.journal.planned(run_id, limit=2 * _COUNT)]
    assert ids != sorted(range(1, _COUNT + 1))
    assert sorted(each for each in ids if each) == list(range(1, _COUNT + 1))
    assert items.back < 10


def test_the_first_differences_are_told_and_all_are_counted() -> None:
    first, count, products = at_once(unfinished(WRITTEN, 3))
    assert (len(first), count, products) == (3, 2 * _COUNT, _COUNT)
    assert [(d.sku, d.field, d.wanted, d.found) for d in first] == [
        ("S-1", "net", "10", "9"),
        ("S-1", "name", "Cipő", "Cipo"),
        ("S-2", "net", "10", "9"),
    ]


def test_what_is_kept_counts_as_unfinished_where_it_has_to_be_equal() -> None:
    assert at_once(unfinished(KEPT, 3))[1] == _COUNT  # the prices
    assert at_once(unfinished(KEPT, 3, kept=False)) == ((), 0, 0)


def test_as_many_kept_values_are_told_as_asked_for() -> None:
    assert [value.sku for value in at_once(kept_values(KEPT, 3))] == ["S-1", "S-1", "S-2"]
    assert at_once(kept_values(WRITTEN, 3)) == ()


def test_the_updates_that_need_no_new_category_are_all_of_these() -> None:
    part = at_once(updates_alone(WRITTEN))
    assert part is not None
    assert (part.items, part.new_categories) == (WRITTEN.items, ())
    assert at_once(once_more(KEPT, (), moves=False)) is None


def test_all_is_given_back_unless_one_is_kept_for_another_reason() -> None:
    assert at_once(gives_all_back(CREATED))
    assert not at_once(gives_all_back(KEPT))
