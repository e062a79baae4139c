"""The receipt of a run that died and went on is one of all its parts."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopsync_gui.core.runs import RunState
from tests.sync.world import Killed, World

#: Requests that were under way, or answered since something was told last, when the program died.
_UNDER_WAY = 20


@pytest.mark.parametrize("at", [30, 60, 100])
def test_requests_and_seconds_are_those_of_every_part(tmp_path: Path, at: int) -> None:
    world = World(tmp_path, products=60, orders=0, latency_ms=200)
    world.kill_at = at
    with pytest.raises(Killed):
        world.job()
    world.kill_at = None
    sent, worked = len(world.sandbox.log), world.time
    world.restart()
    (broken,) = world.store.runs.newest()
    told = broken.requests_shop + broken.requests_target
    assert sent - _UNDER_WAY <= told <= sent
    assert 0 < broken.seconds <= worked
    world.time += 3600
    report = world.job()
    assert (report.run_id, report.state) == (broken.run_id, RunState.DONE)
    again = len(world.sandbox.log) - sent
    assert report.requests_shop + report.requests_target == told + again
    assert report.seconds == pytest.approx(broken.seconds + world.time - worked - 3600, abs=1)
