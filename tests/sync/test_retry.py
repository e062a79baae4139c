"""Retrying single products, against the sandbox on virtual time."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.store.lists.grid_row import GridRow
from shopsync_gui.store.search.query import GridQuery
from tests.sync.world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def failed(world: World) -> list[GridRow]:
    return [row for row in world.rows(GridQuery(skipped_or_failed=True)) if row.failure is not None]


def test_one_failed_product_is_retried_alone(world: World) -> None:
    keys = world.ordinary(2)
    shop = world.sandbox.shop
    skus = {shop.product(key).sku for key in keys}
    world.sandbox.account.refuse = lambda product: product.prod_sku in skus
    first = world.job()
    assert (first.state, first.failed) == (RunState.PARTIAL, 2)
    retried, left = failed(world)
    world.sandbox.account.refuse = None
    reads = world.request_count("productExtend")
    report = world.job(JobKind.RETRY, product_ids=(retried.id,))
    assert report.state is RunState.DONE, report
    assert report.created == 1
    assert world.request_count("productExtend") - reads <= 2
    assert [row.id for row in failed(world)] == [left.id]
    report = world.job(JobKind.RETRY)
    assert report.created == 1
    assert failed(world) == []
    assert world.job(JobKind.VERIFY).verified is True


def test_a_double_sku_that_was_solved_in_the_shop_is_retried(world: World) -> None:
    shop = world.sandbox.shop
    first, second = world.ordinary(2)
    shop.update(second, sku=shop.product(first).sku)
    world.job()
    skipped = {row.sku: row for row in world.rows(GridQuery(skipped_or_failed=True))}
    row = skipped[shop.product(first).sku]
    shop.update(second, sku="KULON-2")
    report = world.job(JobKind.RETRY, product_ids=(row.id,))
    assert report.state is RunState.DONE, report
    assert report.created == 2
    held = {p.prod_sku for p in world.account_products()}
    assert {"KULON-2", shop.product(first).sku} <= held


def test_a_retry_that_skips_everything_again_proves_nothing(world: World) -> None:
    first = world.job()
    report = world.job(JobKind.RETRY)
    assert (report.skipped, report.unchanged, first.skipped > 0) == (first.skipped, 0, True)
    assert (report.state, report.verified) == (RunState.DONE, False)
