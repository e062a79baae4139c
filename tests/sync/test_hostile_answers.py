"""Whatever a service answers, at whichever endpoint: the run ends with a reason, and the next ones heal."""

from __future__ import annotations

from functools import partial
from itertools import product
from pathlib import Path

import httpx
import pytest

from shopsync_gui.core.catalogue import sku_key
from shopsync_gui.core.errors import UnexpectedProblem
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunReport, RunState
from tests.parallel import broken_of, play_each
from tests.portions import portion
from tests.sync.hostile_answers import HOSTILE
from tests.sync.world import World

#: What a sync of new, changed and removed products and categories asks both services.
ENDPOINTS = (
    "token", "languages", "taxClassExtend", "geoZones", "settings", "domains", "categoryExtend",
    "productExtend", "listproducts", "listprodcategories", "createproduct", "modifyproduct",
    "createprodcategory", "modprodcategory",
)  # fmt: skip
#: A plain number in answer to a create is an id; what a wrong one does has tests of its own.
_IDS = {"numbers true", "numbers with fractions", "5,000 digits"}
#: A service that says "not now", or "no", has not carried out what it was asked.
_REFUSALS = {"403", "429 soon", "429 never", "429 before"}
_DAY = 90_000


def endpoint(request: httpx.Request) -> str:
    """What a request asks for."""
    parts = request.url.path.strip("/").split("/")
    if parts[0] == "oauth":
        return "token"
    return parts[3] if parts[0] == "shop" else parts[1]


def world_in(folder: Path) -> World:
    """A shop that was synced, and in which something of each kind has changed since."""
    world = World(folder, products=3, orders=0, seed=459)
    check(world, world.job())
    shop = world.sandbox.shop
    shop.insert(sku="UJ-1", name="Új termék")
    shop.update(1, name="Más név")
    shop.update_category(shop.product(0).categories[0], name="Más kategória")
    shop.update(2, categories=(shop.insert_category("Új kategória"),))
    world.time += _DAY
    return world


def play(folder: Path, name: str, where: str) -> None:
    """A sync and a verification with these answers, then syncs with true ones."""
    world = world_in(folder)
    hosts = set()

    def reshape(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        hosts.add(request.url.host)
        return HOSTILE[name](response) if endpoint(request) == where else response

    world.reshape = reshape
    for kind in (JobKind.SYNC, JobKind.VERIFY):
        report = world.job(kind, approve_brake=True)
        ended = (RunState.DONE, RunState.PARTIAL, RunState.STOPPED)
        assert report.state in ended or report.problem is not None, report
        assert report.problem is None or not report.problem.is_a(UnexpectedProblem)
        world.time += 60
    assert hosts == {"127.0.0.1"}
    assert world.store.integrity() == []
    world.reshape = lambda request, response: response
    world.restart()
    for _ in range(4):
        world.time += _DAY
        world.sandbox.account.settle(everything=True)
        report = world.job(approve_brake=True)
        if report.state is RunState.DONE and report.verified:
            break
    check(world, report)
    writes = world.write_count()
    check(world, world.job())
    assert world.write_count() == writes, "the last sync writes nothing"
    world.store.close()


def check(world: World, report: RunReport) -> None:
    """Both sides are equal."""
    assert report.state is RunState.DONE, report
    assert report.verified is True, report
    held = [sku_key(product.prod_sku) for product in world.account_products()]
    assert len(held) == len(set(held)), held
    shown = {sku_key(p.prod_sku): p.prod_name for p in world.account_products()}
    wanted = {sku_key(p.sku): p.name for p in world.sandbox.shop.products() if p.sku}
    assert shown == wanted


def test_a_sync_asks_at_every_endpoint(tmp_path: Path) -> None:
    world = world_in(tmp_path)
    asked = set()

    def reshape(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        asked.add(endpoint(request))
        return response

    world.reshape = reshape
    check(world, world.job())
    assert asked == set(ENDPOINTS)
    assert len(HOSTILE) >= 60
    world.store.close()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_hostile_answers_at_each_endpoint() -> None:
    every = [
        (name, where)
        for name, where in product(HOSTILE, ENDPOINTS)
        if not (where.startswith("create") and name in _IDS | _REFUSALS)
    ]
    cases = portion(every, 96, kind=lambda case: case[1])
    broken = broken_of(partial(play_each, play), cases)
    assert not broken, f"{len(broken)} of {len(cases)}:\n" + "\n".join(broken)
