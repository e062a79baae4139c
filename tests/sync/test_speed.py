"""The remaining time that a sync tells is near what it then takes."""

from __future__ import annotations

import asyncio
from pathlib import Path

from shopsync_gui.core.runs import Phase, Progress
from tests.sync.world import World


class Timed(list[Progress]):
    """Every report, with the moment it was made at."""

    def __init__(self) -> None:
        super().__init__()
        self.moments: list[tuple[float, Progress]] = []

    def append(self, progress: Progress) -> None:
        self.moments.append((asyncio.get_running_loop().time(), progress))


def test_the_remaining_time_of_the_writing_is_near_the_truth(tmp_path: Path) -> None:
    world = World(tmp_path, products=400, orders=0, latency_ms=300)
    reports = Timed()
    world.progress = reports
    assert world.job().verified
    writing = [(at, p) for at, p in reports.moments if p.phase is Phase.PUSH]
    end = max(at for at, _progress in writing)
    told = [(at, p.remaining_seconds) for at, p in writing if p.remaining_seconds is not None]
    assert len(told) > 300
    for at, remaining in told:
        # The categories that are written before the products take longer than any of this.
        assert abs(remaining - (end - at)) <= 0.2 * (end - at) + 3, at
