"""The whole line through the engine: pull, plan, push, verify, on a real store and virtual time."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from shopsync_gui.core.catalogue import ProductState, sku_key
from shopsync_gui.core.errors import ConsentMissing
from shopsync_gui.core.plan.plan_summary import BrakeKind
from shopsync_gui.core.runs.jobs import Job, JobKind
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.store.search.query import GridQuery
from shopsync_gui.sync.engine import run
from tests.sync.world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_a_first_sync_makes_the_account_equal_to_the_shop(world: World) -> None:
    report = world.job()
    assert report.state is RunState.DONE, report
    assert report.verified is True
    assert report.pulled == 60
    assert report.created > 40
    assert report.created + report.skipped == 60
    held = {sku_key(p.prod_sku): p for p in world.account_products()}
    assert len(held) == report.created
    shop = world.sandbox.shop
    for key in world.ordinary(15):
        product = shop.product(key)
        twin = held[sku_key(product.sku)]
        assert twin.prod_name == product.name
        assert twin.prod_price == Decimal(product.net_minor)
        assert twin.prod_currency == "HUF"
        names = {world.sandbox.account.categories[i].prodcat_name for i in twin.categories}
        assert {name.split(" > ")[-1] for name in names} == {
            shop.categories[inner_id].name for inner_id in product.categories
        }


def test_a_second_sync_writes_nothing(world: World) -> None:
    world.job()
    before = world.write_count()
    report = world.job()
    assert report.state is RunState.DONE
    assert (report.created, report.updated, report.failed) == (0, 0, 0)
    assert report.unchanged + report.skipped == 60
    assert world.write_count() == before


def test_after_the_first_sync_every_column_has_its_order(world: World) -> None:
    def orders() -> set[str]:
        found = world.store.database.rows("SELECT name FROM sqlite_master WHERE type = 'index'")
        return {name for (name,) in found if name.startswith("product_by_")}

    before = orders()
    assert len(before) > 5
    world.job()
    assert orders() == before


def test_changes_of_the_shop_reach_the_account(world: World) -> None:
    world.job()
    shop = world.sandbox.shop
    keys = world.ordinary(3)
    shop.update(keys[0], net=Decimal(4321))
    shop.update(keys[1], name="Árvíztűrő tükörfúrógép")
    shop.delete(keys[2])
    shop.insert(sku="UJ-1", name="Vadonatúj termék")
    report = world.job()
    assert report.state is RunState.DONE, report
    assert (report.created, report.updated, report.gone) == (1, 2, 1)
    assert {p.prod_sku for p in world.account_products()} >= {
        "UJ-1",
        shop.product(keys[2]).sku,
    }
    (gone,) = world.rows(GridQuery(gone=True))
    assert gone.state is ProductState.GONE
    assert gone.sku == shop.product(keys[2]).sku


def test_existing_products_of_the_account_are_adopted_by_sku(world: World) -> None:
    product = world.sandbox.shop.product(world.ordinary(1)[0])
    sa_id = world.sandbox.account.add_product(f" {product.sku.lower()}", "Régi név")
    report = world.job()
    assert report.state is RunState.DONE, report
    assert report.updated == 1
    (held,) = world.sandbox.account.by_sku(product.sku)
    assert (held.prod_id, held.prod_name) == (sa_id, product.name)


def test_a_preview_writes_nothing_and_says_what_would_be(world: World) -> None:
    report = world.job(JobKind.PREVIEW)
    assert report.state is RunState.DONE
    assert report.planned is not None
    assert report.planned.create > 40
    assert world.write_count() == 0
    assert world.plans[-1].counts == report.planned


def test_verify_finds_what_somebody_changed_in_the_account(world: World) -> None:
    world.job()
    assert world.job(JobKind.VERIFY).verified is True
    victim = world.account_products()[0]
    world.sandbox.account.put_product(victim._replace(prod_name="Átírt név"))
    report = world.job(JobKind.VERIFY)
    assert report.state is RunState.PARTIAL
    assert report.verified is False
    assert [(d.sku, d.field, d.found) for d in report.differences] == [
        (victim.prod_sku, "name", "Átírt név")
    ]


def test_without_consent_nothing_starts(world: World) -> None:
    async def main() -> RunReport:
        job = Job(kind=JobKind.SYNC, connection_id=world.connection.id)
        return await run(job, world.parts(), lambda progress: None)

    with pytest.raises(ConsentMissing):
        world.on_loop(main())
    assert world.store.runs.newest() == []


@pytest.mark.parametrize("approve", [False, True])
def test_the_brake_stops_before_writing_until_it_is_approved(world: World, approve: bool) -> None:
    world.job()
    shop = world.sandbox.shop
    shop.delete(*list(shop.keys())[-25:])
    writes = world.write_count()
    report = world.job(approve_brake=approve)
    if approve:
        assert report.state is RunState.DONE
        assert report.gone == 25
    else:
        assert report.state is RunState.STOPPED
        assert [brake.kind for brake in report.brakes] == [BrakeKind.VANISH]
        assert report.brakes[0].count == 25
        assert world.rows(GridQuery(gone=True)) == []
    assert world.write_count() == writes


def test_an_empty_answer_of_the_shop_is_not_an_empty_shop(world: World) -> None:
    world.job()
    world.sandbox.shop.clear()
    report = world.job()
    assert report.state is RunState.STOPPED
    assert BrakeKind.EMPTY_SHOP in {brake.kind for brake in report.brakes}
    assert world.rows(GridQuery(gone=True)) == []


def test_another_account_behind_the_same_card_stops_the_run(world: World) -> None:
    world.job()
    world.sandbox.account.products.clear()
    report = world.job()
    assert report.state is RunState.STOPPED
    assert BrakeKind.OTHER_ACCOUNT in {brake.kind for brake in report.brakes}
    assert world.account_products() == []


def test_that_the_account_is_another_one_by_now_is_said_at_once(world: World) -> None:
    """Nothing is waited for that only the former account could show."""
    world.job()
    world.sandbox.account.products.clear()
    world.sandbox.account.categories.clear()
    world.connection = world.store.connections.update(
        world.connection.id, sa_user="another@example.com"
    )
    world.type_secrets(world.connection)
    for kind in (JobKind.PREVIEW, JobKind.SYNC):
        begun = world.time
        report = world.job(kind)
        assert BrakeKind.OTHER_ACCOUNT in {brake.kind for brake in report.brakes}
        assert world.time - begun < 60
    writes = world.write_count()
    report = world.job(approve_brake=True)
    assert (report.state, report.verified) == (RunState.DONE, True)
    assert world.write_count() > writes


def test_large_catalogues_are_read_by_pages(tmp_path: Path) -> None:
    world = World(tmp_path, products=1000)
    report = world.job(JobKind.PREVIEW)
    assert report.pulled == 1000
    assert world.request_count("productExtend") <= 9


def test_a_page_that_is_too_heavy_is_halved(tmp_path: Path) -> None:
    world = World(tmp_path, products=500, faults=("shop-504-big-pages",))
    report = world.job(JobKind.PREVIEW)
    assert report.state is RunState.DONE
    assert report.pulled == 500
