"""The inner ids of a shop mean nothing in another one; what is known of each shop is kept."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

import httpx
import pytest

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.plan.plan_summary import BrakeKind
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.store.products import former_shops
from tests.sync.another_shop import TwoShops
from tests.sync.former_shops import (
    DAY,
    HOUR,
    brakes,
    changed_price,
    held,
    in_shop,
    listed,
    nothing,
    prices,
    reads_products,
    told,
)

pytestmark = pytest.mark.usefixtures("own_keyring")


@pytest.fixture
def world(tmp_path: Path) -> TwoShops:
    return TwoShops(tmp_path, orders=20)


@pytest.mark.parametrize(
    "kind", [JobKind.SYNC, JobKind.PREVIEW, JobKind.VERIFY, JobKind.RETRY, JobKind.ORDERS]
)
def test_nothing_of_the_former_shop_becomes_another_product(world: TwoShops, kind: JobKind) -> None:
    row_id = changed_price(world)
    before, steps, account = listed(world), prices(world, row_id).steps, held(world)
    history = told(world, row_id).changes
    world.lead_there()
    since = date(2023, 1, 1) if kind is JobKind.ORDERS else None
    report = world.job(kind, orders_since=since)
    assert held(world) == account
    assert report.state is not RunState.FAILED
    after = listed(world)
    for key, row in before.items():
        assert (after[key].name, after[key].sku, after[key].net) == (row.name, row.sku, row.net)
        assert after[key].sa_id == row.sa_id
        assert after[key].state is ProductState.GONE
        assert after[key].categories == row.categories
    assert prices(world, row_id).steps == steps
    assert told(world, row_id).changes == history
    new = in_shop(world)
    assert not new.keys() & before.keys()
    assert all(row.sa_id is None for row in new.values())


def test_the_brake_stops_what_would_bring_in_another_shop(world: TwoShops) -> None:
    assert world.job().verified
    account = held(world)
    world.lead_there()
    preview = world.job(JobKind.PREVIEW)
    assert BrakeKind.OTHER_SHOP in brakes(preview)
    assert preview.planned is not None
    assert preview.planned.update == 0
    stopped = world.job()
    assert stopped.state is RunState.STOPPED
    assert brakes(stopped) == {BrakeKind.OTHER_SHOP}
    done = world.job(approve_brake=True)
    assert done.verified
    assert {sa_id: held(world)[sa_id] for sa_id in account} == account
    writes = world.write_count()
    again = world.job()
    assert again.verified
    assert again.brakes == ()
    assert world.write_count() == writes


def test_categories_of_the_account_are_not_renamed_to_those_of_another_shop(
    world: TwoShops,
) -> None:
    assert world.job().verified
    before = dict(world.sandbox.account.categories)
    world.lead_there()
    assert world.job(approve_brake=True).verified
    after = world.sandbox.account.categories
    assert {sa_id: after[sa_id] for sa_id in before} == before


def test_the_way_back_brings_everything_back(world: TwoShops) -> None:
    row_id = changed_price(world)
    world.job(JobKind.ORDERS, orders_since=date(2023, 1, 1))
    before, steps = listed(world), prices(world, row_id).steps
    shown = told(world, row_id)
    world.time += HOUR
    world.lead_there()
    assert world.job(approve_brake=True).verified
    world.time += DAY
    (key,) = world.ordinary(1)
    world.other.shop.update(key, net=999)
    assert world.job().verified
    writes = world.write_count()
    world.lead_back()
    report = world.job()
    assert report.state is RunState.STOPPED  # the account was given another shop's products last
    assert brakes(report) == {BrakeKind.OTHER_SHOP}
    assert world.job(approve_brake=True).verified
    assert world.write_count() == writes
    after = listed(world)
    assert {key: after[key] for key in before} == before
    assert prices(world, row_id).steps == steps
    assert told(world, row_id) == shown
    assert {row.state for key, row in after.items() if key not in before} == {ProductState.GONE}
    assert world.job().verified
    assert world.write_count() == writes


def test_a_detour_by_a_preview_alone_leaves_nothing(world: TwoShops) -> None:
    row_id = changed_price(world)
    before, steps = listed(world), prices(world, row_id).steps
    world.lead_there()
    world.job(JobKind.PREVIEW)
    world.lead_back()
    writes = world.write_count()
    report = world.job()
    assert (report.verified, report.brakes) == (True, ())
    assert world.write_count() == writes
    assert listed(world) == before  # nothing of the other shop is left
    assert prices(world, row_id).steps == steps
    assert told(world, row_id).row == before[row_id]
    assert world.store.former_shops.numbers(world.connection.id) == []


@pytest.mark.parametrize("first", [JobKind.SYNC, JobKind.PREVIEW])
def test_a_detour_before_the_first_product_was_read_leaves_nothing(
    world: TwoShops, first: JobKind
) -> None:
    world.fails = reads_products
    assert world.job(first).state is RunState.PAUSED
    world.fails = nothing
    world.lead_there()
    assert world.job(JobKind.PREVIEW).state is RunState.DONE
    world.lead_back()
    report = world.job()
    assert (report.verified, report.brakes) == (True, ())
    assert listed(world) == in_shop(world)
    assert len(listed(world)) == report.pulled
    assert world.store.former_shops.numbers(world.connection.id) == []
    assert world.job().verified


@pytest.mark.parametrize("sku_meanwhile", ["", "UJ-1"])
def test_a_shop_without_skus_is_known_by_its_address_on_the_way_back(
    tmp_path: Path, sku_meanwhile: str
) -> None:
    world = TwoShops(tmp_path, products=1)
    (key,) = world.first.shop.keys()
    world.first.shop.update(key, sku="")
    world.job()
    before = listed(world)
    world.lead_there()
    assert world.job(JobKind.PREVIEW).state is RunState.DONE
    world.lead_back()
    world.first.shop.update(key, sku=sku_meanwhile)
    assert world.job(JobKind.PREVIEW).state is RunState.DONE
    after = listed(world)
    assert after.keys() == before.keys()  # nothing of the other shop is left
    assert [row.sku for row in after.values()] == [sku_meanwhile]
    assert world.store.former_shops.numbers(world.connection.id) == []


def test_the_time_away_is_no_time_in_which_prices_were_looked_at(world: TwoShops) -> None:
    row_id = changed_price(world)
    world.lead_there()
    for _ in range(9):
        world.job(JobKind.PREVIEW)
        world.time += DAY
    world.lead_back()
    assert world.job().verified
    assert prices(world, row_id).gaps
    assert world.store.connections.all()[0].first_read_at is not None


def break_off_while_setting_aside(world: TwoShops) -> None:
    """A run ends while what is known of the former shop is being set aside."""
    tasks: list[asyncio.Task[RunReport]] = []

    def look(more: int) -> None:
        if world.store.former_shops.numbers(world.connection.id):
            tasks[0].cancel()
        elif more:
            asyncio.get_running_loop().call_soon(look, more - 1)

    def reshape(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        if "/productExtend" in request.url.path:
            asyncio.get_running_loop().call_soon(look, 50)
        return response

    world.reshape = reshape
    assert world.start(tasks.append, approve_brake=True).state is RunState.CANCELLED
    world.reshape = None
    states = {row.state for row in listed(world).values()}
    assert ProductState.GONE in states
    assert len(states) > 1
    world.restart()


@pytest.mark.parametrize("back", [True, False])
def test_what_ends_in_between_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, back: bool
) -> None:
    monkeypatch.setattr(former_shops, "PIECE", 20)
    world = TwoShops(tmp_path, products=60, orders=0)
    row_id = changed_price(world)
    before, steps = listed(world), prices(world, row_id).steps
    world.lead_there()
    break_off_while_setting_aside(world)
    if not back:
        assert world.job(approve_brake=True).verified
        after = listed(world)
        assert {after[key].state for key in before} == {ProductState.GONE}
        assert {key: after[key].sku for key in before} == {k: row.sku for k, row in before.items()}
    world.lead_back()
    assert world.job(approve_brake=True).verified
    after = listed(world)
    assert {key: after[key] for key in before} == before
    assert prices(world, row_id).steps == steps


def test_products_with_the_same_sku_in_both_shops_are_one_in_the_account(world: TwoShops) -> None:
    row_id = changed_price(world)
    keys, count = world.ordinary(3), len(world.account_products())
    skus = [world.first.shop.product(key).sku for key in keys]
    before, steps = listed(world), prices(world, row_id).steps
    others = list(world.other.shop.keys())[-3:]
    for key, sku in zip(others, skus, strict=True):
        world.other.shop.update(key, sku=sku)
    world.lead_there()
    assert world.job(approve_brake=True).verified
    linked = {row.sku: row.sa_id for row in in_shop(world).values()}
    assert {sku: linked[sku] for sku in skus} == {
        row.sku: row.sa_id for row in before.values() if row.sku in skus
    }
    new = len([row for row in in_shop(world).values() if row.sa_id]) - len(skus)
    assert len(world.account_products()) == count + new
    world.lead_back()
    assert world.job(approve_brake=True).verified
    after = listed(world)
    assert {key: after[key] for key in before} == before
    assert prices(world, row_id).steps == steps
    assert len(world.account_products()) == count + new


def test_a_sync_of_the_former_shop_can_be_undone(world: TwoShops) -> None:
    done = world.job()
    assert done.verified
    world.lead_there()
    world.job(JobKind.PREVIEW)
    undone = world.job(JobKind.UNDO, undo_run_id=done.run_id, remove_created=True)
    assert undone.state is RunState.DONE
    assert world.account_products() == []
    world.lead_back()
    assert world.job(approve_brake=True).verified
    assert len(world.account_products()) == done.created


def test_a_third_shop_has_nothing_of_one_that_was_only_looked_at(world: TwoShops) -> None:
    assert world.job().verified
    world.lead_there()
    world.job(JobKind.PREVIEW)
    read = world.store.shop_readings.last_whole_at(world.connection.id)
    world.lead_back()
    assert world.job().verified
    assert world.store.shop_readings.last_whole_at(world.connection.id) != read
    world.lead_there()
    world.fails = lambda request: request.url.path.endswith("/categoryExtend")
    assert world.job(JobKind.PREVIEW).state is RunState.PAUSED  # it has read no product yet
    assert world.store.shop_readings.last_whole_at(world.connection.id) is None
