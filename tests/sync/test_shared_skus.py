"""SKUs that stand more than once: in the shop, in the account, or in both."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopsync_gui.core.runs.account_words import doubles_advice, shared_advice
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.plan_words import doubled_text, shared_in
from shopsync_gui.core.runs.receipt import receipt_text
from shopsync_gui.core.runs.runs import RunState
from tests.sync.world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_rows_of_several_products_with_one_sku_are_not_called_doubles(world: World) -> None:
    shop, account = world.sandbox.shop, world.sandbox.account
    first, second = world.ordinary(2)
    world.job()
    sku, other = shop.product(first).sku, shop.product(second).sku
    ids = tuple(sorted(account.by_sku(each)[0].prod_id for each in (sku, other)))
    held = account.products[max(ids)]
    account.products[max(ids)] = held._replace(prod_sku=sku)
    account.products[min(ids)] = account.products[min(ids)]._replace(prod_sku=sku)
    shop.update(second, sku=sku)
    before = dict(account.products)
    world.job(JobKind.PREVIEW)
    plan = world.plans[-1]
    assert not doubled_text(plan)
    assert sku in shared_in(plan)
    report = world.job()
    assert (report.state, report.doubled) == (RunState.DONE, ()), report
    assert [(double.sku, double.sa_ids) for double in report.shared] == [(sku, ids)]
    text = receipt_text(report, "Bolt")
    assert shared_advice() in text
    assert doubles_advice() not in text
    assert dict(account.products) == before, "neither is written"


def test_the_first_of_doubles_is_the_one_that_is_kept_up_to_date(world: World) -> None:
    shop, account = world.sandbox.shop, world.sandbox.account
    (key,) = world.ordinary(1)
    product = shop.product(key)
    older = account.add_product(product.sku, "Más néven", 5)
    own = account.add_product(product.sku, product.name, 6)
    world.job(approve_brake=True)
    report = world.job()
    (double,) = report.doubled
    assert double.sa_ids == (own, older)
    assert account.products[older].prod_name == "Más néven"
    assert not report.shared
