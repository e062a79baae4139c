"""Answers that are well formed and say something else than before: what a sync makes of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from shopsync_gui.core.plan.plan_summary import BrakeKind
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.sandbox import faults
from shopsync_gui.store.lists.grid_row import GridRow
from shopsync_gui.store.search.query import GridQuery
from tests.sync.odd_answers import ODD, foreign_first
from tests.sync.world import World


def rows(world: World) -> list[GridRow]:
    return world.rows(GridQuery(connection_id=world.connection.id))


def synced(folder: Path, products: int = 60) -> World:
    world = World(folder, products=products)
    world.reshape = foreign_first
    assert world.job().verified
    world.time += 6 * 3600.0
    return world


@pytest.mark.parametrize("name", sorted(ODD))
def test_what_is_not_told_any_more_stays_as_it_was_known(tmp_path: Path, name: str) -> None:
    world = synced(tmp_path, 25)
    shown, writes = rows(world), world.write_count()
    world.reshape = ODD[name]
    report = world.job()
    assert report.state in (RunState.DONE, RunState.PAUSED)
    assert world.write_count() == writes
    assert rows(world) == shown
    world.reshape = foreign_first
    assert world.job().verified
    assert world.write_count() == writes


@pytest.mark.parametrize(
    "name",
    [
        "zones 403",
        "zones 404",
        "zones html",
        "zones empty",
        "languages empty",
        "tax classes unreadable",
    ],
)
def test_what_was_never_told_pauses_the_run(tmp_path: Path, name: str) -> None:
    world = World(tmp_path)
    world.reshape = ODD[name]
    report = world.job()
    assert report.state is RunState.PAUSED
    assert report.problem is not None
    assert report.problem.code == "ShopFactsMissing"
    assert not world.write_count()


def test_an_account_that_names_no_category_although_products_have_some_gets_no_new_ones(
    tmp_path: Path,
) -> None:
    world = synced(tmp_path)
    held, writes = dict(world.sandbox.account.categories), world.write_count()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    fresh = World(elsewhere)
    fresh.sandbox = world.sandbox
    fresh.time = world.time
    fresh.reshape = ODD["account categories empty"]
    report = fresh.job()
    assert report.state is RunState.PAUSED
    assert report.problem is not None
    assert report.problem.code == "AccountListBehind"
    assert dict(world.sandbox.account.categories) == held
    assert world.write_count() == writes


def test_a_vat_rate_that_changes_everywhere_stops_the_run(tmp_path: Path) -> None:
    world = synced(tmp_path)
    writes = world.write_count()
    for key in list(world.sandbox.shop.keys()):
        world.sandbox.shop.update(key, vat=5)
    report = world.job()
    assert report.state is RunState.STOPPED
    assert BrakeKind.VAT in [brake.kind for brake in report.brakes]
    assert world.write_count() == writes
    assert world.job(approve_brake=True).state is RunState.DONE


def test_names_that_change_everywhere_stop_the_run(tmp_path: Path) -> None:
    world = synced(tmp_path)
    writes = world.write_count()
    for key in list(world.sandbox.shop.keys()):
        world.sandbox.shop.update(key, name=f"Új név {key}")
    report = world.job()
    assert report.state is RunState.STOPPED
    assert [brake.kind for brake in report.brakes] == [BrakeKind.NAMES]
    assert world.write_count() == writes


def test_an_account_that_was_filled_otherwise_is_no_change_of_names(tmp_path: Path) -> None:
    world = synced(tmp_path)
    account = world.sandbox.account
    for key, product in list(account.products.items()):
        account.products[key] = product._replace(prod_name=f"Régi {product.prod_name}")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    fresh = World(elsewhere)
    fresh.sandbox, fresh.time, fresh.reshape = world.sandbox, world.time, foreign_first
    assert fresh.job(JobKind.PREVIEW).brakes == ()
    assert fresh.job().verified


@pytest.mark.parametrize("done", [0.3, 1.0])
def test_what_changed_during_an_interruption_is_read_again(tmp_path: Path, done: float) -> None:
    world = World(tmp_path, products=120)
    pages = []

    def stop(task: Any) -> None:
        progress = world.progress[-1]
        if progress.phase.value == "pull" and progress.done:
            pages.append(progress.done)
        if (done < 1 and pages) or (done == 1 and progress.phase.value == "push"):
            task.cancel()

    assert world.start(stop).state is RunState.CANCELLED
    for key in world.ordinary(20):
        world.sandbox.shop.update(key, touch=False, net=world.sandbox.shop.product(key).net + 1000)
    report = world.job()
    assert report.verified
    world.restart()
    writes = world.write_count()
    assert world.job().verified
    assert world.write_count() == writes


def cut_off_categories(request: httpx.Request, response: httpx.Response) -> httpx.Response:
    """Carry out creates of categories without an answer, and list none of them: there is no body."""
    if request.url.path.endswith("listprodcategories"):
        return httpx.Response(200, content=b"")
    if request.url.path.endswith("createprodcategory"):
        raise httpx.ReadTimeout("no answer", request=request)
    return response


def test_a_lost_category_is_not_sent_again_by_a_list_that_says_nothing(tmp_path: Path) -> None:
    world = World(tmp_path, products=6)
    world.reshape = cut_off_categories
    for _ in range(2):
        report = world.job()
        assert report.state is RunState.PAUSED
        assert report.problem is not None
        assert report.problem.code == "AccountListBehind"
        names = [c.prodcat_name for c in world.sandbox.account.categories.values()]
        assert names
        assert len(names) == len(set(names))
    world.reshape = None
    assert world.job().verified
    names = [c.prodcat_name for c in world.sandbox.account.categories.values()]
    assert len(names) == len(set(names))


def test_categories_are_not_made_again_for_an_account_that_tells_nothing_at_all(
    tmp_path: Path,
) -> None:
    world = World(tmp_path, products=6)
    world.fails = lambda request: request.url.path.endswith("createproduct")
    assert not world.job().verified
    made = sorted(c.prodcat_name for c in world.sandbox.account.categories.values())
    assert made
    world.fails = lambda request: False
    world.time += 7200.0

    def silent(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        reads = ("listproducts", "listprodcategories", "getlists")
        return httpx.Response(200, content=b"") if request.url.path.endswith(reads) else response

    world.reshape = silent
    for _ in range(2):
        report = world.job()
        assert report.problem is not None
        assert report.problem.code == "AccountListBehind"
        assert sorted(c.prodcat_name for c in world.sandbox.account.categories.values()) == made
        world.time += 7200.0
    world.reshape = None
    assert world.job().verified
    assert sorted(c.prodcat_name for c in world.sandbox.account.categories.values()) == made


def test_an_account_without_a_body_for_no_categories_is_believed_in_the_end(tmp_path: Path) -> None:
    world = World(tmp_path, products=6)

    def reshape(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        empty = request.url.path.endswith("listprodcategories") and response.json() == []
        return httpx.Response(200, content=b"") if empty else response

    world.reshape = reshape
    world.fails = lambda request: request.url.path.endswith("createprodcategory")
    assert not world.job().verified
    world.fails = lambda request: False
    world.time += 3600.0
    assert world.job().verified


def test_the_first_category_is_not_made_again_for_an_account_that_tells_nothing_at_all(
    tmp_path: Path,
) -> None:
    """Its create has had no answer, and there was none before: an empty account looks the same for a day."""
    world = World(tmp_path, products=6)
    world.reshape = cut_off_categories
    assert not world.job().verified
    made = sorted(c.prodcat_name for c in world.sandbox.account.categories.values())
    assert made

    def silent(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        reads = ("listproducts", "listprodcategories", "getlists")
        return httpx.Response(200, content=b"") if request.url.path.endswith(reads) else response

    world.reshape = silent
    for _ in range(2):
        world.time += 7200.0
        report = world.job()
        assert report.problem is not None
        assert report.problem.code == "AccountListBehind"
        assert sorted(c.prodcat_name for c in world.sandbox.account.categories.values()) == made
    world.reshape = None
    assert world.job().verified
    names = [c.prodcat_name for c in world.sandbox.account.categories.values()]
    assert len(names) == len(set(names))


def test_an_account_without_anything_is_believed_to_be_empty_after_a_day(tmp_path: Path) -> None:
    world = World(tmp_path, products=6)

    def reshape(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        reads = ("listproducts", "listprodcategories", "getlists")
        empty = request.url.path.endswith(reads) and not world.sandbox.account.products
        if empty and not world.sandbox.account.categories:
            return httpx.Response(200, content=b"")
        return response

    world.reshape = reshape
    world.fails = lambda request: request.url.path.endswith("createprodcategory")
    assert not world.job().verified
    world.fails = lambda request: False
    world.time += 7200.0
    assert not world.job().verified
    world.time += 86_400.0
    assert world.job().verified


def move_all(world: World) -> None:
    """Each product of the shop gets the categories of another one."""
    shop = world.sandbox.shop
    keys = list(shop.keys())
    ids = [shop.product(key).categories for key in keys]
    for key, categories in zip(keys, ids[1:] + ids[:1], strict=True):
        shop.update(key, categories=categories)


def test_categories_that_change_everywhere_stop_the_run(tmp_path: Path) -> None:
    world = synced(tmp_path)
    writes = world.write_count()
    move_all(world)
    report = world.job()
    assert report.state is RunState.STOPPED
    assert [brake.kind for brake in report.brakes] == [BrakeKind.MOVED]
    assert world.write_count() == writes
    assert world.job(approve_brake=True).verified


def test_a_category_that_somebody_deleted_in_the_account_comes_back_without_a_brake(
    tmp_path: Path,
) -> None:
    world = World(tmp_path)
    shop, account = world.sandbox.shop, world.sandbox.account
    common = shop.insert_category("Minden")
    for key in list(shop.keys()):
        shop.update(key, categories=(*shop.product(key).categories, common))
    assert world.job().verified
    held = {product.prod_sku for product in world.account_products() if product.categories}
    (own,) = (c.prodcat_id for c in account.categories.values() if c.prodcat_name == "Minden")
    account.drop_category(own)
    world.time += 86_400.0
    healed = world.job()
    assert (healed.brakes, healed.verified) == ((), True)
    names = {c.prodcat_name for c in account.categories.values()}
    assert "Minden" in names
    assert {p.prod_sku for p in world.account_products() if p.categories} == held


@pytest.mark.parametrize("refused", [False, True])
def test_another_name_of_a_category_stops_no_run(tmp_path: Path, *, refused: bool) -> None:
    """Be it that the account refuses the name, and all its products go to another category."""
    world = World(tmp_path)
    shop = world.sandbox.shop
    only = shop.insert_category("Minden")
    for key in list(shop.keys()):
        shop.update(key, categories=(only,))
    assert world.job().verified
    shop.update_category(only, name="Kínálat")
    if refused:
        world.sandbox.faults.at("POST sa/modprodcategory", faults.status(406, body=b"no"), None)
    report = world.job()
    assert (report.brakes, report.verified) == ((), True)
    assert report.renamed_categories == (not refused)
    assert (report.updated > 50) is refused


def test_an_account_whose_products_were_all_deleted_is_believed_where_it_shows_what_was_sent(
    tmp_path: Path,
) -> None:
    """Answers name ids of something else, so that each create waits for a reading of the lists."""
    world = World(tmp_path, products=6, manners=("create-answers-far-id",))
    account, shop = world.sandbox.account, world.sandbox.shop
    assert world.job().verified
    world.time += 7200.0
    for sa_id in list(account.products):
        account.drop_product(sa_id)
    shop.insert(sku="UJ-1", name="Új termék")
    report = world.job(approve_brake=True)
    assert report.verified, report.problem
    assert not account.duplicate_skus()
    assert len(account.products) == report.created > 1
