"""The reading of old orders: from when on, in which order, and where it goes on; no buyer is kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.sandbox import faults
from tests.sync.old_orders import ORDERS, bring, from_orders, old_products
from tests.sync.world import Killed, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, orders=ORDERS)


def test_a_later_day_reads_fewer_orders(world: World) -> None:
    late = date(2026, 6, 1)
    report = bring(world, late)
    expected = [
        order
        for order in world.sandbox.shop.orders
        if order.created >= late.isoformat() and order.status not in ("abandoned", "storno")
    ]
    assert 0 < report.orders == len(expected) < ORDERS


@pytest.mark.parametrize("since", [date(1900, 1, 1), date.min])
def test_years_without_an_order_are_passed_over(world: World, since: date) -> None:
    kept = [o for o in world.sandbox.shop.orders if o.status not in ("abandoned", "storno")]
    bring(world)
    usual = world.request_count("orderExtend")
    report = bring(world, since)
    assert report.state is RunState.DONE
    assert report.orders == len(kept)
    assert world.request_count("orderExtend") - usual < usual + 30


def test_a_gap_between_orders_loses_none(world: World) -> None:
    book = world.sandbox.shop.orders
    made = list(book)
    book.added = [
        each._replace(created=f"{2001 + 3 * n}-03-05{each.created[10:]}")
        for n, each in enumerate(made[:8])
    ]
    book.count = 0
    report = bring(world, date(2000, 1, 1))
    assert report.orders == sum(o.status not in ("abandoned", "storno") for o in book.added)
    assert world.request_count("orderExtend") < 150


@pytest.mark.slow
def test_a_resumed_reading_does_not_begin_again(world: World) -> None:
    world.job()
    whole = World(world.path.parent / "whole", orders=ORDERS)
    bring(whole)
    needed = whole.request_count("orderExtend")
    before = len(world.sandbox.log)
    world.kill_at = before + 30
    with pytest.raises(Killed):
        bring(world)
    assert 10 < world.request_count("orderExtend") < needed
    world.restart()
    world.kill_at = None
    report = bring(world)
    assert report.state is RunState.DONE
    assert world.request_count("orderExtend") <= needed + 3
    kept = [o for o in world.sandbox.shop.orders if o.status not in ("abandoned", "storno")]
    assert report.orders == len(kept)


@pytest.mark.parametrize("order", ["falling", "mixed"])
def test_any_order_of_the_list_is_survived(tmp_path: Path, order: str) -> None:
    world = World(tmp_path, orders=500)
    book = world.sandbox.shop.orders
    # All of one day, so that they take several pages.
    day = next(iter(book)).created
    made = [each._replace(created=day, updated=day) for each in book]
    made = made[::-1] if order == "falling" else made[::2] + made[1::2][::-1]
    book.added, book.count = made, 0
    report = bring(world)
    assert report.orders == sum(o.status not in ("abandoned", "storno") for o in made)
    assert set(from_orders(world)) == set(old_products(world))


def test_a_missing_permission_is_named(tmp_path: Path) -> None:
    scopes = tuple(s for s in World(tmp_path / "a").config.scopes if not s.startswith("order"))
    report = bring(World(tmp_path / "b", orders=20, scopes=scopes))
    assert report.state in (RunState.PAUSED, RunState.FAILED)
    assert report.problem is not None
    assert "order.order:read" in report.problem.message + report.problem.action


def test_an_unanswered_shop_pauses_and_the_next_import_goes_on(world: World) -> None:
    world.sandbox.faults.at("shop/orderExtend", faults.status(503), times=None)
    report = bring(world)
    assert report.state is RunState.PAUSED
    world.sandbox.faults.clear()
    again = bring(world)
    assert (again.run_id, again.state) == (report.run_id, RunState.DONE)


def test_no_buyer_is_kept_anywhere(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    assert world.config.buyer_canaries
    world.job()
    report = bring(world)
    assert report.created
    held = b"".join(path.read_bytes() for path in world.path.parent.glob("shopsync.db*"))
    world.store.close()
    held += world.path.read_bytes() + caplog.text.encode()
    for canary in (b"KANARI", b"kanari", b"192.0.2.1", b"Mintav", b"Fut\xc3\xa1rszolg"):
        assert canary not in held
    for product in world.account_products():
        assert "KANARI" not in str(product)
