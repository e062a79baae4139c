"""An account whose list ends early is noticed within seconds, and never waited for twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopsync_gui.cli.next_steps import command
from shopsync_gui.cli.receipts import sync_json
from shopsync_gui.core.account.account_products import AccountProducts
from shopsync_gui.core.catalogue import TargetProduct
from shopsync_gui.core.errors import AccountListEnds, AccountListIncomplete, CategoryListIncomplete
from shopsync_gui.core.plan.plan import Target
from shopsync_gui.core.runs.account_words import (
    doubles_advice,
    doubles_upkeep,
    list_text,
    reading_notes,
)
from shopsync_gui.core.runs.jobs import JobKind, Phase
from shopsync_gui.core.runs.receipt import receipt_text
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.core.text import translate
from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.asgi import Request
from shopsync_gui.sync.account.unlisted_products import with_more
from shopsync_gui.sync.standing.remark import Step
from shopsync_gui.sync.standing.run_remarks import on_run
from shopsync_gui.sync.standing.stored_standings import read_standing
from tests.sync.world import Killed, World

#: Seconds that a run may take beyond reading and writing.
_SECONDS = 10.0
_QUIET = 120.0


def world_with(folder: Path, manner: str, products: int = 100) -> World:
    return World(folder, products=products, orders=0, manners=(manner,))


def waited(world: World) -> float:
    """Virtual seconds for which the runs since `progress` was emptied said that they wait."""
    seconds, before = 0.0, None
    for progress in world.progress:
        left = progress.waiting_seconds
        if left is not None and (before is None or left > before):
            seconds += left
        before = left
    return seconds


def sync(world: World) -> tuple[RunReport, float]:
    """One sync, and the virtual seconds that it waited."""
    world.progress.clear()
    receipt = world.job()
    return receipt, waited(world)


def check_told(receipt: RunReport) -> None:
    """Every product of the shop is proven to be equal, and that the list ends is told beside it."""
    assert (receipt.state, receipt.verified, receipt.problem) == (RunState.DONE, True, None)
    assert receipt.list_ends_at == 50
    told = sync_json(receipt)
    assert told["list_ends_at"] == 50
    assert [note["code"] for note in told["reading_notes"]] == ["list_ends"]
    text = receipt_text(receipt, "shop")
    assert list_text(receipt) in text
    assert translate("The two sides are not equal.") not in text


def check_lacking(receipt: RunReport) -> None:
    """A product that the list lacks was left out: what keeps it from being created is told."""
    assert receipt.state is RunState.PARTIAL
    assert receipt.problem is not None
    assert receipt.problem.is_a(AccountListEnds)
    assert (receipt.list_ends_at, "50" in receipt.problem.title) == (50, True)
    assert sync_json(receipt)["list_ends_at"] == 50
    text = receipt_text(receipt, "shop", with_problem=False)
    assert translate("The two sides are not equal.") not in text


def test_every_look_at_a_cut_list_tells_the_same(tmp_path: Path) -> None:
    """Nothing differs: no front end says otherwise, or offers a step that finds nothing."""
    world = world_with(tmp_path, "list-cap-50")
    world.job()
    for kind in (JobKind.VERIFY, JobKind.PREVIEW, JobKind.SYNC):
        world.time += 60.0
        receipt = world.job(kind)
        assert (receipt.list_ends_at, receipt.problem) == (50, None)
        assert "list_ends" in dict(reading_notes(receipt))
        standing = read_standing(world.store, world.connection)
        assert (standing.known_differing, standing.needs_attention) == (0, False)
        assert standing.equal_at is not None


def test_cut_list_is_told_within_seconds(tmp_path: Path) -> None:
    world = world_with(tmp_path, "list-cap-50")
    first, seconds = sync(world)
    check_told(first)
    assert first.created == 94
    assert first.unsettled == 0
    assert seconds <= _SECONDS
    assert {p.phase for p in world.progress if p.waiting_seconds is not None} == {Phase.LIST}
    for _ in range(2):
        world.time += 60.0
        again, seconds = sync(world)
        check_told(again)
        assert again.created == 0
        assert seconds == 0.0


def test_list_that_tells_how_many_there_are_is_known_to_end(tmp_path: Path) -> None:
    world = world_with(tmp_path, "list-pages-told")
    first, _seconds = sync(world)
    assert first.created == 94
    (key,) = world.ordinary(1)
    world.sandbox.shop.update(key, net=99_900)
    world.sandbox.shop.insert(sku="UJ-1", name="Vadonatúj termék")
    world.time += 86_400.0
    again, seconds = sync(world)
    check_lacking(again)
    assert (again.created, again.updated, seconds) == (0, 1, 0.0)
    undone = world.job(JobKind.UNDO, undo_run_id=first.run_id, remove_created=True)
    assert (undone.removed, undone.kept, len(world.account_products())) == (93, 1, 1)


@pytest.mark.parametrize("kind", [JobKind.VERIFY, JobKind.PREVIEW])
def test_what_a_list_of_a_usual_length_lacks_is_not_told_as_missing(
    tmp_path: Path, kind: JobKind
) -> None:
    world = World(tmp_path, products=150, orders=0, account="filled", manners=("list-cap-100",))
    receipt = world.job(kind)
    assert receipt.list_may_end_at == 100
    assert "exactly 100 products" in receipt_text(receipt, "shop")
    assert "missing from the account" not in receipt_text(receipt, "shop")
    plain = World(tmp_path / "plain", products=151, orders=0).job(kind)
    assert plain.list_may_end_at is None


def test_killed_run_is_followed_by_one_wait_at_most(tmp_path: Path) -> None:
    world = world_with(tmp_path, "list-cap-50")
    world.kill_at = 150  # while it writes
    with pytest.raises(Killed):
        world.job()
    world.kill_at = None
    world.restart()
    world.time += 30.0
    receipt, seconds = sync(world)
    if receipt.unsettled:
        check_lacking(receipt)
    else:
        check_told(receipt)
    assert seconds <= _QUIET
    assert receipt.unsettled <= 1  # the create at which it died: no such list can say
    world.time += 60.0
    assert sync(world)[1] == 0.0


def test_products_beside_the_list_do_not_count_as_listed() -> None:
    products = [TargetProduct(sa_id=n, sku=f"SKU-{n}", name="Bögre") for n in range(1, 7)]
    target = Target(AccountProducts(products[:3]), ())
    target = with_more(with_more(target, products[3:5]), products[5:])
    assert (target.listed, len(target.products)) == (3, 6)


@pytest.mark.parametrize("manner", ["list-lags-8s", "list-omits-newest-30s", "list-lags-90s"])
def test_late_list_is_not_taken_for_a_cut_one(tmp_path: Path, manner: str) -> None:
    world = world_with(tmp_path, manner)
    receipt, _ = sync(world)
    assert receipt.state is RunState.DONE
    assert receipt.verified


@pytest.mark.parametrize("kill_at", [100, 130, 170])
def test_ids_that_were_answered_outlive_a_kill(tmp_path: Path, kill_at: int) -> None:
    world = World(tmp_path, products=100, orders=0, manners=("list-cap-50", "ids-scattered"))
    world.kill_at = kill_at
    with pytest.raises(Killed):
        world.job()
    world.kill_at = None
    world.restart()
    world.time += 30.0
    sync(world)
    skus = [product.prod_sku for product in world.account_products()]
    assert len(skus) == len(set(skus))


def test_categories_that_the_list_lacks_are_found_by_the_ids_that_follow(tmp_path: Path) -> None:
    """Their creates were answered with nothing at all: the next run goes on, and creates none twice."""
    manners = ("create-answers-empty", "categories-cap-5")
    world = World(tmp_path, products=40, orders=0, manners=manners)
    first = world.job()
    made = len(world.sandbox.account.categories)
    assert first.state is RunState.PARTIAL
    assert first.unsettled > 0
    world.time += 3600
    second = world.job()
    assert (second.state, second.unsettled) == (RunState.DONE, 0)
    assert second.created > 0
    assert len(world.sandbox.account.categories) == made


def test_a_list_of_categories_that_shows_one_again_is_believed_again(tmp_path: Path) -> None:
    """A create was answered with nothing, and was not carried out: the next run tries one category."""
    world = World(tmp_path, products=40, orders=0)

    def spoil(request: Request) -> f.Action:
        carried_out = world.request_count("createprodcategory") <= 1
        return f.Action(answer="empty", apply=carried_out)

    world.sandbox.faults.at(lambda request: "createprodcategory" in request.raw_path, spoil, None)
    first = world.job()
    assert first.problem is not None
    assert first.problem.is_a(CategoryListIncomplete)
    world.sandbox.faults.clear()
    world.time += 3600
    assert world.job().state is RunState.DONE


def test_lists_that_are_made_once_in_ten_minutes_do_not_stop_every_sync(tmp_path: Path) -> None:
    world = World(tmp_path, products=40, orders=0, manners=("list-cached-10m",))
    states = []
    for _ in range(3):
        states.append(world.job().state)
        world.time += 86_400
    assert states[-1] is RunState.DONE
    names = [category.prodcat_name for category in world.sandbox.account.categories.values()]
    assert len(names) == len(set(names))
    skus = [product.prod_sku for product in world.account_products()]
    assert len(skus) == len(set(skus))


@pytest.mark.parametrize("manner", ["list-breaks-above-60", "list-memory-above-60"])
def test_a_list_that_fails_for_good_does_not_keep_known_products_from_being_updated(
    manner: str, tmp_path: Path
) -> None:
    world = world_with(tmp_path, manner, products=80)
    assert world.job().state in (RunState.PAUSED, RunState.FAILED)
    held = len(world.account_products())
    world.time += 3600
    world.job()
    key = world.ordinary(1)[0]
    world.sandbox.shop.update(key, net=77_700)
    world.time += 86_400
    receipt = world.job()
    assert (receipt.state, receipt.updated, receipt.created) == (RunState.PARTIAL, 1, 0)
    assert receipt.problem is not None
    assert receipt.problem.is_a(AccountListIncomplete)
    assert len(world.account_products()) == held
    assert 77_700 in {product.prod_price for product in world.account_products()}


def test_what_a_list_hides_is_looked_for_where_a_run_has_created(tmp_path: Path) -> None:
    """The list shows the newer half only, and another computer had created all: what stands twice is named."""
    world = World(tmp_path, catalogue="awkward", manners=("list-half-above-40",))
    assert world.job().created > 40
    world.time += 7200.0
    world.forget()
    report = world.job()
    twice = world.sandbox.account.duplicate_skus()
    assert (report.state, report.verified) == (RunState.PARTIAL, False)
    assert {double.sku for double in report.doubled} == twice.keys() != set()
    assert report.doubled_here == len(twice)
    text = receipt_text(report, "shop")
    assert doubles_advice(report) in text
    assert doubles_advice() not in text
    assert text.count(doubles_upkeep(report)) == 1
    remark = on_run(report)
    assert remark is not None
    assert Step.TAKE_BACK in remark.steps
    assert doubles_advice(report) in " ".join(remark.texts)
    undo = f"undo {report.run_id} --remove-created"
    assert command(Step.TAKE_BACK, world.connection, report).endswith(undo)
    verified = world.job(JobKind.VERIFY)
    assert (verified.doubled, verified.doubled_here) == (report.doubled, 0)
    world.job(JobKind.UNDO, undo_run_id=report.run_id, remove_created=True)
    assert not world.sandbox.account.duplicate_skus()
