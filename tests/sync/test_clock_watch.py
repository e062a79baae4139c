"""A computer's clock that is set while writes of unknown outcome wait: none is sent a second time."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from shopsync_gui.core.runs.jobs import Phase
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.sandbox import faults as f
from tests.sync.world import Killed, World

#: A write takes effect so many seconds after its connection was lost, within the quiet time.
LATE = 80.0
YEAR = 86_400.0 * 365


@pytest.mark.parametrize("kind", ["createproduct", "createprodcategory"])
@pytest.mark.parametrize("then", [3600.0, -3600.0, YEAR])
@pytest.mark.parametrize("kill", [True, False], ids=["killed", "at work"])
def test_a_late_create_is_not_sent_again(
    tmp_path: Path, kind: str, then: float, *, kill: bool
) -> None:
    """The second one is late, and the clock is set by `then` before the third one leaves."""
    world = World(tmp_path, products=14, orders=0)
    sent = 0

    def third(request: httpx.Request) -> bool:
        nonlocal sent
        sent += request.url.path.endswith(kind)
        if sent == 3 and not world.clock:
            world.clock = then
            if kill:
                raise Killed
        return False

    world.fails = third
    world.sandbox.faults.at(f"POST sa/{kind}", f.late(LATE), skip=1)
    with suppress(Killed):
        world.job()
    assert world.clock == then
    world.job()
    world.time += LATE
    assert world.job().verified
    skus = Counter(product.prod_sku for product in world.account_products())
    names = Counter(found.prodcat_name for found in world.sandbox.account.categories.values())
    assert {*skus.values(), *names.values()} == {1}


@pytest.mark.parametrize("then", [0.0, 3600.0, -3600.0])
def test_what_was_waited_counts_for_the_next_attempt(tmp_path: Path, then: float) -> None:
    """Each attempt is ended from outside before the quiet time is over; the clock is set once by `then`."""
    world = World(tmp_path, products=14, orders=0)
    sent = 0

    def third(request: httpx.Request) -> bool:
        nonlocal sent
        sent += request.url.path.endswith("createprodcategory")
        if sent == 3 and world.progress[-1].phase is not Phase.SETTLE:
            raise Killed
        return False

    world.fails = third
    with suppress(Killed):
        world.job()
    world.fails = lambda request: False
    world.clock = then
    waits: list[float] = []

    def end(task: asyncio.Task[RunReport]) -> None:
        if world.progress[-1].phase is Phase.SETTLE:
            waits.append(world.loop_time())
            if waits[-1] - waits[0] > 50:
                task.cancel()

    for _ in range(2):
        waits.clear()
        assert world.start(end).state is RunState.CANCELLED
    waits.clear()
    assert world.start(end).verified
    assert waits[-1] - waits[0] < 30


def test_a_clock_that_was_set_long_before_costs_no_wait(tmp_path: Path) -> None:
    world = World(tmp_path, products=14, orders=0)
    world.clock = -YEAR
    world.job()
    world.clock = 0.0
    key = next(iter(world.sandbox.shop.keys()))
    world.sandbox.shop.update(key, name="Átnevezve")
    report = world.job()
    assert report.verified
    assert report.seconds < 30
