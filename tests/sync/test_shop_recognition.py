"""Another address may lead to the same shop: it is known by its products."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.errors import ShopNotRecognised
from shopsync_gui.core.plan.plan_summary import BrakeKind
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from tests.sync.another_shop import ELSEWHERE, TwoShops
from tests.sync.former_shops import (
    brakes,
    changed_price,
    held,
    in_shop,
    listed,
    nothing,
    prices,
    reads_products,
)
from tests.sync.world import Reshape

pytestmark = pytest.mark.usefixtures("own_keyring")


@pytest.fixture
def world(tmp_path: Path) -> TwoShops:
    return TwoShops(tmp_path, orders=20)


def test_an_empty_shop_is_no_riddle_where_nothing_was_read_before(world: TwoShops) -> None:
    world.fails = reads_products
    assert world.job().state is RunState.PAUSED
    world.fails = nothing
    world.lead_there()
    world.reshape = empty_list
    report = world.job()
    assert report.problem is None
    world.reshape = None
    assert world.job().verified


@pytest.mark.parametrize("renamed", [0, 10])
def test_another_address_of_the_same_shop_keeps_what_is_known(
    world: TwoShops, renamed: int
) -> None:
    row_id = changed_price(world)
    keys = list(world.first.shop.keys())
    before = listed(world)
    for key in keys[:renamed]:
        world.first.shop.update(key, sku=f"UJ-{key}")
    world.lead(ELSEWHERE)
    report = world.job(approve_brake=bool(renamed))
    assert report.verified
    assert BrakeKind.OTHER_SHOP not in brakes(report)
    after = listed(world)
    assert all(after[key].sa_id == row.sa_id for key, row in before.items() if row.sa_id)
    assert len(prices(world, row_id).steps) == 2
    assert after.keys() == before.keys()


def test_the_same_shop_is_known_by_products_that_it_does_not_list_first(tmp_path: Path) -> None:
    world = TwoShops(tmp_path, products=160, orders=0)
    assert world.job().verified
    before = in_shop(world)
    world.first.shop.delete(*list(world.first.shop.keys())[:70])
    world.lead(ELSEWHERE)
    preview = world.job(JobKind.PREVIEW)
    assert brakes(preview) == {BrakeKind.VANISH}
    assert in_shop(world).keys() == before.keys()


def empty_list(request: httpx.Request, response: httpx.Response) -> httpx.Response:
    if request.url.path.endswith("/productExtend"):
        return httpx.Response(200, json={"items": [], "pageCount": 0, "page": 0})
    return response


def unreadable(request: httpx.Request, response: httpx.Response) -> httpx.Response:
    if request.url.path.endswith("/productExtend"):
        return httpx.Response(200, content=b"<html>maintenance</html>")
    return response


def without_skus(request: httpx.Request, response: httpx.Response) -> httpx.Response:
    if not request.url.path.endswith("/productExtend"):
        return response
    answer = response.json()
    return httpx.Response(
        200, json={**answer, "items": [{**i, "sku": ""} for i in answer["items"]]}
    )


@pytest.mark.parametrize("answer", [empty_list, unreadable, without_skus])
@pytest.mark.parametrize("there", [True, False])
def test_an_answer_that_says_nothing_decides_nothing(
    world: TwoShops, answer: Reshape, there: bool
) -> None:
    assert world.job().verified
    before, account = listed(world), held(world)
    known = world.store.traits.all(world.connection.id, "shop bemutato", world.now())
    if there:
        world.lead_there()
    else:
        world.lead(ELSEWHERE)
    world.reshape = answer
    report = world.job(approve_brake=True)
    assert report.state in (RunState.PAUSED, RunState.FAILED)
    assert report.problem is not None
    assert report.problem.is_a(ShopNotRecognised) or answer is unreadable
    assert listed(world) == before
    assert held(world) == account
    assert world.store.traits.all(world.connection.id, "shop bemutato", world.now()) == known
    world.reshape = None
    done = world.job(approve_brake=True)
    assert done.verified
    assert (in_shop(world).keys() == before.keys()) is not there


def test_a_shop_that_is_known_is_not_looked_at_again(world: TwoShops) -> None:
    assert world.job().verified
    before = listed(world)
    world.lead_there()
    asked = world.request_count("productExtend")
    world.job(JobKind.PREVIEW)
    once = world.request_count("productExtend") - asked
    asked = world.request_count("productExtend")
    world.job(JobKind.PREVIEW)
    assert world.request_count("productExtend") - asked < once  # it is known by now
    assert {row.state for row in (listed(world)[key] for key in before)} == {ProductState.GONE}
