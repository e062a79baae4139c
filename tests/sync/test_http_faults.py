"""Every class of HTTP fault at every request of a small sync, once and for good."""

from __future__ import annotations

from functools import partial
from itertools import product
from pathlib import Path

import pytest

from shopsync_gui.core.catalogue import sku_key
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.sandbox import faults as f
from tests.parallel import broken_of, play_each
from tests.portions import portion
from tests.sync.world import World

FAULTS: dict[str, f.Action] = {
    "refused": f.refuse(),
    "reset before": f.drop(),
    "reset after": f.drop(apply=True),
    "cut in the body": f.cut(),
    "no answer": f.hang(),
    "no answer, applied": f.hang(apply=True),
    "late": f.late(90),
    "html": f.html(),
    "html, applied": f.html(apply=True),
    "html 502": f.html(502),
    "empty": f.empty(),
    "empty, applied": f.empty(apply=True),
    "truncated": f.truncated(),
    "wrong type": f.wrong_type(),
    "redirect": f.redirect(),
    "500 after": f.status(500, apply=True),
    "504 after": f.status(504, apply=True),
    **{str(code): f.status(code) for code in (400, 401, 403, 404, 409, 429, 500, 503, 504)},
}


def world_in(folder: Path) -> World:
    return World(folder, products=3, orders=0, seed=459)


def play(folder: Path, name: str, number: int, steady: bool) -> None:
    """A run with the fault ends with a reason; the next ones without it end well."""
    world = world_in(folder)
    action = FAULTS[name]
    world.sandbox.faults.at(lambda request: request.number >= number, action, None if steady else 1)
    report = world.job()
    assert report.state is not RunState.RUNNING
    check_end(world, report)
    world.sandbox.faults.clear()
    world.time += 4000
    world.sandbox.account.settle(everything=True)
    check_recovery(world)
    world.store.close()


def check_end(world: World, report: RunReport) -> None:
    """A run that met a fault has a reason, or has done all."""
    assert report.state is RunState.DONE or report.problem or report.state is RunState.PARTIAL
    if report.state is RunState.DONE:
        check(world, report)


def check_recovery(world: World) -> None:
    """Three runs of a program that was started anew are enough, and another one writes nothing."""
    world.restart()
    for _ in range(3):
        report = world.job()
        if report.state is RunState.DONE:
            break
    check(world, report)
    writes = world.write_count()
    check(world, world.job())
    assert world.write_count() == writes, "the last sync writes nothing"


def check(world: World, report: RunReport) -> None:
    assert report.state is RunState.DONE, report
    assert report.verified is True
    held = [sku_key(product.prod_sku) for product in world.account_products()]
    assert len(held) == len(set(held)), held
    wanted = {sku_key(product.sku) for product in world.sandbox.shop.products()} - {""}
    assert set(held) == wanted


def request_count(folder: Path) -> int:
    world = world_in(folder)
    check(world, world.job())
    world.store.close()
    return len(world.sandbox.log)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_each_fault_at_each_request(tmp_path: Path) -> None:
    count = request_count(tmp_path)
    assert count > 20
    every = product(FAULTS, range(1, count + 1), (False, True))
    cases = portion(every, 99)  # an odd number: it meets faults that come once and those that stay
    broken = broken_of(partial(play_each, play), cases)
    assert not broken, f"{len(broken)} of {len(cases)}:\n" + "\n".join(broken)
