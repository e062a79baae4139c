"""The remaining time that a sync tells is near what it then takes."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from shopsync_gui.core.runs.jobs import JobKind, Phase, Progress
from shopsync_gui.sync.run.run_estimate import RunEstimate
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


@pytest.mark.parametrize(
    "manner",
    ["create-answers-empty", "create-answers-count", "create-answers-zero", "answers-slow"],
)
def test_the_end_that_is_told_stays_where_it_is_however_the_account_answers(
    tmp_path: Path, manner: str
) -> None:
    world = World(tmp_path, products=150, orders=0, latency_ms=300, manners=(manner,))
    estimate = RunEstimate(JobKind.SYNC)
    told: list[tuple[float, float]] = []

    def watch(_task: object) -> None:
        estimate.update(world.progress[-1])
        if estimate.remaining is not None:
            told.append((world.loop_time(), estimate.remaining))

    assert world.start(watch).verified
    took = world.time
    for at, remaining in told:
        if at > 0.2 * took:  # before that, the account has not been seen to write
            assert abs(at + remaining - took) <= 0.25 * took, at


def test_the_first_sync_to_a_quick_account_soon_tells_how_long_it_takes(tmp_path: Path) -> None:
    world = World(tmp_path, products=1200, orders=0, latency_ms=20)
    reports = Timed()
    world.progress = reports
    assert world.job().verified
    writing = [(at, p) for at, p in reports.moments if p.phase is Phase.PUSH]
    begun, end = writing[0][0], writing[-1][0]
    later = [(at, p.remaining_seconds) for at, p in writing if at > begun + 2]
    assert len(later) > 1000
    for at, remaining in later:
        assert remaining is not None, at - begun
        assert abs(remaining - (end - at)) <= 0.3 * (end - at) + 3, at - begun
