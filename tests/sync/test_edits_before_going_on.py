"""Edits by hand in the account between a broken-off sync and its continuation."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from shopsync_gui.core.plan.plan_summary import BrakeKind
from shopsync_gui.core.runs.jobs import JobKind, Phase
from shopsync_gui.core.runs.receipt import receipt_text
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.sandbox.account.records import SaProduct
from tests.sync.world import Killed, World

_WRITTEN = 20


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def cancelled(world: World) -> None:
    """A first sync that is cancelled when a part of the products is written."""

    def meanwhile(task: asyncio.Task[RunReport]) -> None:
        if world.progress[-1].phase is Phase.PUSH and world.progress[-1].done >= _WRITTEN:
            task.cancel()

    assert world.start(meanwhile).state is RunState.CANCELLED


def killed(world: World) -> None:
    """One whose program dies there."""
    first = World.request_count(world, "createproduct")
    world.fails = lambda _request: False

    def died() -> None:
        world.kill_at = None

    world.died = died  # type: ignore[method-assign]
    world.kill_at = 70 + first
    with pytest.raises(Killed):
        world.job()
    world.kill_at = None
    world.restart()
    world.connection = world.store.connections.all()[0]


def edited(world: World) -> dict[str, SaProduct]:
    """Four of the products that were written, changed by hand; by what was changed."""
    account = world.sandbox.account
    rows = [row for row in account.products.values() if row.categories][:4]
    assert len(rows) == 4
    price, name, moved, gone = rows
    category = account.add_category("Kézi kategória")
    account.products[price.prod_id] = price._replace(prod_price=price.prod_price + Decimal(1234))
    account.products[name.prod_id] = name._replace(prod_name="Kézzel átírt név")
    account.products[moved.prod_id] = moved._replace(categories=(category,))
    del account.products[gone.prod_id]
    return {"net": price, "name": name, "categories": moved, "product": gone}


@pytest.mark.parametrize("broken_off", [cancelled, killed])
def test_edits_since_it_was_broken_off_are_told(
    world: World, broken_off: Callable[[World], None]
) -> None:
    broken_off(world)
    by_field = edited(world)
    report = world.job()
    assert report.state is RunState.DONE, report
    assert report.edited == 4
    assert {(e.field, e.sku) for e in report.edits} == {
        (field, row.prod_sku) for field, row in by_field.items()
    }
    text = receipt_text(report, "Bolt")
    assert all(row.prod_sku in text for row in by_field.values())


def test_a_preview_in_between_tells_them_and_takes_nothing_away(world: World) -> None:
    cancelled(world)
    by_field = edited(world)
    told = {(field, row.prod_sku) for field, row in by_field.items()}
    for kind in (JobKind.PREVIEW, JobKind.PREVIEW, JobKind.SYNC):
        report = world.job(kind)
        assert {(e.field, e.sku) for e in report.edits} == told
        assert report.edited == 4


def test_they_are_asked_about_after_a_preview_all_the_same(world: World) -> None:
    world.store.settings.set("sync.account_edits", "ask")
    cancelled(world)
    edited(world)
    shown = world.job(JobKind.PREVIEW)
    for _ in range(2):
        report = world.job()
        assert report.state is RunState.STOPPED
        assert report.brakes == shown.brakes
        assert [(brake.kind, brake.count) for brake in report.brakes] == [(BrakeKind.EDITED, 4)]


def test_they_are_asked_about_where_that_is_chosen(world: World) -> None:
    world.store.settings.set("sync.account_edits", "ask")
    cancelled(world)
    edited(world)
    held = dict(world.sandbox.account.products)
    report = world.job()
    assert report.state is RunState.STOPPED
    assert [(brake.kind, brake.count) for brake in report.brakes] == [(BrakeKind.EDITED, 4)]
    assert dict(world.sandbox.account.products) == held
    assert world.job(approve_brake=True).state is RunState.DONE


def test_a_product_that_was_deleted_between_two_syncs_is_told_as_such(world: World) -> None:
    world.job()
    account = world.sandbox.account
    row = next(iter(account.products.values()))
    del account.products[row.prod_id]
    report = world.job()
    assert (report.state, report.created, report.edited) == (RunState.DONE, 1, 1)
    assert [(e.field, e.sku, e.wanted) for e in report.edits] == [
        ("product", row.prod_sku, row.prod_name)
    ]
    assert world.job().edited == 0


@pytest.mark.parametrize(
    "manner", ["name-upper", "price-kept-from-gross", "vat-kept-27", "sku-digits-only"]
)
def test_what_the_account_makes_of_values_is_no_edit(tmp_path: Path, manner: str) -> None:
    world = World(tmp_path, manners=(manner,))
    cancelled(world)
    assert world.job(approve_brake=True).edited == 0


def test_rare_letters_that_the_account_spells_out_are_no_edit(tmp_path: Path) -> None:
    world = World(tmp_path, catalogue="awkward", manners=("name-spelled",))
    cancelled(world)
    rows = world.sandbox.account.products.values()
    assert any("oe" in row.prod_name for row in rows), "none of them was written yet"
    report = world.job()
    assert report.edited == 0, report.edits
    world.time += 86_400.0
    verified = world.job(JobKind.VERIFY)
    assert not verified.differences, verified.differences
