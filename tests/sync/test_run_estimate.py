"""The estimate of a whole run: known from the counts, measured as it goes, never going back."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from shopsync_gui.core.runs.jobs import JobKind, Phase, Progress
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.sandbox import faults as f
from shopsync_gui.sync.run.rate import RateEstimate
from shopsync_gui.sync.run.run_estimate import Expected, RunEstimate
from tests.sync.elsewhere import save
from tests.sync.world import Killed, World


def at(phase: Phase, done: int = 0, total: int | None = None, **more: Any) -> Progress:
    return Progress(run_id=1, phase=phase, done=done, total=total, **more)


def test_without_counts_nothing_is_known() -> None:
    estimate = RunEstimate(JobKind.SYNC)
    assert (estimate.share, estimate.remaining) == (None, None)
    estimate.update(at(Phase.PREPARE))
    assert estimate.remaining is None
    estimate.update(at(Phase.PULL, 0, 1200))
    assert estimate.share is not None


def test_a_plan_and_the_pace_of_the_account_are_enough() -> None:
    small, large = Expected(100, 100, pace=8).seconds, Expected(10_000, 10_000, pace=8).seconds
    assert small is not None
    assert large is not None
    assert 0 < small < 60 < large
    assert Expected().seconds is None
    unchanged = Expected(10_000, writes=0).seconds
    assert unchanged is not None
    assert unchanged < large / 5


def test_no_time_is_told_before_it_is_known_what_is_to_be_written() -> None:
    assert Expected(3060, pace=8).seconds is None
    assert Expected(3060, 0, pace=8, guess=True).seconds is None
    for expected in (Expected(3060, pace=8), Expected(3060, 0, pace=8, guess=True)):
        estimate = RunEstimate(JobKind.SYNC, expected)
        estimate.update(at(Phase.PULL, 1600, 3060, remaining_seconds=10.0))
        estimate.update(at(Phase.TARGET, 0, 3060))
        assert (estimate.remaining, bool(estimate.share)) == (None, True)
        estimate.update(at(Phase.PUSH, 0, 243))
        assert estimate.remaining is not None
        assert 243 / 8 < estimate.remaining < 243 / 8 + 10
    nothing_to_write = RunEstimate(JobKind.SYNC, Expected(60))
    told: list[float | None] = []
    for phase in (Phase.PLAN, Phase.VERIFY):
        nothing_to_write.update(at(phase, 0, 60))
        told.append(nothing_to_write.remaining)
    assert told[0] is None
    assert 0 < (told[1] or 0) < 5


def test_no_time_is_told_while_nobody_knows_how_many_writes_the_account_takes() -> None:
    assert Expected(1000, 1000).seconds is None
    assert Expected(60, 60).seconds is None
    estimate = RunEstimate(JobKind.SYNC, Expected(1000))
    estimate.update(at(Phase.PUSH, 10, 1000))
    assert (estimate.remaining, bool(estimate.share)) == (None, True)
    estimate.update(at(Phase.PUSH, 20, 1000, per_second=4.0, remaining_seconds=245.0))
    assert estimate.remaining is not None
    estimate.update(at(Phase.VERIFY, 0, 1000))
    assert estimate.remaining is not None


def test_the_number_of_products_bounds_what_is_not_known() -> None:
    least, most = Expected(400, 400).bounds or (0, 0)
    assert 40 <= least < 60, "a quick account takes ten writes a second"
    assert 200 <= most < 240, "a slow one takes two"
    assert Expected(400).bounds == (least, most), "everything may be new"
    with_pace = Expected(400, pace=4).bounds
    assert with_pace is not None
    assert 0 < with_pace[0] < 10, "or nothing"
    assert 100 <= with_pace[1] < 120
    assert Expected().bounds is None
    assert Expected(400, 0, guess=True).bounds is None
    exactly = Expected(400, 400, pace=8)
    assert exactly.bounds == (exactly.seconds, exactly.seconds)
    estimate = RunEstimate(JobKind.SYNC)
    estimate.update(at(Phase.PULL, 0, 400))
    assert estimate.bounds is not None
    estimate.update(at(Phase.PUSH, 300, 400))
    least, most = estimate.bounds
    assert 10 <= least < 20
    assert 50 <= most < 60


def test_a_run_goes_by_the_pace_of_the_last_one_that_wrote_enough(tmp_path: Path) -> None:
    world = World(tmp_path, products=60, orders=0, latency_ms=400)
    assert world.store.account_writes.pace(world.connection.id) is None
    begun = world.time
    world.job()
    took = world.time - begun
    pace = world.store.account_writes.pace(world.connection.id)
    assert pace is not None
    assert 30 / took < pace < 1 / 0.4
    world.job()  # nothing is left to be written; the pace stays known
    assert world.progress[-1].usual_pace == pace
    estimate = RunEstimate(JobKind.SYNC)
    estimate.update(at(Phase.PULL, 0, 600, usual_pace=pace))
    assert estimate.remaining is None
    estimate.update(at(Phase.PUSH, 0, 600))
    assert estimate.remaining is not None


def test_a_measured_pace_takes_the_place_of_the_usual_one() -> None:
    estimate = RunEstimate(JobKind.SYNC, Expected(1000, writes=800, pace=8))
    before = estimate.remaining
    estimate.update(at(Phase.PUSH, 80, 800, per_second=80.0, remaining_seconds=9.0))
    assert before is not None
    assert estimate.remaining is not None
    assert 9 <= estimate.remaining < 15 < before


def test_the_share_of_a_run_only_grows_and_its_end_is_met(tmp_path: Path) -> None:
    world = World(tmp_path, products=300, latency_ms=400)
    estimate = RunEstimate(JobKind.SYNC)
    shares: list[float] = []
    ends: list[float] = []

    def watch(_task: object) -> None:
        estimate.update(world.progress[-1])
        if estimate.share is not None and estimate.remaining is not None:
            shares.append(estimate.share)
            ends.append(world.loop_time() + estimate.remaining)

    report = world.start(watch)
    assert report.state is RunState.DONE
    assert shares == sorted(shares)
    assert shares[-1] > 0.9
    took = world.time
    late = ends[len(ends) // 2]  # what was said half-way
    assert abs(late - took) < 0.5 * took


def test_the_bar_is_full_only_at_the_end_where_more_is_written_than_was_expected() -> None:
    for expected in (Expected(3060, writes=0, pace=8), Expected(3060, 0, pace=8, guess=True)):
        estimate = RunEstimate(JobKind.SYNC, expected)
        shares: list[float] = []

        def shown(*heard: Progress, estimate: RunEstimate = estimate) -> list[float]:
            told = []
            for progress in heard:
                estimate.update(progress)
                told.append(estimate.share or 0)
            return told

        shares += shown(*(at(Phase.PULL, done, 3060) for done in range(0, 3061, 102)))
        shares += shown(at(Phase.TARGET, 3060, 3060), at(Phase.PLAN, 3060, 3060))
        assert shares[-1] <= 0.9
        pushed = shown(
            *(at(Phase.PUSH, done, 125, remaining_seconds=(125 - done) / 8) for done in range(126))
        )
        assert len(set(pushed)) > 100, "it moves with every write"
        assert pushed[62] < 0.96
        shares += pushed
        shares += shown(at(Phase.VERIFY, 0, 3060), at(Phase.VERIFY, 3060, 3060))
        assert shares == sorted(shares)
        assert 0.95 < shares[-1] <= 0.99
        assert shown(at(Phase.FINISH)) == [1.0]


def test_the_bar_goes_on_with_every_write_to_a_synced_shop(tmp_path: Path) -> None:
    world = World(tmp_path, products=300, orders=0, latency_ms=120)
    world.job()
    shop = world.sandbox.shop
    for key in world.ordinary(100):
        shop.update(key, net=shop.product(key).net_minor + 100)
    pace = world.store.account_writes.pace(world.connection.id)
    estimate = RunEstimate(JobKind.SYNC, Expected(300, 0, pace, guess=True))
    shares: dict[int, float] = {}

    def watch(_task: object) -> None:
        estimate.update(world.progress[-1])
        if world.progress[-1].phase is Phase.PUSH and world.progress[-1].total:
            shares.setdefault(world.progress[-1].done, estimate.share or 0)

    world.start(watch)
    assert len(set(shares.values())) == len(shares) == 101
    assert shares[0] < 0.6
    assert 0.7 < shares[50] < 0.9
    assert 0.9 < shares[100] < 1


def test_the_bar_does_not_wait_for_the_reading_of_a_large_shop() -> None:
    estimate = RunEstimate(JobKind.SYNC, Expected(1_000_000, writes=20, pace=8))
    shares: list[float] = []
    for done in range(0, 1_000_001, 10_000):
        estimate.update(at(Phase.PULL, done, 1_000_000))
        shares.append(estimate.share or 0)
    assert len(set(shares)) == len(shares)


def test_the_bar_of_a_run_without_writes_is_full_only_at_the_end() -> None:
    estimate = RunEstimate(JobKind.SYNC, Expected(600, writes=0))
    for phase in (Phase.PULL, Phase.PLAN, Phase.VERIFY):
        estimate.update(at(phase, 600, 600))
        assert estimate.share is not None
        assert estimate.share < 1
    estimate.update(at(Phase.FINISH))
    assert estimate.share == 1


def test_waiting_is_added_and_a_step_that_comes_again_moves_nothing_back() -> None:
    estimate = RunEstimate(JobKind.SYNC, Expected(1000, 1000, pace=8))
    estimate.update(at(Phase.PUSH, 500, 1000))
    share, remaining = estimate.share, estimate.remaining
    assert remaining is not None
    estimate.update(at(Phase.PULL, 10, 1000))
    assert estimate.share == share
    estimate.update(at(Phase.SETTLE, waiting_seconds=120.0))
    assert estimate.remaining is not None
    assert estimate.remaining >= 120
    assert estimate.share == share


def test_the_bar_moves_while_categories_are_written(tmp_path: Path) -> None:
    world = World(tmp_path, products=120, orders=0, latency_ms=300)
    estimate = RunEstimate(JobKind.SYNC)
    shares: list[float] = []

    def watch(_task: object) -> None:
        estimate.update(world.progress[-1])
        now = world.progress[-1]
        if now.phase is Phase.PUSH and now.total and not now.done and estimate.share is not None:
            shares.append(estimate.share)

    world.start(watch)
    assert len(shares) > 20
    assert len(set(shares[len(shares) // 2 :])) > 5


def test_categories_are_writes_that_take_their_time() -> None:
    """Hundreds of them beside a few products: the bar goes on with each, as even as the time does."""
    estimate = RunEstimate(JobKind.SYNC, Expected(20, 320, pace=2))
    said = estimate.remaining
    assert said is not None
    assert said > 160
    estimate.update(at(Phase.TARGET, 20, 20))
    before = estimate.share or 0.0
    shares = []
    for done in range(0, 321, 4):
        now = at(
            Phase.PUSH,
            max(0, done - 300),
            20,
            share=done / 320,
            writes=320,
            remaining_seconds=(320 - done) / 2,
        )
        estimate.update(now)
        shares.append(estimate.share or 0.0)
    steps = [after - now for now, after in pairwise(shares)]
    assert shares[0] < before + 0.05
    assert max(steps) < 3 * min(steps)
    # Also while nothing is measured, and where no product is written at all.
    unmeasured = RunEstimate(JobKind.SYNC, Expected(20, pace=2))
    unmeasured.update(at(Phase.PUSH, 0, 0, share=0.5, writes=300))
    assert 75 <= (unmeasured.remaining or 0) < 90


def test_what_is_written_is_told_by_its_kind(tmp_path: Path) -> None:
    world = World(tmp_path, products=120, orders=0)
    done = world.job()
    told = [now.categories for now in world.progress if now.phase is Phase.PUSH]
    categories = [each for each in told if each is not None]
    assert done.planned is not None
    assert categories[0] == (0, done.planned.categories)
    assert categories[-1] == (done.planned.categories,) * 2
    assert categories == sorted(categories)
    assert told[-1] is None


@pytest.mark.usefixtures("own_keyring")
def test_the_pace_of_a_former_account_tells_nothing(tmp_path: Path) -> None:
    world = World(tmp_path, products=60, orders=0, latency_ms=400)
    world.job()
    world.job(JobKind.PREVIEW)
    assert world.progress[-1].usual_pace is not None
    save(world, sa_user="another@example.com")
    world.type_secrets(world.connection)
    world.job(JobKind.PREVIEW)
    assert world.progress[-1].usual_pace is None


def test_no_time_is_told_while_the_pace_of_orders_is_not_known() -> None:
    estimate = RunEstimate(JobKind.PREVIEW)

    def told(progress: Progress) -> float | None:
        estimate.update(progress)
        return estimate.remaining

    assert told(at(Phase.PULL, 300, 300)) is not None
    assert told(at(Phase.ORDERS, 0, 48)) is None
    assert (told(at(Phase.ORDERS, 12, 48, remaining_seconds=60.0)) or 0) >= 60
    assert told(at(Phase.TARGET)) is not None


def test_a_preview_ends_with_its_plan() -> None:
    estimate = RunEstimate(JobKind.PREVIEW, Expected(10_000))
    whole = RunEstimate(JobKind.SYNC, Expected(10_000, 10_000, pace=8))
    assert estimate.remaining is not None
    assert whole.remaining is not None
    assert estimate.remaining < whole.remaining / 5


def test_the_bar_moves_with_every_write_of_an_account_that_is_slower_than_ever() -> None:
    """Half of the run was expected to be over when the writing began; it turns out to take minutes."""
    estimate = RunEstimate(JobKind.SYNC, Expected(600, writes=52, pace=10))
    estimate.update(at(Phase.PULL, 600, 600))
    estimate.update(at(Phase.TARGET, 600, 600))
    shares = []
    for done in range(53):
        left = (52 - done) * 6.0
        estimate.update(at(Phase.PUSH, done, 52, remaining_seconds=left))
        shares.append(estimate.share or 0.0)
    steps = [after - now for now, after in pairwise(shares)]
    assert min(steps) > 0
    assert max(steps) < 1.5 * min(steps)


def test_a_step_that_tells_nothing_is_given_more_time_the_longer_it_lasts() -> None:
    estimate = RunEstimate(JobKind.VERIFY, Expected(200))
    left = []
    for second in range(20):
        estimate.update(at(Phase.PREPARE, elapsed=float(second)))
        left.append(estimate.remaining or 0.0)
    assert left == sorted(left)
    assert left[-1] >= left[0] + 15


def test_the_time_that_a_slow_account_takes_grows_little_by_little() -> None:
    """Eight writes a second were usual; one takes five seconds now."""
    speed, left = RateEstimate(8.0), []
    for second in range(60):
        done = second // 5
        speed.note(float(second), done)
        assert speed.expected is not None
        left.append((52 - done) / speed.expected)
    assert left[0] == pytest.approx(52 / 8)
    assert 10 < left[1] < 2 * left[2]
    assert max(after - now for now, after in pairwise(left)) < 30
    assert 150 < left[-1] < 250, "40 more at five seconds each"


def test_a_slow_account_has_the_remaining_time_grow_while_a_write_is_waited_for(
    tmp_path: Path,
) -> None:
    world = World(tmp_path, products=120, orders=0)
    world.job()
    shop = world.sandbox.shop
    for key in world.ordinary(20):
        shop.update(key, net=shop.product(key).net_minor + 100)
    world.sandbox.faults.at("POST sa/modifyproduct", f.own(delay=4.0), None)
    estimate = RunEstimate(JobKind.SYNC)
    told: list[tuple[float, float, float]] = []

    def watch(_task: object) -> None:
        now = world.progress[-1]
        estimate.update(now)
        if now.phase is Phase.PUSH and estimate.remaining is not None:
            told.append((world.loop_time(), estimate.remaining, estimate.share or 0.0))

    begun = len(world.progress)
    world.start(watch)
    assert not [now for now in world.progress[begun:] if now.trouble], "4 s are not long"
    ended = world.time
    truth = [(ended - at_second, left) for at_second, left, _share in told]
    assert max(b[0] - a[0] for a, b in pairwise(told)) <= 2.1, "it says something each second"
    first = [left for real, left in truth if real > 60]
    assert max(after - now for now, after in pairwise(first)) < 21, "no jump"
    assert all(0.5 * real < left for real, left in truth[len(truth) // 4 :] if real > 10)
    assert len({share for *_times, share in told}) >= 20


@pytest.mark.parametrize("killed", [False, True])
@pytest.mark.parametrize("at", [0.4, 0.7, 0.9])
def test_a_run_that_goes_on_tells_how_much_of_the_whole_is_done(
    tmp_path: Path, at: float, *, killed: bool
) -> None:
    world = World(tmp_path, products=400, latency_ms=80)
    before = len(world.account_products())
    reached = list[float]()
    estimate = RunEstimate(JobKind.SYNC)

    def stop(task: asyncio.Task[RunReport]) -> None:
        estimate.update(world.progress[-1])
        if world.progress[-1].phase is Phase.PUSH and (estimate.share or 0) >= at:
            reached.append(estimate.share or 0)
            if killed:
                raise Killed
            task.cancel()

    if killed:
        with pytest.raises(Killed):
            world.start(stop)
        world.restart()
    else:
        world.start(stop)
    seen = list[tuple[float, float]]()
    later, begun = RunEstimate(JobKind.SYNC), world.time
    times = list[tuple[float, float]]()

    def look(_task: asyncio.Task[RunReport]) -> None:
        progress = world.progress[-1]
        later.update(progress)
        if progress.phase in (Phase.PREPARE, Phase.PUSH):
            seen.append((later.share or 0, float(len(world.account_products()) - before)))
        if later.remaining is not None:
            times.append((world.loop_time(), later.remaining))

    world.start(look, goes_on=True)
    all_of_it = len(world.account_products()) - before
    assert abs(seen[0][0] - reached[-1]) < 0.12, "it begins where it was"
    assert all(abs(share - done / all_of_it) < 0.15 for share, done in seen)
    first, left = times[0]
    assert first - begun < 3
    assert abs(first + left - world.time) < 0.5 * (world.time - begun) + 5


def test_products_that_are_asked_for_one_by_one_are_part_of_the_remaining_time(
    tmp_path: Path,
) -> None:
    world = World(tmp_path, products=400, latency_ms=80, manners=("list-cap-50",))
    estimate = RunEstimate(JobKind.SYNC)
    told = list[tuple[float, float]]()

    def look(_task: asyncio.Task[RunReport]) -> None:
        progress = world.progress[-1]
        estimate.update(progress)
        if progress.phase is Phase.TARGET and progress.total and estimate.remaining is not None:
            told.append((world.loop_time(), estimate.remaining))

    world.start(look)
    assert len(told) > 20
    for moment, left in told[:-5]:
        assert abs(moment + left - world.time) < 6
