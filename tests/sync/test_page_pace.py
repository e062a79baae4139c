"""Readers of the shop's pages: more while that brings more, fewer where the shop cannot do it."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from pathlib import Path

import pytest

from shopsync_gui.core.runs.jobs import JobKind, Phase
from shopsync_gui.sync.shop.page_pace import PagePace
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


def course(pace: PagePace, *pages: tuple[int, float]) -> list[int]:
    """The readers after each of some rounds of pages that all take so long, of all readers then."""
    found = []
    for rounds, seconds in pages:
        for _ in range(rounds):
            for _page in range(pace.readers):
                before = pace.readers
                pace.good(pace.size, seconds, before)
            found.append(pace.readers)
    return found


@pytest.mark.parametrize(
    ("most", "pages", "readers"),
    [
        (16, [(4, 1.0)], [8, 16, 16, 16]),
        (12, [(3, 1.0)], [8, 12, 12]),
        (2, [(3, 1.0)], [2, 2, 2]),
        (1, [(3, 1.0)], [1, 1, 1]),
        (4, [(2, 1.0), (2, 9.0)], [4, 4, 4, 4]),  # fewer were never tried
        # A quarter longer is no reason, more is; what they took with fewest counts.
        (16, [(1, 1.0), (1, 1.25)], [8, 16]),
        (16, [(1, 1.0), (1, 1.26), (1, 1.0)], [8, 4, 4]),
        (16, [(1, 1.0), (1, 1.2), (1, 1.26)], [8, 16, 8]),
        (16, [(1, 1.2), (1, 1.0), (1, 1.26)], [8, 16, 8]),
        # More are tried after sixty good pages.
        (16, [(1, 1.0), (1, 1.26), (14, 1.0), (1, 1.0)], [8, *[4] * 15, 8]),
        (16, [(2, 1.0), (1, 1.3), (7, 1.0), (1, 1.0)], [8, 16, *[8] * 8, 16]),
    ],
)
def test_readers_are_doubled_while_pages_get_no_slower(
    most: int, pages: list[tuple[int, float]], readers: list[int]
) -> None:
    pace = PagePace(200, most)
    assert pace.readers == min(4, most)
    assert course(pace, *pages) == readers


def test_more_readers_are_tried_after_sixty_pages() -> None:
    pace = PagePace(200, 2)
    pace.strained()
    assert course(pace, (60, 1.0)) == [*[1] * 59, 2]


def test_pages_of_another_size_or_of_other_readers_tell_nothing() -> None:
    pace = PagePace(200, 16)
    for size, readers in ((100, 4), (200, 2), (200, 8), (25, 1)) * 5:
        pace.good(size, 1.0, readers)
        assert pace.readers == 4
    assert course(pace, (1, 1.0)) == [8]


def test_what_pages_took_before_counts_no_more_after_a_change() -> None:
    pace = PagePace(200, 16)
    course(pace, (1, 0.1))
    pace.heavy(200)
    # The larger pages after eight good ones are not compared with the smaller ones either.
    assert course(pace, (15, 0.5)) == [4] * 14 + [8]
    assert (pace.size, course(pace, (1, 0.6))) == (200, [16])


@pytest.mark.parametrize(
    ("heavy", "size"),
    [
        ([200], 100),
        ([200, 200, 200], 100),  # several that were asked for together
        ([200, 100], 50),
        ([200, 25], 50),  # a piece of it, too
        ([200, 100, 50, 25, 1], 25),
    ],
)
def test_a_heavy_page_halves_the_size_that_was_too_large(heavy: list[int], size: int) -> None:
    pace = PagePace(200, 1)
    for each in heavy:
        pace.heavy(each)
    assert pace.size == size


def test_pages_grow_after_eight_good_ones_up_to_the_setting() -> None:
    pace = PagePace(200, 1)
    sizes = []
    for _ in range(3):
        pace.heavy(pace.size)
    assert pace.size == 25
    for _ in range(7):
        pace.good(25, 1.0, 1)
    pace.heavy(1)
    for _ in range(40):
        pace.good(pace.size, 1.0, 1)
        sizes.append(pace.size)
    assert sizes == [25] * 7 + [50] * 8 + [100] * 8 + [200] * 17


@pytest.mark.parametrize(("readers", "left"), [(16, [2, 1, 1]), (3, [1, 1]), (1, [1, 1])])
def test_one_reader_is_left_at_least(readers: int, left: list[int]) -> None:
    pace = PagePace(200, readers)
    found = []
    for _ in left:
        pace.strained()
        found.append(pace.readers)
    assert found == left


@pytest.mark.slow
@pytest.mark.parametrize(("seconds", "times"), [(13.0, 2.5), (0.3, 1.06)])
def test_a_pull_is_near_what_the_limit_of_requests_allows(
    tmp_path: Path, seconds: float, times: float
) -> None:
    world = World(tmp_path, products=6_000, orders=0, latency_ms=seconds * 1000)
    reports = Timed()
    world.progress = reports
    world.job(JobKind.PREVIEW)
    reading = [at for at, progress in reports.moments if progress.phase is Phase.PULL]
    pages = 6_000 / 200
    assert max(reading) - min(reading) <= times * ((pages - 1) / 3 + seconds) + 2 * seconds
