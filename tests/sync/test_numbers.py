"""The numbers of products, which add up on every page, on the sandbox's awkward catalogue."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest

from shopsync_gui.core.products.numbers import (
    IN_SHOP,
    CatalogueCounts,
    CataloguePart,
    shop_numbers,
    sum_text,
)
from shopsync_gui.core.runs.jobs import JobKind, Phase
from shopsync_gui.core.runs.plan_words import plan_counts
from shopsync_gui.core.runs.receipt import counts
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.core.text import format_int, translate
from shopsync_gui.store.search.query import GridQuery
from tests.sync.world import World

PRODUCTS = 150
#: What a receipt tells beside the sum.
BESIDE = (
    "Of these read anew",
    "No longer in the shop, still in the account",
    "No longer in the shop",
)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, products=PRODUCTS)


def in_shop(world: World) -> int:
    return len(list(world.sandbox.shop.keys()))


def adds_up(numbers: tuple[tuple[str, int], ...], total: int) -> bool:
    (_shop, first), *parts = numbers
    beside = [translate(text) for text in BESIDE]
    return first == total == sum(count for name, count in parts if name not in beside)


def check(world: World, report: RunReport) -> None:
    """The receipt, the catalogue and each number's list tell of the same products."""
    assert adds_up(counts(report), in_shop(world)), counts(report)
    assert report.planned is not None
    assert adds_up(plan_counts(report.planned), in_shop(world)), plan_counts(report.planned)
    known = world.store.grid.summary(world.connection.id)
    shop, *parts = shop_numbers(known)
    assert shop.count == in_shop(world) == sum(number.count for number in parts)
    for number in (shop, *parts):
        listed = world.rows(GridQuery(connection_id=world.connection.id, parts=number.parts))
        assert len(listed) == number.count, number
    assert known.total == world.store.grid.count(GridQuery())
    assert (
        known.skipped
        == report.skipped
        == world.store.findings.left_out(world.connection.id).skipped
    )
    if report.state is RunState.DONE:
        assert known.in_account == report.created + report.updated + report.unchanged


def test_after_a_preview_nothing_is_there_yet(world: World) -> None:
    report = world.job(JobKind.PREVIEW)
    check(world, report)
    known = world.store.grid.summary(world.connection.id)
    assert (known.in_account, known.waiting) == (0, report.creates)


def test_after_the_first_sync_and_a_quick_one(world: World) -> None:
    check(world, world.job())
    world.sandbox.shop.update(world.ordinary(1)[0], name="Más név")
    check(world, world.job(quick=True))


def test_after_a_cancel_and_when_it_went_on(world: World) -> None:
    def cancel(task: asyncio.Task[RunReport]) -> None:
        now = world.progress[-1]
        if now.phase is Phase.PUSH and now.done > PRODUCTS // 2:
            task.cancel()

    report = world.start(cancel)
    assert report.state is RunState.CANCELLED
    assert report.not_written > 0
    check(world, report)
    check(world, world.job())


def test_where_products_failed_vanished_and_came(world: World) -> None:
    world.job()
    changed, gone, *_rest = world.ordinary(5)
    world.sandbox.shop.update(changed, name="Elromlott")
    world.sandbox.shop.delete(gone)

    def fails(request: httpx.Request) -> bool:
        return request.method == "POST" and b"Elromlott" in request.content

    check(world, world.job(JobKind.VERIFY))
    world.fails = fails
    failed = world.job()
    assert failed.failed == 1
    check(world, failed)
    known = world.store.grid.summary(world.connection.id)
    assert sum_text(known.total, world.store.grid.beside_shop()) != ""
    world.fails = lambda request: False
    check(world, world.job())


def test_where_old_orders_brought_products(world: World) -> None:
    world.job()
    report = world.job(JobKind.ORDERS, orders_since=date.today() - timedelta(days=3650))
    assert report.created > 0
    check(world, world.job())
    known = world.store.grid.summary(world.connection.id)
    beside = world.store.grid.beside_shop()
    assert known.from_order == beside.from_order >= report.created
    assert format_int(known.in_shop) in sum_text(known.total, beside)


def test_where_products_are_is_said_in_words() -> None:
    said = sum_text(701, CatalogueCounts(gone=1))
    in_shop, gone = translate("{n} in the shop"), translate("{n} no longer in the shop")
    assert said == f"{in_shop.format(n=700)}, {gone.format(n=1)}"
    assert "+" not in said


def test_where_the_account_keeps_values_its_own_way(tmp_path: Path) -> None:
    world = World(tmp_path, products=PRODUCTS, manners=("name-cut-32",))
    check(world, world.job())
    check(world, world.job())


def test_each_product_is_in_one_part(world: World) -> None:
    world.job()
    world.sandbox.shop.delete(world.ordinary(1)[0])
    world.job()
    lists = {part: world.rows(GridQuery(parts=frozenset({part}))) for part in CataloguePart}
    ids = [row.id for rows in lists.values() for row in rows]
    assert sorted(ids) == sorted(row.id for row in world.rows(GridQuery()))
    assert len(world.rows(GridQuery(parts=IN_SHOP))) == in_shop(world)
