"""Syncs against accounts that answer writes in other ways, and what a receipt says of that."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from shopsync_gui.cli.receipts import sync_json
from shopsync_gui.core.errors import (
    AccountListBehind,
    AccountRefused,
    CategoryListIncomplete,
    NotCarriedOut,
)
from shopsync_gui.core.products.reasons import SkipReason
from shopsync_gui.core.runs.account_words import given_up_text, skipped_text
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.receipt import receipt_text
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.text import translate
from shopsync_gui.core.tone import Tone
from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.account.records import SaProduct
from shopsync_gui.store.search.query import GridQuery
from shopsync_gui.sync.standing.next_steps import remarks_on
from shopsync_gui.sync.standing.shop_state import ShopState
from shopsync_gui.sync.standing.stored_standings import read_standing, read_standings
from shopsync_gui.sync.standing.todo import TodoKind, todos_on
from tests.sync.other_answers import answering, says
from tests.sync.world import World


def edit_names(world: World, count: int) -> None:
    for key in world.ordinary(count):
        world.sandbox.shop.update(key, name=f"Más név {key}")


SILENT = {
    "empty": says(b""),
    "204": says(b"", 204),
    "null": says(b"null"),
    "text": says(b"OK"),
    "object": says(b'{"success": true}'),
    "201 text": says(b"created", 201),
}


@pytest.mark.parametrize("form", SILENT)
def test_updates_with_any_answer_become_the_usual_ones(tmp_path: Path, form: str) -> None:
    world = World(tmp_path)
    world.job()
    world.reshape = answering("modifyproduct", SILENT[form])
    edit_names(world, 9)
    report = world.job()
    assert (report.state, report.verified, report.updated) == (RunState.DONE, True, 9)
    read_back = world.request_count("getproduct")
    assert read_back == 3
    world.restart()
    for key in world.ordinary(9):
        world.sandbox.shop.update(key, name=f"Újabb név {key}")
    report = world.job()
    assert (report.state, report.verified, report.updated) == (RunState.DONE, True, 9)
    assert world.request_count("getproduct") == read_back
    undone = world.job(JobKind.UNDO, undo_run_id=report.run_id)
    assert (undone.state, undone.verified, undone.updated) == (RunState.DONE, True, 9)


@pytest.mark.parametrize("form", [*SILENT, "true"])
def test_creates_without_an_id_are_found_in_the_list(tmp_path: Path, form: str) -> None:
    world = World(tmp_path)
    answer = SILENT.get(form) or says(b"true")
    world.reshape = answering("create", answer)
    report = world.job()
    assert (report.state, report.verified) == (RunState.DONE, True)
    assert report.failed == 0
    skus = [product.prod_sku for product in world.account_products()]
    assert len(skus) == len(set(skus)) == report.created
    assert world.request_count("listproducts") < 12
    assert world.write_count() == report.created + len(world.sandbox.account.categories)
    again = world.job()
    assert (again.state, again.created, again.updated) == (RunState.DONE, 0, 0)
    undone = world.job(JobKind.UNDO, undo_run_id=report.run_id, remove_created=True)
    assert (undone.state, undone.verified) == (RunState.DONE, True)
    assert world.account_products() == []


@pytest.mark.slow
def test_thousands_of_updates_with_empty_answers_finish_in_one_run(tmp_path: Path) -> None:
    world = World(tmp_path, products=800)
    world.job()
    world.reshape = answering("modifyproduct", says(b""))
    edit_names(world, 500)
    before = world.time
    report = world.job(approve_brake=True)  # so many names are asked about
    assert (report.state, report.verified, report.failed) == (RunState.DONE, True, 0)
    assert world.request_count("getproduct") < 20
    assert world.time - before < 120


def test_a_removal_with_an_empty_answer_is_read_back(tmp_path: Path) -> None:
    world = World(tmp_path)
    report = world.job()
    world.reshape = answering("deleteproduct", says(b""))
    undone = world.job(JobKind.UNDO, undo_run_id=report.run_id, remove_created=True)
    assert (undone.state, undone.removed) == (RunState.DONE, report.created)


def test_a_product_that_the_service_always_fails_on_fails_alone(tmp_path: Path) -> None:
    world = World(tmp_path)
    (key,) = world.ordinary(1)
    sku = world.sandbox.shop.product(key).sku
    failed: list[float] = []

    def fails(request: httpx.Request) -> bool:
        ours = "createproduct" in request.url.path and sku.encode() in request.content
        if ours:
            failed.append(world.time)
        return ours

    world.fails = fails
    report = world.job()
    assert (report.state, report.failed, len(failed)) == (RunState.PARTIAL, 1, 2)
    assert [failure.sku for failure in report.failures] == [sku]
    assert len(world.account_products()) == report.created > 30
    again = world.job()  # the service may have been down for a while
    assert (again.created, again.failed, len(failed)) == (0, 1, 4)
    left = world.job()
    assert (left.created, left.failed, len(failed)) == (0, 0, 4)
    assert left.skipped == report.skipped + 1
    retried = world.job(JobKind.RETRY)
    assert (retried.failed, len(failed)) == (1, 6)
    world.sandbox.shop.update(key, name="Más név")
    world.job()
    assert len(failed) == 8
    world.fails = lambda request: False
    world.sandbox.shop.update(key, name="Megint más név")
    assert (world.job().created, world.job().created) == (1, 0)


def test_a_list_in_any_wrapping_syncs_and_undoes(tmp_path: Path) -> None:
    world = World(tmp_path)

    def wrapped(response: httpx.Response) -> httpx.Response:
        rows: Any = response.json()
        return httpx.Response(200, json={"count": len(rows), "data": rows})

    world.reshape = answering("/list", wrapped)
    report = world.job()
    assert (report.state, report.verified) == (RunState.DONE, True)
    categories = len(world.sandbox.account.categories)
    assert (world.job().state, len(world.sandbox.account.categories)) == (RunState.DONE, categories)


def test_categories_that_the_account_does_not_tell_are_not_blanked_by_an_undo(
    tmp_path: Path,
) -> None:
    world = World(tmp_path)
    world.job()

    def silent(response: httpx.Response) -> httpx.Response:
        rows: Any = response.json()
        bare = [{name: row[name] for name in row if name != "prodcats"} for row in rows]
        return httpx.Response(200, json=bare)

    world.reshape = answering("listproducts", silent)
    held = {p.prod_id: list(p.categories) for p in world.account_products()}
    edit_names(world, 3)
    report = world.job()
    assert (report.state, report.updated) == (RunState.DONE, 3)
    undone = world.job(JobKind.UNDO, undo_run_id=report.run_id)
    assert (undone.state, undone.verified) == (RunState.DONE, True)
    assert {p.prod_id: list(p.categories) for p in world.account_products()} == held


def test_categories_untold_at_the_first_adoption_are_not_blanked_by_an_undo(
    tmp_path: Path,
) -> None:
    world = World(tmp_path)
    account, shop = world.sandbox.account, world.sandbox.shop
    own = account.add_category("Kézzel rendezett")
    sku = shop.product(world.ordinary(1)[0]).sku
    sa_id = account.put_product(
        SaProduct(0, sku, "Régi név", Decimal(5), Decimal(27), "HUF", (own,))
    )

    def silent(response: httpx.Response) -> httpx.Response:
        told: Any = response.json()
        for row in told if isinstance(told, list) else [told]:
            if isinstance(row, dict):  # a write is answered with a number
                row.pop("prodcats", None)
        return httpx.Response(200, json=told)

    world.reshape = answering("product", silent)
    report = world.job(approve_brake=True)
    assert (report.state, report.updated) == (RunState.DONE, 1)
    linked = account.products[sa_id].categories
    world.reshape = lambda request, response: response
    undone = world.job(JobKind.UNDO, undo_run_id=report.run_id)
    assert account.products[sa_id].prod_name == "Régi név"
    assert account.products[sa_id].categories == linked
    assert not undone.verified  # the hand-made one is not known to be given back


@pytest.mark.parametrize("lists", ["listproducts", "/list"])
def test_a_list_that_stays_empty_is_not_believed(tmp_path: Path, lists: str) -> None:
    world = World(tmp_path)
    world.job()
    held = set(world.account_products())
    writes = world.write_count()
    world.reshape = answering(lists, says(b"[]"))
    edit_names(world, 2)
    for _ in range(3):
        world.time += 86_400.0
        report = world.job()
        assert not report.verified
        assert report.created == 0
    assert len(world.account_products()) == len(held)
    assert world.request_count("createproduct") == sum(p.prod_id > 0 for p in held)
    assert world.write_count() <= writes + 2


def test_products_whose_vat_nothing_tells_are_left_out_with_that_reason(tmp_path: Path) -> None:
    world = World(tmp_path, catalogue="awkward", rate_limit=0, manners=("shop-tax-without-rates",))
    report = world.job()
    assert (report.state, report.failed) == (RunState.DONE, 0)
    rows = {row.sku: row for row in world.rows(GridQuery())}
    reasons = {sku: row.reason for sku, row in rows.items() if row.reason}
    assert reasons == {"CIKK-067": SkipReason.NO_VAT}  # it costs nothing
    held = {product.prod_sku: product.prod_vat_percent for product in world.account_products()}
    assert "CIKK-067" not in held
    wanted = {p.sku.strip(): p.vat for p in world.sandbox.shop.products()}
    assert all(held[sku] == vat for sku, vat in wanted.items() if sku in held)


def test_many_products_that_were_given_up_are_not_called_equal(tmp_path: Path) -> None:
    world = World(tmp_path, manners=("categories-create-refused",))
    first = world.job()
    assert (first.state, first.failed > 20) == (RunState.PARTIAL, True)
    world.job()
    third = world.job()
    assert (third.failed, third.given_up) == (0, first.failed)
    assert (third.state, third.verified) == (RunState.PARTIAL, False)


def test_a_sync_without_one_product_that_was_given_up_is_done_and_no_proof(tmp_path: Path) -> None:
    world = World(tmp_path)
    (key,) = world.ordinary(1)
    sku = world.sandbox.shop.product(key).sku
    world.sandbox.account.refuse = lambda product: product.prod_sku == sku
    reports = [world.job() for _ in range(3)]
    done = reports[2]
    assert (done.given_up, done.state, done.verified) == (1, RunState.DONE, False)
    others = reports[0].skipped
    text = receipt_text(done, "shop")
    assert (given_up_text(1) in text, skipped_text(others) in text) == (True, True)
    for report in (done, world.job(JobKind.VERIFY), world.job(JobKind.RETRY)):
        assert not report.verified
        assert translate("Both sides are equal") not in receipt_text(report, "shop")
        standing = read_standing(world.store, world.connection)
        assert (standing.verified_at, standing.equal_at) == (None, None)
    assert world.job().state is RunState.DONE
    for standing in (
        read_standing(world.store, world.connection),
        read_standings(world.store, [world.connection])[world.connection.id],
    ):
        assert (standing.skipped, standing.refused, standing.failed) == (1 + others, 1, 0)
        assert (standing.state, standing.needs_attention) == (ShopState.DONE, True)
        told = [(remark.tone, remark.title) for remark in remarks_on(standing)]
        assert told == [
            (Tone.WARNING, given_up_text(1)),
            (Tone.MUTED, skipped_text(others)),
        ]
        assert TodoKind.REFUSED in [todo.kind for todo in todos_on(standing)]
    shown = sync_json(reports[2])
    assert (shown["state"], shown["skipped"], shown["refused"]) == ("done", 1 + others, 1)
    world.sandbox.account.refuse = lambda product: False
    world.job(JobKind.RETRY)
    standing = read_standing(world.store, world.connection)
    assert (standing.refused, standing.needs_attention) == (0, False)


def test_what_is_answered_well_and_not_carried_out_is_not_called_refused(tmp_path: Path) -> None:
    world = World(tmp_path, products=60, orders=0, manners=("creates-lost-at-times",))
    report = world.job()
    codes = {failure.problem.code for failure in report.failures}
    assert codes == {NotCarriedOut.__name__}
    world.sandbox.account.refuse = lambda product: True
    world.sandbox.shop.insert(sku="UJ-1", name="Vadonatúj termék")
    world.time += 86_400.0
    again = {failure.sku: failure.problem.code for failure in world.job().failures}
    assert again["UJ-1"] == AccountRefused.__name__


def test_a_value_that_the_account_leaves_is_sent_once_more_and_not_again_and_again(
    tmp_path: Path,
) -> None:
    manners = ("categories-three-only", "modify-answers-zero-unchanged")
    world = World(tmp_path, catalogue="awkward", rate_limit=0, manners=manners)
    first = world.job()
    assert (first.state, first.failed) == (RunState.DONE, 0)
    assert first.kept_differently == {"categories": 1}
    assert world.request_count("modifyproduct") <= first.updated + 2
    modified = world.request_count("modifyproduct")
    world.time += 86_400.0
    assert world.job().kept_differently == first.kept_differently
    assert world.request_count("modifyproduct") == modified


def test_a_burst_that_is_answered_with_503_is_waited_for(tmp_path: Path) -> None:
    world = World(tmp_path, orders=0, rate_limit=0, manners=("busy-503",))
    first = world.job()
    assert (first.state, first.verified) == (RunState.DONE, True)
    world.job(JobKind.UNDO, undo_run_id=first.run_id, remove_created=True)
    world.time += 86_400.0
    again = world.job()
    assert (again.state, again.verified, again.created) == (RunState.DONE, True, first.created)


def test_a_list_without_a_body_does_not_say_that_the_first_create_was_lost(tmp_path: Path) -> None:
    world = World(tmp_path, products=1, orders=0)
    faults = world.sandbox.faults
    faults.at("POST sa/createproduct", f.status(500, apply=True))
    faults.at("sa/listproducts", f.empty(), None)
    report = world.job()
    assert report.state is RunState.PAUSED
    assert report.problem is not None
    assert report.problem.is_a(AccountListBehind)
    assert len(world.account_products()) == 1
    world.time += 300
    assert world.job().state is RunState.PAUSED  # it is too fresh to believe that it is not there
    faults.clear()
    world.time += 300
    assert world.job().verified
    assert len(world.account_products()) == 1


def test_a_category_that_was_answered_with_nothing_and_not_made_is_sent_again(
    tmp_path: Path,
) -> None:
    world = World(tmp_path, products=8, orders=0)
    world.sandbox.faults.at("POST sa/createprodcategory", f.empty(), None)
    report = world.job()
    assert report.problem is not None
    assert report.problem.is_a(CategoryListIncomplete)
    assert report.created == 0
    world.sandbox.faults.clear()
    world.time += 300
    assert world.job().verified
    names = [category.prodcat_name for category in world.sandbox.account.categories.values()]
    assert len(names) == len(set(names)) > 0
