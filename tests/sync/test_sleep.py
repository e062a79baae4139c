"""A computer that sleeps in the middle of any request of a sync, and clocks that jump meanwhile."""

from __future__ import annotations

import asyncio
from functools import partial
from itertools import product
from pathlib import Path

import pytest

from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.asgi import Request
from tests.parallel import broken_of, play_each
from tests.portions import portion
from tests.sync.test_http_faults import check_end, check_recovery
from tests.sync.world import World
from tests.virtual import VirtualLoop

HOURS = 3600.0
#: Hours by which each clock is on after the sleep, that of the user and the one that waits go by:
#: on Linux the second stands still meanwhile, on Windows it goes on, and the first may be wrong.
CLOCKS = {
    "stands still": (8, 0),
    "goes on": (0, 8),
    "goes on, and the user's is set back": (-20, 8),
    "ten years on": (87_600, 0),
    "ten years back": (-87_600, 0),
}
#: What becomes of the request that was under way.
ANSWERS = {
    "answered": f.own(),
    "reset": f.drop(),
    "lost": f.drop(apply=True),
}


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_moment_of_a_sleep() -> None:
    """Whatever a run was at, it ends with a reason, and the next ones end equal."""
    cases = list(product(CLOCKS, ANSWERS, range(1, 21)))
    broken = broken_of(partial(play_each, play), portion(cases, 24, lambda case: case[:2]))
    assert not broken, "\n".join(broken)


def play(folder: Path, clock: str, answer: str, number: int) -> None:
    world = World(folder, products=3, orders=0, seed=459)
    user, waiting = CLOCKS[clock]

    def sleep(_request: Request) -> f.Action:
        world.clock += user * HOURS
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        loop.advance(waiting * HOURS)
        return ANSWERS[answer]

    world.sandbox.faults.at(number, sleep, 1)
    report = world.job()
    assert report.seconds >= 0
    check_end(world, report)
    world.time += 4000
    check_recovery(world)
    # What changes in the shop after such a day is not overlooked.
    world.time += HOURS
    key = next(iter(world.sandbox.shop.keys()))
    world.sandbox.shop.update(key, name="Átnevezve")
    world.job(quick=True)
    assert "Átnevezve" in {held.prod_name for held in world.account_products()}
    world.store.close()
