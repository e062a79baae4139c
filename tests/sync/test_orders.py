"""Old orders: what they bring into the master, and what they never touch."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import httpx
import pytest

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.errors import ConsentMissing
from shopsync_gui.core.plan.plan import Action
from shopsync_gui.core.products.reasons import SkipReason
from shopsync_gui.core.runs.jobs import Job, JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.sandbox.shop.orders import GHOSTS
from shopsync_gui.store.search.query import GridQuery
from shopsync_gui.sync.engine import run
from tests.sync.old_orders import FIRST_DAY, ORDERS, bring, from_orders, old_products
from tests.sync.world import Killed, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, orders=ORDERS)


def test_products_of_old_orders_come_in_as_uncategorised(world: World) -> None:
    world.job()
    before = {product.prod_id: product for product in world.account_products()}
    report = bring(world)
    assert report.state is RunState.DONE, report
    assert report.verified is True
    expected = old_products(world)
    found = from_orders(world)
    assert {sku: row.name for sku, row in found.items()} == expected
    assert len(expected) > GHOSTS // 2
    conflict = world.sandbox.shop.catalogue.sku(0)
    assert found[conflict].reason == SkipReason.SKU_IN_SHOP
    assert (report.created, report.skipped) == (len(expected) - 1, 1)
    assert all(row.categories == () for row in found.values())
    after = {product.prod_id: product for product in world.account_products()}
    assert {prod_id: after[prod_id] for prod_id in before} == before
    new = {p.prod_sku: p for prod_id, p in after.items() if prod_id not in before}
    assert set(new) == set(expected) - {conflict}
    for sku, product in new.items():
        assert product.prod_name == expected[sku]
        assert not product.categories
        assert found[sku].sa_id == product.prod_id
        assert Decimal(product.prod_price) == found[sku].net


@pytest.mark.slow
def test_the_orders_are_counted_and_a_second_import_writes_nothing(world: World) -> None:
    world.job()
    first = bring(world)
    kept = [o for o in world.sandbox.shop.orders if o.status not in ("abandoned", "storno")]
    assert first.orders == len(kept)
    assert first.pulled == len({line.product_id for order in kept for line in order.lines})
    assert first.in_shop == first.pulled - len(old_products(world))
    writes = world.write_count()
    world.time += 2 * 3600
    second = bring(world)
    assert world.write_count() == writes
    assert (second.created, second.updated, second.unchanged) == (0, 0, first.created)
    assert second.verified is True
    sync = world.job()
    assert sync.verified is True
    assert world.write_count() == writes


def test_each_product_of_the_orders_is_in_one_number(tmp_path: Path) -> None:
    world = World(tmp_path, products=90, orders=120)
    world.job()
    shop = world.sandbox.shop
    ordered = {line.product_id for order in shop.orders for line in order.lines}
    gone = next(key for key in world.ordinary(25) if shop.product_id(key) in ordered)
    shop.delete(gone)  # the account keeps it
    world.job()
    report = bring(world)
    assert report.state is RunState.DONE, report
    written = report.created + report.updated + report.unchanged
    assert report.pulled == report.in_shop + written + report.skipped + report.failed


def test_nothing_is_written_by_the_preview_or_without_consent(world: World) -> None:
    world.job()
    writes = world.write_count()
    seen = world.job(JobKind.PREVIEW, orders_since=FIRST_DAY)
    assert seen.planned is not None
    assert seen.planned.create == len(old_products(world)) - 1
    assert world.write_count() == writes
    read = world.request_count("orderExtend")
    done = bring(world)
    assert done.created == seen.planned.create
    assert world.request_count("orderExtend") == read, "what was just read is not read again"
    job = Job(kind=JobKind.ORDERS, connection_id=world.connection.id, orders_since=FIRST_DAY)

    async def without() -> None:
        await run(job, world.parts(), lambda progress: None)

    with pytest.raises(ConsentMissing):
        world.on_loop(without())


def test_an_import_is_undone_and_live_products_stay(world: World) -> None:
    world.job()
    before = {p.prod_id for p in world.account_products()}
    report = bring(world)
    undone = world.job(JobKind.UNDO, undo_run_id=report.run_id, remove_created=True)
    assert undone.removed == report.created
    assert {p.prod_id for p in world.account_products()} == before


def test_a_product_that_returns_becomes_ordinary(world: World) -> None:
    shop = world.sandbox.shop
    (key,) = world.ordinary(1)
    sku = shop.product(key).sku
    shop.orders.count = 0
    shop.orders.add(shop.orders.line_of(key))
    shop.delete(key)
    bring(world)
    row = from_orders(world)[sku]
    assert row.sa_id is not None
    shop.restore(key)
    report = world.job()

    assert report.verified is True
    assert from_orders(world) == {}
    (again,) = world.rows(GridQuery(text=sku))
    assert (again.id, again.sa_id) == (row.id, row.sa_id)
    assert again.state is ProductState.ACTIVE
    assert again.categories


def test_the_latest_order_says_what_a_deleted_product_was_called(world: World) -> None:
    shop = world.sandbox.shop
    shop.orders.count = 0
    old = shop.orders.ghost(3)
    shop.orders.add(old._replace(name="Régi név"))
    shop.orders.add(old._replace(name="Újabb név", net="999.0000"))
    bring(world)
    (row,) = from_orders(world).values()
    assert (row.name, row.net, row.currency) == ("Újabb név", Decimal(999), "HUF")


def test_what_the_account_held_before_is_not_overwritten(world: World) -> None:
    ghost = world.sandbox.shop.orders.ghost(5)
    world.sandbox.account.add_product(ghost.sku, "Kézzel felvett")
    report = bring(world)
    assert from_orders(world)[ghost.sku].reason == SkipReason.IN_ACCOUNT
    held = [p for p in world.account_products() if p.prod_sku == ghost.sku]
    assert [p.prod_name for p in held] == ["Kézzel felvett"]
    assert report.verified is True


def test_two_deleted_products_with_one_sku_are_left_alone(world: World) -> None:
    shop = world.sandbox.shop
    shop.orders.count = 0
    shop.orders.add(shop.orders.ghost(3), shop.orders.ghost(4)._replace(sku="regi-0003 "))
    report = bring(world)
    assert report.created == 0
    reasons = {row.reason for row in world.rows(GridQuery(skipped_or_failed=True)) if row.sku}
    assert SkipReason.DUPLICATE_SKU in reasons


@pytest.mark.slow
@pytest.mark.parametrize("after", [False, True])
def test_a_killed_import_goes_on(world: World, after: bool) -> None:
    world.job()
    expected = len(old_products(world)) - 1
    made = 0
    for _ in range(60):
        world.kill_at, world.kill_after = len(world.sandbox.log) + 30, after
        try:
            made += bring(world).created
            break
        except Killed:
            world.restart()
            world.time += 130
    else:
        pytest.fail("it never came to its end")
    world.kill_at = None
    report = bring(world)
    assert report.verified is True
    skus = [p.prod_sku for p in world.account_products()]
    assert len(skus) == len(set(skus))
    assert sum(sku.startswith("REGI-") for sku in skus) == expected


def test_the_plan_is_about_products_of_orders_only(world: World) -> None:
    world.job()
    (key,) = world.ordinary(1)
    world.sandbox.shop.update(key, name="Közben átnevezve")
    bring(world)
    plan = world.plans[-1]
    assert {item.action for item in plan.items} <= {Action.CREATE, Action.SKIP}
    assert all(not item.desired or not item.desired.categories for item in plan.items)
    assert not any(p.prod_name == "Közben átnevezve" for p in world.account_products())


@pytest.mark.parametrize("with_sync", [True, False])
def test_what_an_import_created_is_not_created_again_where_the_list_lacks_it(
    world: World, with_sync: bool
) -> None:
    if with_sync:
        world.job()
    bring(world)
    hidden = {row.sa_id for row in list(from_orders(world).values())[-3:]} - {None}
    assert hidden

    def cut(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        if "listproducts" not in request.url.path or response.status_code != 200:
            return response
        rows = [row for row in response.json() if int(row["prod_id"]) not in hidden]
        return httpx.Response(200, json=rows)

    world.reshape = cut
    writes = world.write_count()
    report = bring(world)
    assert (report.created, world.write_count()) == (0, writes)


def test_an_account_that_tells_nothing_is_not_taken_for_emptied(tmp_path: Path) -> None:
    """All that is in it are products that only orders know."""
    world = World(tmp_path, products=3, orders=60)
    for key in [*world.sandbox.shop.keys()]:
        world.sandbox.shop.delete(key)
    assert bring(world).created > 1
    made = world.write_count()
    world.reshape = lambda request, response: (
        httpx.Response(200, content=b"") if "/sa/" in request.url.path else response
    )
    report = bring(world)
    assert report.problem is not None
    assert report.problem.code == "AccountListBehind"
    assert world.write_count() == made


def delete_on_both_sides(world: World, *, of_account: bool = True) -> str:
    """The SKU of a product of an order that the shop had, dropped, and the account lost, too."""
    shop = world.sandbox.shop
    (key,) = world.ordinary(1)
    sku = shop.product(key).sku
    shop.orders.add(shop.orders.line_of(key))
    world.job()
    shop.delete(key)
    world.job()
    if of_account:
        (held,) = (p for p in world.account_products() if p.prod_sku == sku)
        world.sandbox.account.drop_product(held.prod_id)
    return sku


@pytest.mark.parametrize("preview", [True, False])
def test_what_both_sides_dropped_comes_in_from_its_order(world: World, preview: bool) -> None:
    sku = delete_on_both_sides(world)
    if preview:
        seen = world.job(JobKind.PREVIEW, orders_since=FIRST_DAY)
        assert any(item.desired and item.desired.sku == sku for item in world.plans[-1].items), seen
    report = bring(world)
    assert report.verified is True, report
    (made,) = (p for p in world.account_products() if p.prod_sku == sku)
    row = from_orders(world)[sku]
    assert (row.sa_id, row.reason) == (made.prod_id, None)
    written = report.created + report.updated + report.unchanged
    assert report.pulled == report.in_shop + written + report.skipped + report.failed
    writes = world.write_count()
    world.time += 2 * 3600
    again = bring(world)
    assert (again.unchanged, world.write_count()) == (report.created, writes)


def test_a_dropped_product_that_a_list_does_not_show_is_not_created_again(world: World) -> None:
    sku = delete_on_both_sides(world, of_account=False)

    def cut(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        if "listproducts" not in request.url.path or response.status_code != 200:
            return response
        return httpx.Response(200, json=[r for r in response.json() if r["prod_sku"] != sku])

    world.reshape = cut
    bring(world)
    assert [p.prod_sku for p in world.account_products()].count(sku) == 1
    assert sku not in from_orders(world)
