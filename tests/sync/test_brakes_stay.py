"""A brake that stops a sync stops the next one, too: looking at it, or being stopped by it, is no consent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shopsync_gui.core.plan.plan_summary import BrakeKind
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.sandbox.account.records import SaProduct
from shopsync_gui.store.search.query import GridQuery
from tests.sync.world import World

pytestmark = pytest.mark.usefixtures("own_keyring")


def _vanish(world: World) -> None:
    world.sandbox.shop.delete(*list(world.sandbox.shop.keys())[-25:])


def _in_shop(world: World, change: Callable[[int], dict[str, Any]]) -> None:
    for key in list(world.sandbox.shop.keys()):
        world.sandbox.shop.update(key, **change(key))


def _in_account(world: World, change: Callable[[SaProduct], SaProduct]) -> None:
    for product in world.account_products():
        world.sandbox.account.put_product(change(product))


def _move(world: World) -> None:
    shop = world.sandbox.shop
    categories = [shop.product(key).categories for key in shop.keys()]  # noqa: SIM118
    _in_shop(world, lambda key: {"categories": categories[key - len(categories) + 1]})


def _edit(world: World) -> None:
    world.store.settings.set("sync.account_edits", "ask")
    _in_account(world, lambda product: product._replace(prod_price=product.prod_price + 1))


SITUATIONS: dict[BrakeKind, Callable[[World], None]] = {
    BrakeKind.VANISH: _vanish,
    BrakeKind.EMPTY_SHOP: lambda world: world.sandbox.shop.clear(),
    BrakeKind.VAT: lambda world: _in_shop(world, lambda _key: {"vat": 5}),
    BrakeKind.NAMES: lambda world: _in_shop(world, lambda key: {"name": f"Új név {key}"}),
    BrakeKind.PRICE: lambda world: _in_shop(world, lambda key: {"net": 7_000_000 + key}),
    BrakeKind.BLANK: lambda world: _in_shop(world, lambda _key: {"categories": ()}),
    BrakeKind.CURRENCY: lambda world: _in_shop(world, lambda _key: {"currency": "EUR"}),
    BrakeKind.MOVED: _move,
    BrakeKind.OTHER_ACCOUNT: lambda world: world.sandbox.account.renumber(90_001),
    BrakeKind.STRANGE_SKUS: lambda world: _in_account(
        world, lambda product: product._replace(prod_sku=f"X-{product.prod_id}")
    ),
    BrakeKind.EDITED: _edit,
}


@pytest.mark.parametrize("before", [JobKind.PREVIEW, JobKind.VERIFY, JobKind.SYNC])
@pytest.mark.parametrize("kind", SITUATIONS)
def test_a_brake_stays_until_it_is_approved(
    kind: BrakeKind, before: JobKind, tmp_path: Path
) -> None:
    world = World(tmp_path)
    world.job()
    SITUATIONS[kind](world)
    if kind is BrakeKind.OTHER_ACCOUNT:
        world.sandbox.shop.insert()
    writes = world.write_count()
    first = world.job(before)
    assert kind in {brake.kind for brake in first.brakes}
    for _ in range(2):
        stopped = world.job()
        assert stopped.state is RunState.STOPPED
        assert stopped.brakes == first.brakes
        assert world.write_count() == writes


@pytest.mark.parametrize("refused", [False, True])
def test_an_account_that_was_approved_is_the_known_one(tmp_path: Path, *, refused: bool) -> None:
    world = World(tmp_path)
    world.job()
    world.sandbox.account.renumber(90_001)
    new = world.sandbox.shop.product(world.sandbox.shop.insert()).sku
    if refused:
        world.sandbox.account.refuse = lambda product: product.prod_sku == new
    count = len(world.account_products())
    stopped = world.job()
    assert stopped.state is RunState.STOPPED
    (brake,) = stopped.brakes
    assert (brake.kind, brake.count, brake.total) == (BrakeKind.OTHER_ACCOUNT, count, count)
    approved = world.job(approve_brake=True)
    assert (approved.created, approved.verified) == ((0, False) if refused else (1, True))
    again = world.job(JobKind.PREVIEW)
    assert not again.brakes
    assert len(world.account_products()) == count + (not refused)
    assert {row.sa_id for row in world.rows(GridQuery())} - {None} <= set(
        world.sandbox.account.products
    )


def test_the_brake_of_another_account_counts_the_ids_that_are_missing(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.job()
    products = world.account_products()
    for product in products[10:]:
        world.sandbox.account.drop_product(product.prod_id)
    for kind in (JobKind.PREVIEW, JobKind.SYNC):
        (brake,) = world.job(kind).brakes
        assert brake.kind is BrakeKind.OTHER_ACCOUNT
        assert (brake.count, brake.total) == (len(products) - 10, len(products))
