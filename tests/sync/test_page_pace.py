"""Readers of the shop's pages: more while that brings more, fewer where the shop cannot do it."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from pathlib import Path

import pytest

from shopsync_gui.core.jobs import JobKind, Phase
from shopsync_gui.sync.page_pace import PagePace
from tests.sync.test_speed import Timed
from tests.sync.world import World


def play(pace: PagePace, pages: int, takes: Callable[[int], float]) -> float:
    """Read so many pages, each of which `takes` seconds among so many others; the whole time."""
    now, left = 0.0, pages
    reading: list[tuple[float, float, int]] = []
    while left or reading:
        while left and len(reading) < pace.readers:
            left -= 1
            seconds = takes(len(reading) + 1)
            heapq.heappush(reading, (now + seconds, seconds, pace.readers))
        now, seconds, readers = heapq.heappop(reading)
        pace.good(pace.size, seconds, readers)
    return now


def test_slow_pages_are_read_by_as_many_as_the_setting_allows() -> None:
    pace = PagePace(200, 16)
    assert play(pace, 500, lambda _others: 13.0) < 500 * 13 / 14
    assert pace.readers == 16


@pytest.mark.parametrize("most", [1, 2, 4])
def test_the_setting_is_the_ceiling(most: int) -> None:
    pace = PagePace(200, most)
    play(pace, 100, lambda _others: 13.0)
    assert pace.readers == most


def test_a_shop_at_its_limit_gets_no_more_readers_for_long() -> None:
    pace = PagePace(200, 16)
    seen: list[int] = []

    def takes(others: int) -> float:
        seen.append(others)
        return 1.0 * max(1.0, others / 4)

    play(pace, 400, takes)
    assert sum(1 for others in seen if others > 8) < len(seen) / 4


def test_patience_and_heavy_pages_take_readers_away() -> None:
    pace = PagePace(200, 16)
    play(pace, 200, lambda _others: 13.0)
    pace.strained()
    assert pace.readers == 8
    pace.heavy(200)
    assert (pace.readers, pace.size) == (4, 100)
    for _ in range(8):
        pace.good(100, 13.0, 4)
    assert (pace.readers, pace.size) == (4, 200)


@pytest.mark.slow
@pytest.mark.parametrize(("seconds", "times"), [(13.0, 2.5), (0.3, 1.06)])
def test_a_pull_is_near_what_the_limit_of_requests_allows(
    tmp_path: Path, seconds: float, times: float
) -> None:
    world = World(tmp_path, products=12_000, orders=0, latency_ms=seconds * 1000)
    reports = Timed()
    world.progress = reports
    world.job(JobKind.PREVIEW)
    reading = [at for at, progress in reports.moments if progress.phase is Phase.PULL]
    pages = 12_000 / 200
    assert max(reading) - min(reading) <= times * ((pages - 1) / 3 + seconds) + 2 * seconds
