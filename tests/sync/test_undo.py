"""Undoing a run, against the sandbox on virtual time."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby
from pathlib import Path

import httpx
import pytest

from shopsync_gui.core.errors import (
    NothingToUndo,
    PlanMoved,
    RunChangedNothing,
    RunNotFound,
    UndoNotUndone,
)
from shopsync_gui.core.plan.plan import Action, Cause
from shopsync_gui.core.planning.undo import created_left, with_created_kept
from shopsync_gui.core.products.reasons import KeepReason
from shopsync_gui.core.runs.jobs import JobKind, Phase
from shopsync_gui.core.runs.receipt import receipt_text
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.structures.pieces import at_once
from shopsync_gui.sandbox import faults
from shopsync_gui.sandbox.asgi import Request
from shopsync_gui.store.search.query import GridQuery
from tests.portions import portion
from tests.sync.undoing import filled, preview, undo
from tests.sync.world import Killed, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_an_undo_gives_back_what_was_there(world: World) -> None:
    before = filled(world)
    run = world.job()
    assert (run.created, run.updated) == (2, 4)
    report = undo(world, run)
    assert report.state is RunState.DONE, report
    assert (report.updated, report.removed, report.kept) == (4, 0, 2)
    assert (report.verified, report.pulled) == (True, 0)
    assert report.undo_of == run.run_id
    now = set(world.account_products())
    assert now >= before
    assert {p.prod_sku for p in now - before} == {"UJ-1", "UJ-2"}


def test_created_products_are_removed_only_when_that_is_ticked(world: World) -> None:
    before = filled(world)
    run = world.job()
    report = undo(world, run, remove_created=True)
    assert report.state is RunState.DONE, report
    assert (report.updated, report.removed, report.kept) == (4, 2, 0)
    assert set(world.account_products()) == before
    assert {row.sa_id for row in world.rows(GridQuery(text="UJ-1"))} == {None}
    again = world.job()
    assert (again.state, again.created, again.updated) == (RunState.DONE, 2, 4)


def test_what_somebody_changed_since_stays(world: World) -> None:
    filled(world)
    run = world.job()
    account = world.sandbox.account
    changed = [p for p in world.account_products() if p.prod_name.startswith("Új név")]
    made = next(p for p in world.account_products() if p.prod_sku == "UJ-1")
    account.put_product(changed[0]._replace(prod_name="Kézzel írt név"))
    account.put_product(changed[1]._replace(prod_name="Más", prod_price=Decimal(7)))
    account.put_product(made._replace(prod_price=Decimal(99)))
    report = undo(world, run, remove_created=True)
    assert report.state is RunState.DONE, report
    assert (report.updated, report.removed) == (3, 1)
    assert account.products[changed[0].prod_id].prod_name == "Kézzel írt név"
    assert account.products[changed[0].prod_id].prod_price == changed[0].prod_price - 100
    assert account.products[changed[1].prod_id].prod_price == 7
    assert account.products[made.prod_id].prod_price == 99
    left = {(value.sa_id, value.field, value.found) for value in report.changed_since}
    assert left == {
        (changed[0].prod_id, "name", "Kézzel írt név"),
        (changed[1].prod_id, "name", "Más"),
        (changed[1].prod_id, "net", "7"),
    }
    kept = {i.sa_id: i.reason for i in world.plans[-1].items if i.action is Action.KEEP}
    assert kept[changed[1].prod_id] is KeepReason.CHANGED_SINCE
    assert kept[made.prod_id] is KeepReason.CHANGED_SINCE


@pytest.mark.parametrize(
    ("manner", "name", "net"),
    [
        ("name-cut-32", "Kézi név", 777),
        ("name-mojibake", "Own name", 777),
        ("name-all-entities", "Own name", 777),
        ("name-latin1", "Own name", 777),
        ("price-kept-to-five", "Kézi név", 4320),
    ],
)
def test_old_values_come_back_where_the_account_keeps_the_shops_its_own_way(
    tmp_path: Path, manner: str, name: str, net: int
) -> None:
    world = World(tmp_path, manners=(manner,))
    keys = world.ordinary(4)
    for number, key in enumerate(keys):
        world.sandbox.shop.update(
            key, name=f"Őszi túrabakancs kék, 4{number}-es – {key}", net=10231
        )
    world.job()
    account = world.sandbox.account
    for key in keys:
        (held,) = account.by_sku(world.sandbox.shop.product(key).sku)
        account.put_product(held._replace(prod_name=name, prod_price=Decimal(net)))
    before = world.account_products()
    run = world.job(approve_brake=True)
    assert run.updated == len(keys)
    report = undo(world, run)
    assert (report.state, report.updated, report.kept) == (RunState.DONE, len(keys), 0)
    assert report.verified
    assert world.account_products() == before


def test_an_account_that_empties_what_is_left_out_keeps_its_products(tmp_path: Path) -> None:
    """The first product gets all that such an account would empty; the next ones get a price alone."""
    world = World(tmp_path, manners=("modify-blanks-omitted",))
    keys = world.ordinary(4)
    world.job()
    account, shop = world.sandbox.account, world.sandbox.shop
    held = {key: account.by_sku(shop.product(key).sku)[0] for key in keys}
    first = min(keys, key=lambda key: held[key].prod_id)  # an undo begins there
    account.put_product(
        held[first]._replace(prod_name="Kézi", prod_price=Decimal(777), categories=())
    )
    for key in set(keys) - {first}:
        shop.update(key, net=10231)
    before = world.account_products()
    run = world.job(approve_brake=True)
    assert run.updated == len(keys)
    report = undo(world, run)
    assert (report.state, report.updated, report.verified) == (RunState.DONE, len(keys), True)
    assert world.account_products() == before


def test_categories_that_the_account_keeps_its_own_way_stop_no_undo(tmp_path: Path) -> None:
    world = World(tmp_path, manners=("categories-first-only", "category-ascii"))
    world.job()
    shop = world.sandbox.shop
    account = world.sandbox.account
    several = [key for key in world.ordinary(8) if len(shop.product(key).categories) > 1][:3]
    assert several
    for key in several:
        (held,) = account.by_sku(shop.product(key).sku)
        account.put_product(held._replace(prod_name="Kézi", prod_price=Decimal(777)))
    before = world.account_products()
    run = world.job(approve_brake=True)
    assert run.updated == len(several)
    report = undo(world, run)
    assert (report.state, report.updated) == (RunState.DONE, len(several))
    assert world.account_products() == before


def test_what_cannot_be_given_back_is_named_before_and_after(tmp_path: Path) -> None:
    """An account that takes UTF-8 for Latin-1 shows no name with an accent that is written to it."""
    world = World(tmp_path, manners=("name-mojibake",))
    (key,) = world.ordinary(1)
    world.sandbox.shop.update(key, name="Őszi túrabakancs")
    world.job()
    (held,) = world.sandbox.account.by_sku(sku := world.sandbox.shop.product(key).sku)
    world.sandbox.account.put_product(held._replace(prod_name="Kézi", prod_price=Decimal(777)))
    run = world.job(approve_brake=True)
    preview(world, run)
    (item,) = world.plans[-1].items
    causes = {change.field: change.cause for change in item.changes}
    assert causes == {"net": Cause.SHOP, "name": Cause.NOT_RESTORABLE}
    report = undo(world, run)
    assert (report.state, report.verified, report.updated) == (RunState.PARTIAL, False, 1)
    assert [(d.sku, d.field, d.wanted) for d in report.differences] == [(sku, "name", "Kézi")]
    assert sku in receipt_text(report, "Bolt")
    writes = world.write_count()
    again = undo(world, run)
    assert (again.state, world.write_count()) == (RunState.PARTIAL, writes)
    assert again.differences == report.differences


@pytest.mark.parametrize(
    "manners", [("vat-kept-27", "sku-digits-only"), ("sku-cut-6",), ("sku-prefixed",)]
)
def test_products_whose_skus_the_account_alters_get_all_else_back(
    tmp_path: Path, manners: tuple[str, ...]
) -> None:
    """Their ids tell that they are the same; a SKU that the account cannot show again is named."""
    world = World(tmp_path, manners=manners)
    shop, account = world.sandbox.shop, world.sandbox.account
    category = account.add_category("Régi kategória")
    for key in world.ordinary(3):
        product = shop.product(key)
        account.add_product(product.sku.lower(), f"Régi {product.name}", 777, 27, "HUF", [category])
    before = dict(account.products)
    run = world.job(approve_brake=True)
    report = undo(world, run)
    assert report.updated == 3
    for sa_id, held in before.items():
        assert account.products[sa_id]._replace(prod_sku="") == held._replace(prod_sku="")
    altered = {p.prod_sku for i, p in before.items() if account.products[i] != p}
    assert {d.wanted for d in report.differences if d.field == "sku"} == altered
    assert (report.state is RunState.PARTIAL) == bool(altered), report


def test_a_row_that_became_another_product_since_is_named(world: World) -> None:
    filled(world)
    run = world.job()
    account = world.sandbox.account
    changed = next(p for p in world.account_products() if p.prod_name.startswith("Új név"))
    other = changed._replace(prod_sku="EGESZEN-MAS", prod_name="Egészen más")
    account.products[changed.prod_id] = other
    report = undo(world, run)
    assert account.products[changed.prod_id] == other
    assert [(d.sa_id, d.field, d.found) for d in report.changed_since] == [
        (changed.prod_id, "sku", "EGESZEN-MAS")
    ]


def test_a_category_that_was_renamed_since_is_no_change_of_its_products(world: World) -> None:
    first = world.job()
    shop = world.sandbox.shop
    (key,) = world.ordinary(1)
    shop.update_category(shop.product(key).categories[0], name="Egészen más név")
    second = world.job()
    assert (second.renamed_categories, second.updated) == (1, 0)
    report = undo(world, first, remove_created=True)
    assert (report.removed, report.kept) == (first.created, 0)
    assert not world.account_products()


def test_a_category_that_somebody_renamed_since_is_told_before_and_after(world: World) -> None:
    world.job()
    shop, account = world.sandbox.shop, world.sandbox.account
    (key,) = world.ordinary(1)
    shop.update_category(shop.product(key).categories[0], name="Egészen más név")
    run = world.job()
    (renamed,) = (c for c in account.categories.values() if c.prodcat_name == "Egészen más név")
    account.put_category(renamed._replace(prodcat_name="Kézzel írt név"))
    shown = preview(world, run)
    assert shown.planned is not None
    assert (shown.planned.keep, shown.planned.renamed_categories) == (1, 0)
    assert [note.shown for note in shown.noted_categories] == ["Kézzel írt név"]
    report = undo(world, run)
    assert (report.kept, report.verified) == (1, False)
    assert [note.shown for note in report.noted_categories] == ["Kézzel írt név"]


def test_what_a_create_has_overwritten_is_given_back(tmp_path: Path) -> None:
    world = World(tmp_path, manners=("sku-twice-overwritten-prefix",))
    long = "HOSSZU-" + "0123456789" * 6
    own = world.sandbox.account.add_product(f"{long}-KEZI", "Kézzel bevitt", 500)
    before = world.sandbox.account.products[own]
    world.sandbox.shop.insert(sku=f"{long}-BOLTI", name="A bolt terméke")
    run = world.job()
    assert world.sandbox.account.products[own].prod_sku == f"{long}-BOLTI"
    undo(world, run, remove_created=True)
    assert world.account_products() == [before]


def test_an_undo_is_shown_first_and_is_void_when_the_account_moves(world: World) -> None:
    filled(world)
    run = world.job()
    writes = world.write_count()
    shown = preview(world, run)
    assert shown.state is RunState.DONE
    plan = world.plans[-1]
    assert (plan.counts.update, plan.counts.remove, plan.counts.keep) == (4, 0, 2)
    assert shown.planned == plan.counts
    assert world.write_count() == writes
    victim = next(item for item in plan.items if item.action is Action.UPDATE)
    assert victim.sa_id is not None
    moved = world.sandbox.account.products[victim.sa_id]
    world.sandbox.account.put_product(moved._replace(prod_name="Közben átírt"))
    writes = world.write_count()
    report = undo(world, run, plan_fingerprint=plan.fingerprint)
    assert report.state is RunState.FAILED
    assert report.problem == PlanMoved().problem
    assert world.write_count() == writes
    preview(world, run)
    report = undo(world, run, plan_fingerprint=world.plans[-1].fingerprint)
    assert report.state is RunState.DONE


@pytest.mark.parametrize("removing", [False, True])
def test_a_preview_tells_the_numbers_of_the_undo(world: World, removing: bool) -> None:
    filled(world)
    run = world.job()
    preview(world, run, remove_created=True)
    plan = world.plans[-1] if removing else at_once(with_created_kept(world.plans[-1]))
    preview(world, run, remove_created=removing)
    assert plan.counts == world.plans[-1].counts
    assert created_left(plan) == created_left(world.plans[-1]) == (0 if removing else 2)
    assert list(plan.items) == list(world.plans[-1].items)
    counts = plan.counts
    report = undo(world, run, remove_created=removing)
    assert (report.updated, report.removed, report.kept) == (
        counts.update, counts.remove, counts.keep,
    )  # fmt: skip
    last = [told for told in world.progress if told.phase is Phase.PUSH][-1]
    assert (last.done, last.total) == (counts.writes, counts.writes)


def test_undoing_twice_writes_once(world: World) -> None:
    filled(world)
    run = world.job()
    undo(world, run, remove_created=True)
    writes = world.write_count()
    report = undo(world, run, remove_created=True)
    assert (report.state, report.updated, report.removed) == (RunState.DONE, 0, 0)
    assert world.write_count() == writes


def test_the_first_sync_can_be_undone_and_done_again(world: World) -> None:
    world.sandbox.account.add_product("KULON-1", "Kézzel felvett")
    run = world.job()
    report = undo(world, run, remove_created=True)
    assert report.state is RunState.DONE, report
    assert [p.prod_sku for p in world.account_products()] == ["KULON-1"]
    connection = world.store.connections.get(world.connection.id)
    assert connection is not None
    assert connection.verified_at is not None  # it was proven then, and is old now
    again = world.job()
    assert again.state is RunState.DONE, again
    assert again.created == run.created
    assert again.verified is True


def test_only_runs_that_wrote_can_be_undone(world: World) -> None:
    run = world.job()
    look = world.job(JobKind.PREVIEW)
    with pytest.raises(NothingToUndo):
        undo(world, look)
    with pytest.raises(NothingToUndo):
        undo(world, undo(world, run))
    with pytest.raises(RunNotFound):
        world.job(JobKind.UNDO, undo_run_id=99)
    undone = undo(world, run, remove_created=True)
    assert undone.removed == run.created
    with pytest.raises(UndoNotUndone) as caught:
        undo(world, undone)
    assert str(undone.run_id) in caught.value.problem.message
    world.job()
    unchanged = world.job()
    with pytest.raises(RunChangedNothing) as nothing:
        undo(world, unchanged)
    assert str(unchanged.run_id) in nothing.value.problem.message


@pytest.mark.slow
@pytest.mark.parametrize("after", [False, True])
def test_an_undo_that_is_killed_anywhere_ends_the_same(tmp_path: Path, after: bool) -> None:
    """Every request of the undo is once the last one of the program."""
    for position in portion(range(1000), 6):
        folder = tmp_path / str(position)
        folder.mkdir()
        world = World(folder)
        before = filled(world)
        run = world.job()
        world.kill_at = len(world.sandbox.log) + 1 + position
        world.kill_after = after
        try:
            report = undo(world, run, remove_created=True)
            killed = False
        except Killed:
            killed = True
        if killed:
            world.kill_at = None
            world.restart()
            report = undo(world, run, remove_created=True)
        assert report.state is RunState.DONE, (position, report)
        assert set(world.account_products()) == before, position
        world.store.close()
        if not killed:
            break
    assert position > 6


def test_lost_answers_of_an_undo_are_settled(world: World) -> None:
    before = filled(world)
    run = world.job()
    world.sandbox.faults.at(faults.is_write, faults.drop(apply=True), 4)
    report = undo(world, run, remove_created=True)
    assert report.state is RunState.DONE, report
    assert set(world.account_products()) == before


def test_a_product_that_is_listed_as_deleted_is_not_there(tmp_path: Path) -> None:
    world = World(tmp_path, manners=("delete-flags",))
    first = world.job()
    undone = undo(world, first, remove_created=True)
    assert (undone.state, undone.removed) == (RunState.DONE, first.created)
    again = world.job()
    assert (again.state, again.created, again.verified) == (RunState.DONE, first.created, True)
    assert len(world.sandbox.account.products) - len(world.sandbox.account.marked) == again.created


def test_what_the_list_does_not_tell_is_asked_for_alone_of_what_the_run_wrote(world: World) -> None:
    """Where asking helps: an account that tells no more alone is asked once."""
    filled(world)
    prices = {p.prod_id: p.prod_price for p in world.account_products()}
    run = world.job()
    written = world.store.past_writes.written_ids(run.run_id)
    tells_alone = True

    def reshape(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        if "listproducts" in request.url.path and response.status_code == 200:
            rows = [{k: v for k, v in row.items() if k != "prod_price"} for row in response.json()]
            return httpx.Response(200, json=rows)
        if "getproduct" in request.url.path and not tells_alone and response.status_code == 200:
            row = response.json()
            row = row[0] if isinstance(row, list) else row
            return httpx.Response(200, json={k: v for k, v in row.items() if k != "prod_price"})
        return response

    world.reshape = reshape
    preview(world, run)
    assert world.request_count("getproduct") == len(written) == 6
    assert [item.fields for item in world.plans[-1].items if item.action is Action.UPDATE] == [
        ("name", "net")
    ] * 4
    tells_alone = False
    asked = world.request_count("getproduct")
    preview(world, run)
    assert world.request_count("getproduct") - asked == 1
    assert {item.fields for item in world.plans[-1].items if item.action is Action.UPDATE} == {
        ("name",)
    }
    tells_alone = True
    undo(world, run)
    now = {p.prod_id: p.prod_price for p in world.account_products()}
    assert {sa_id: now[sa_id] for sa_id in prices} == prices


def test_an_undo_says_which_step_it_is_at(world: World) -> None:
    filled(world)
    run = world.job()
    world.progress.clear()
    undo(world, run, remove_created=True)
    phases = [phase for phase, _ in groupby(progress.phase for progress in world.progress)]
    expected = ["prepare", "target", "plan", "push", "verify", "finish"]
    assert phases == expected
    assert world.store.runs.phase(max(run.run_id for run in world.store.runs.newest())) == (
        Phase.FINISH
    )


def test_an_undo_waits_for_what_may_still_arrive(world: World) -> None:
    """A write whose answer was lost when the program died is carried out a minute later."""
    before = filled(world)
    writes: list[str] = []

    def lose(request: Request) -> faults.Action | None:
        writes.append(request.kind)
        return faults.late(85) if len(writes) == 2 else None

    def die(_request: httpx.Request, response: httpx.Response) -> httpx.Response:
        if len(writes) > 2:
            raise Killed
        return response

    world.sandbox.faults.at(faults.is_write, lose, None)
    world.reshape = die
    with pytest.raises(Killed):
        world.job()
    world.restart()
    world.reshape = None
    world.sandbox.faults.clear()
    run = world.store.runs.newest()[0]
    world.time += 30
    begun = world.time
    report = undo(world, run, remove_created=True)
    assert (report.state, report.verified) == (RunState.DONE, True)
    assert world.time - begun > 60
    assert set(world.account_products()) == before


def test_former_prices_of_an_account_that_shows_gross_ones_since_come_back_as_they_were(
    tmp_path: Path,
) -> None:
    world = World(tmp_path, products=60, orders=0, manners=("next-day-prices-gross",))
    world.job()
    shop, keys = world.sandbox.shop, world.ordinary(5)
    for key in keys:
        shop.update(key, net=shop.product(key).net_minor + 100)
    before = {product.prod_id: product.prod_price for product in world.account_products()}
    changed = world.job()
    assert (changed.updated, changed.kept_differently) == (5, {})
    world.time += 2 * 86_400
    world.job()
    undo = world.job(JobKind.UNDO, undo_run_id=changed.run_id)
    assert undo.updated == 5
    now = {product.prod_id: product.prod_price for product in world.account_products()}
    assert now == before


def test_the_log_names_a_preview_of_an_undo_by_the_run_that_it_is_about(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """It is not kept, and the next run gets the number that it had."""
    first = world.job()
    caplog.clear()
    with caplog.at_level("INFO"):
        world.job(JobKind.PREVIEW, undo_run_id=first.run_id)
        second = world.job()
    begun = [line for line in caplog.messages if line.endswith("begins")]
    assert len(begun) == len(set(begun)) == 2
    assert sum(f"run {second.run_id} " in line for line in begun) == 1
    assert f"run {first.run_id}" in begun[0]
