"""Retrying what the account may have under another SKU: nothing is created twice but on purpose."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopsync_gui.core.products.labels import suspect_text
from shopsync_gui.core.products.reasons import SkipReason
from shopsync_gui.core.products.suspect import SuspectRow
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.receipt import receipt_text
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.store.lists.grid_row import GridRow
from shopsync_gui.store.search.query import GridQuery
from shopsync_gui.sync.outputs.problem_words import problem_text
from tests.sync.world import World

_COUNT = 3


@pytest.fixture
def world(tmp_path: Path) -> World:
    """An account that has some of the shop's products under SKUs with other signs, as somebody typed them."""
    world = World(tmp_path)
    shop, account = world.sandbox.shop, world.sandbox.account
    for key in world.ordinary(_COUNT):
        product = shop.product(key)
        sku = product.sku.replace("-", " - ")
        assert sku != product.sku
        account.add_product(sku, f"{product.name} (régi)", 5)
    return world


def suspected(world: World) -> list[GridRow]:
    rows = world.rows(GridQuery(skipped_or_failed=True))
    return [row for row in rows if row.reason == SkipReason.SKU_ALTERED]


def test_a_retry_of_all_leaves_out_what_the_account_may_have(world: World) -> None:
    first = world.job()
    rows = suspected(world)
    assert len(rows) == first.skip_reasons[SkipReason.SKU_ALTERED] == _COUNT
    held = {p.prod_id: p for p in world.account_products()}
    ids = tuple(row.id for row in world.rows(GridQuery(skipped_or_failed=True)))
    for product_ids in ((), ids):
        again = world.job(JobKind.RETRY, product_ids=product_ids)
        assert again.created == 0
        assert again.skip_reasons[SkipReason.SKU_ALTERED] == _COUNT
        assert {p.prod_id: p for p in world.account_products()} == held
    assert len(suspected(world)) == _COUNT
    assert world.job().verified is first.verified


def test_the_row_that_it_may_be_is_named_wherever_the_product_is_told(world: World) -> None:
    first = world.job()
    row = suspected(world)[0]
    held = {p.prod_id: p for p in world.account_products()}
    assert row.suspect is not None
    found = held[row.suspect.sa_id]
    assert row.suspect == SuspectRow(found.prod_id, found.prod_sku, found.prod_name)
    assert row.sku.replace("-", " - ") == found.prod_sku
    name = suspect_text(row.suspect)
    assert name in problem_text(row)
    assert name in receipt_text(first, "shop")
    items = [item for item in world.plans[-1].items if item.product_id == row.id]
    assert [item.suspect for item in items] == [row.suspect]


def test_one_is_created_on_purpose_and_no_other(world: World) -> None:
    world.job()
    chosen, *others = suspected(world)
    report = world.job(JobKind.RETRY, product_ids=(chosen.id,), on_purpose=True)
    assert (report.state, report.created) == (RunState.DONE, 1), report
    assert chosen.sku in {p.prod_sku for p in world.account_products()}
    assert [row.id for row in suspected(world)] == [row.id for row in others]
    assert world.job().created == 0


def test_what_was_given_its_sku_in_the_account_is_adopted_by_a_retry_of_all(world: World) -> None:
    world.job()
    row = suspected(world)[0]
    assert row.suspect is not None
    products = world.sandbox.account.products
    products[row.suspect.sa_id] = products[row.suspect.sa_id]._replace(prod_sku=row.sku)
    report = world.job(JobKind.RETRY)
    assert (report.created, report.updated) == (0, 1)
    assert row.id not in {each.id for each in suspected(world)}


def test_a_retry_of_one_product_leaves_the_reasons_of_the_others(world: World) -> None:
    world.job()
    rows = world.rows(GridQuery(skipped_or_failed=True))
    world.job(JobKind.RETRY, product_ids=(rows[0].id,))
    assert [row.id for row in world.rows(GridQuery(skipped_or_failed=True))] == [
        row.id for row in rows
    ]
