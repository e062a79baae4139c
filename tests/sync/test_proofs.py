"""What a run says that it has proven, and since when: no more than it has."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from shopsync_gui.core.errors import StoreError
from shopsync_gui.core.plan.plan_summary import BrakeKind
from shopsync_gui.core.runs.jobs import JobKind, Phase
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.core.runs.verified_words import verified_text
from shopsync_gui.core.text import translate
from tests.faulty_disk import faulty_disk
from tests.sync.world import World


def cancel_in(world: World, phase: Phase) -> RunReport:
    """A sync that is cancelled in a phase."""

    def meanwhile(task: asyncio.Task[RunReport]) -> None:
        if world.progress[-1].phase is phase:
            task.cancel()

    report = world.start(meanwhile)
    assert report.state is RunState.CANCELLED
    return report


@pytest.mark.parametrize("away", [timedelta(minutes=10), timedelta(days=3)])
def test_prices_are_of_the_reading_that_a_resumed_run_made(tmp_path: Path, away: timedelta) -> None:
    world = World(tmp_path)
    first = cancel_in(world, Phase.PUSH)
    assert world.store.letters.prices_of(world.connection.id) == first.started_at
    world.time += away.total_seconds()
    resumed = world.now()
    again = world.job()
    assert (again.run_id, again.state) == (first.run_id, RunState.DONE)
    assert again.started_at == first.started_at
    # Pages of the first part, too, were read once more before the run ended.
    assert world.store.letters.prices_of(world.connection.id) == resumed


def test_a_resumed_run_that_has_not_read_all_again_tells_the_older_moment(tmp_path: Path) -> None:
    world = World(tmp_path)
    first = cancel_in(world, Phase.PUSH)
    world.time += 600.0
    again = cancel_in(world, Phase.PUSH)
    assert again.run_id == first.run_id
    assert world.store.letters.prices_of(world.connection.id) == first.started_at


def test_a_run_whose_end_cannot_be_kept_has_proven_nothing(tmp_path: Path) -> None:
    with faulty_disk() as disk:
        world = World(tmp_path, products=12)
        world.job()
        begun = disk.calls
        assert world.job().verified is True
        calls = disk.calls - begun
        ends = set()
        for before_end in range(1, min(calls, 60)):
            disk.fail(calls - before_end, 1)
            try:
                report = world.job()
            except StoreError:
                continue
            finally:
                disk.work()
            ends.add(report.state)
            assert report.verified is (True if report.state.ended else None)
        assert RunState.PAUSED in ends or RunState.FAILED in ends
        world.store.close()


@pytest.mark.parametrize(
    ("some", "doubt"), [(False, BrakeKind.EMPTY_SHOP), (True, BrakeKind.VANISH)]
)
def test_a_verification_of_a_shop_that_tells_of_few_products_proves_nothing(
    tmp_path: Path, some: bool, doubt: BrakeKind
) -> None:
    world = World(tmp_path, products=120)
    assert world.job().verified
    proven = world.store.connections.get(world.connection.id)
    shop = world.sandbox.shop
    shop.delete(*(world.ordinary(40) if some else shop.keys()))
    report = world.job(JobKind.VERIFY)
    assert (report.state, report.verified, report.differences) == (RunState.PARTIAL, False, ())
    assert doubt in {brake.kind for brake in report.brakes}
    assert verified_text(report) == translate("It is not proven that the two sides are equal.")
    after = world.store.connections.get(world.connection.id)
    assert proven is not None
    assert after is not None
    assert after.verified_at == proven.verified_at
