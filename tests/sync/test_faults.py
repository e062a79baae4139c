"""What goes wrong on the way: lost answers, late writes, refusals, storms; nothing twice, nothing lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopsync_gui.core.catalogue import sku_key
from shopsync_gui.core.products.changes import ChangeKind, Since
from shopsync_gui.core.runs.receipt import receipt_text
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.named_faults import FAULTS
from shopsync_gui.store.search.query import GridQuery
from tests.sync.world import World

#: Faults from which a single run recovers by itself.
_RECOVERS = {
    "shop-429", "shop-500", "shop-503", "shop-504-big-pages", "shop-slow", "shop-reset", "shop-cut",
    "token-expires-fast", "sa-429", "sa-lost-answer", "sa-reset-before", "sa-late-apply",
    "sa-504-after-apply",
}  # fmt: skip

#: Faults that pause or fail the run until somebody mends them.
_ENDS = {
    "shop-redirect", "shop-down", "shop-api-off", "token-401", "missing-scope", "sa-401", "sa-down", "sa-quota",
}  # fmt: skip


#: Enough products for each fault to be met by several writes.
_FEW = 25


def no_duplicates(world: World) -> bool:
    keys = [sku_key(product.prod_sku) for product in world.account_products()]
    return len(keys) == len(set(keys))


@pytest.mark.parametrize("name", sorted((FAULTS.keys() | _RECOVERS) - {"shop-empty"}))
def test_whatever_happened_the_next_run_without_the_fault_makes_both_equal(
    tmp_path: Path, name: str
) -> None:
    world = World(tmp_path, products=_FEW, faults=(name,))
    first = world.job()
    assert first.state is not RunState.RUNNING
    if name in _RECOVERS:  # by itself
        assert first.state is RunState.DONE, first
        assert first.verified is True
    if first.state is not RunState.DONE:
        assert first.problem is not None or first.state is RunState.PARTIAL
    assert no_duplicates(world)
    mend(world)
    world.restart()
    second = world.job()
    assert second.state is RunState.DONE, second
    assert second.verified is True
    assert no_duplicates(world)


def mend(world: World) -> None:
    """Everything works again."""
    world.sandbox.faults.clear()
    world.sandbox.account.stale_seconds = 0
    world.sandbox.account.max_products = None
    world.sandbox.account.refuse = None
    world.sandbox.account_api.deny_all = False
    world.sandbox.shop.token_seconds = 3600
    world.sandbox.shop.scopes = world.config.scopes


@pytest.mark.parametrize("name", sorted(_ENDS))
def test_what_cannot_be_mended_here_pauses_the_run_and_says_why(tmp_path: Path, name: str) -> None:
    report = World(tmp_path, faults=(name,)).job()
    assert report.state in (RunState.PAUSED, RunState.FAILED)
    assert report.problem is not None
    assert report.problem.title
    assert report.problem.action


def test_a_refused_product_fails_alone_and_is_named(tmp_path: Path) -> None:
    world = World(tmp_path)
    victim = world.sandbox.shop.product(world.ordinary(1)[0])
    world.sandbox.account.refuse = lambda product: product.prod_sku == victim.sku
    report = world.job()
    assert report.state is RunState.PARTIAL
    assert report.failed == 1
    (failure,) = report.failures
    assert failure.problem.values["detail"] in receipt_text(report, "Bolt")
    assert report.verified is False
    (row,) = [row for row in world.rows(GridQuery(skipped_or_failed=True)) if row.failure]
    assert row.sku == victim.sku
    world.sandbox.account.refuse = None
    again = world.job()
    assert again.state is RunState.DONE
    assert again.created == 1
    assert [row for row in world.rows(GridQuery()) if row.failure] == []


def test_failed_categories_take_no_place_among_the_failed_products(tmp_path: Path) -> None:
    world = World(tmp_path, products=90)
    world.sandbox.faults.at("POST sa/createprodcategory", f.status(400, body=b"no"), None)
    world.sandbox.account.refuse = lambda _product: True
    report = world.job()
    assert report.state is RunState.PARTIAL, report
    assert report.failed > 50
    assert len(report.failures) == 50
    assert all(failure.sku for failure in report.failures)


def test_a_lost_answer_is_settled_by_one_look_after_the_quiet_time(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.sandbox.faults.at("POST sa/createproduct", f.drop(apply=True), skip=3)
    world.sandbox.faults.at("POST sa/createproduct", f.late(85), skip=5)
    world.sandbox.faults.at("POST sa/createproduct", f.drop(), skip=7)
    before = world.time
    report = world.job()
    assert report.state is RunState.DONE, report
    assert no_duplicates(world)
    assert 120 <= world.time - before < 240


def test_a_lost_category_is_not_made_twice(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.sandbox.faults.at("POST sa/createprodcategory", f.drop(apply=True), skip=1)
    world.sandbox.faults.at("POST sa/createprodcategory", f.late(60), skip=2)
    report = world.job()
    assert report.state is RunState.DONE, report
    names = [c.prodcat_name for c in world.sandbox.account.categories.values()]
    assert len(names) == len(set(names))


@pytest.mark.slow
def test_a_living_shop_is_different_at_each_sync_and_both_sides_stay_equal(tmp_path: Path) -> None:
    world = World(tmp_path, products=300, faults=("shop-lives",))
    first = world.job()
    assert first.state is RunState.DONE
    since = world.store.runs.newest(limit=1)[0].last_at
    for _day in range(3):
        again = world.job()
        assert again.state is RunState.DONE
        assert again.verified is True
        assert again.updated > 5
    changed = {
        kind: world.store.grid.count(GridQuery(changed_since=Since(since), change=kind))
        for kind in ChangeKind
    }
    assert all(changed.values()), changed
