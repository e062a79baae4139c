"""Several programs that write into one account: nearly nothing twice, and what is, is told."""

from __future__ import annotations

import asyncio
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from shopsync_gui.core.errors import AccountListIncomplete
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.account.records import SaProduct
from tests.portions import plays_all, portion
from tests.sync.computers import Computers, play_writers, told
from tests.sync.world import World

#: A schedule's seed is printed by the test's name; `python dev.py simulate N --writers` plays any others.
SEEDS = 24


@pytest.mark.parametrize(
    "delays",
    portion([(0, 0), (0, 20), (0, 0, 0), (0, 15, 16)], 2),
    ids=lambda d: "-".join(map(str, d)),
)
def test_computers_that_start_together_double_next_to_nothing(
    tmp_path: Path, delays: tuple[float, ...]
) -> None:
    products = 300 if plays_all() else 150
    computers = Computers(
        tmp_path, len(delays), 1, products=products, latency_ms=100, rate_limit=30
    )
    reports = computers.sync(delays)
    assert computers.doubled_categories() == set()
    assert len(computers.doubled_products()) <= 2
    last = [computer.job() for computer in computers.each]
    for report in last:
        assert told([report]) == computers.doubled_products()
        assert report.verified is not bool(report.doubled)
    # An account that refuses two requests at once has the second computer wait by itself.
    assert any(report.other_writer or report.state is RunState.PAUSED for report in reports)
    assert {report.state for report in last} <= {RunState.DONE, RunState.PARTIAL}
    computers.close()


@pytest.mark.parametrize("seed", portion(range(SEEDS), 12))
def test_no_schedule_of_computers_leaves_a_double_untold(tmp_path: Path, seed: int) -> None:
    play_writers(seed, tmp_path)


@pytest.mark.parametrize("start", portion([5, 14, 20], 3))
def test_a_program_that_does_not_look_is_waited_for(tmp_path: Path, start: float) -> None:
    """The built-in sync creates what was missing when it began, whatever appears meanwhile."""
    computers = Computers(tmp_path, 1, 1, products=200, latency_ms=100)
    sandbox = computers.shared.sandbox
    shop, account = sandbox.shop, sandbox.account

    async def hosted() -> None:
        await asyncio.sleep(start)
        held = {product.prod_sku for product in account.products.values()}
        products = [shop.product(key) for key in shop.keys()]  # noqa: SIM118 - a shop is no mapping
        skus = Counter(product.sku for product in products)
        for product in products:
            if product.sku and product.sku not in held and skus[product.sku] == 1:
                await asyncio.sleep(0.15)
                row = SaProduct(
                    0,
                    product.sku,
                    product.name,
                    product.net,
                    Decimal(product.vat),
                    product.currency,
                )
                account.put_product(row)

    (report,) = computers.sync([0], hosted)
    assert report.other_writer
    assert report.created < 120
    assert len(computers.doubled_products()) <= 15
    again = computers.each[0].job(approve_brake=True)
    assert told([again]) == computers.doubled_products()
    computers.close()


def test_a_list_that_lacks_what_was_created_stops_the_run_before_a_second_create(
    tmp_path: Path,
) -> None:
    world = World(tmp_path, products=40)
    world.sandbox.account.stale_seconds = 10_000
    report = world.job()
    assert report.problem is not None
    assert report.problem.is_a(AccountListIncomplete)
    assert world.write_count() == 1
    world.store.close()


def test_known_products_that_the_list_omits_are_kept_up_to_date_by_their_ids(
    tmp_path: Path,
) -> None:
    world = World(tmp_path, products=40)
    assert world.job().state is RunState.DONE
    held = len(world.sandbox.account.products)
    world.sandbox.edge.product_list.append(lambda rows: rows[:10])
    shop = world.sandbox.shop
    first, *_, last = shop.keys()
    shop.update(first, net=Decimal(4321))
    shop.update(last, net=Decimal(1234))
    shop.insert(0, sku="UJ-1", name="Új termék")
    report = world.job()
    assert report.state is RunState.PARTIAL
    assert report.problem is not None
    assert report.problem.is_a(AccountListIncomplete)
    assert (report.created, report.updated) == (0, 2)
    assert len(world.sandbox.account.products) == held
    world.sandbox.edge.product_list.clear()
    assert world.job().created == 1
    world.store.close()


@pytest.mark.parametrize("listed", [10, 20])
def test_a_lost_create_that_the_list_omits_is_not_sent_again(tmp_path: Path, listed: int) -> None:
    world = World(tmp_path, products=12)
    account = world.sandbox.account
    for number in range(20):
        account.add_product(f"IDEGEN-{number}", f"Idegen {number}")
    world.sandbox.edge.product_list.append(lambda rows: rows[:listed])
    world.sandbox.faults.at("sa/createproduct", f.empty(apply=True))
    for _ in range(3):
        report = world.job(approve_brake=True)
        assert report.state is RunState.PARTIAL
        assert report.problem is not None
        assert report.problem.is_a(AccountListIncomplete)
        assert len(account.products) == 21
    # The create is found by its id where that is next to what the list shows.
    assert report.unsettled == (1 if listed == 10 else 0)
    world.sandbox.edge.product_list.clear()
    assert world.job(approve_brake=True).state is RunState.DONE
    skus = [product.prod_sku for product in account.products.values()]
    assert len(skus) == len(set(skus))
    world.store.close()


@pytest.mark.parametrize("strangers", [0, 1])
def test_a_create_that_was_not_carried_out_holds_up_one_run_only(
    tmp_path: Path, strangers: int
) -> None:
    world = World(tmp_path, products=12)
    for number in range(strangers):
        world.sandbox.account.add_product(f"IDEGEN-{number}", f"Idegen {number}")
    world.sandbox.faults.at("sa/createproduct", f.empty())
    assert world.job(approve_brake=True).state is RunState.PARTIAL
    assert world.job(approve_brake=True).state is RunState.DONE
    writes = world.write_count()
    assert world.job(approve_brake=True).state is RunState.DONE
    assert world.write_count() == writes
    world.store.close()


def test_a_list_that_is_behind_for_a_while_is_waited_for(tmp_path: Path) -> None:
    world = World(tmp_path, products=40)
    world.sandbox.account.stale_seconds = 45
    report = world.job()
    assert report.problem is None
    assert not report.doubled
    assert report.created + report.skipped == 40
    world.store.close()


@pytest.mark.parametrize("seed", [245, 796])
def test_what_a_broken_off_run_doubled_is_removed_when_it_goes_on(
    tmp_path: Path, seed: int
) -> None:
    """Two that create the same categories side by side, one of which is paused in between.

    In the second schedule it is paused while it removes them.
    """
    assert play_writers(seed, tmp_path) == 0
