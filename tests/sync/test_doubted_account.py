"""An account that was emptied is believed after other readings only, and every second of that is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from shopsync_gui.core.plan.plan_summary import BrakeKind
from shopsync_gui.core.runs.jobs import JobKind, Phase
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.sync.standing.stored_standings import read_standing
from tests.sync.world import World


@pytest.mark.parametrize("kind", [JobKind.SYNC, JobKind.PREVIEW])
def test_the_wait_is_told_from_its_first_second_to_its_end(tmp_path: Path, kind: JobKind) -> None:
    world = World(tmp_path, products=30, orders=0)
    assert world.job().state is RunState.DONE
    world.sandbox.account.clear()
    world.progress.clear()
    report = world.job(kind)
    assert BrakeKind.OTHER_ACCOUNT in {brake.kind for brake in report.brakes}
    doubted = [told for told in world.progress if told.phase is Phase.DOUBT]
    waits = [told.waiting_seconds for told in doubted if told.waiting_seconds is not None]
    assert len(waits) == len(doubted)
    assert waits[0] == 2 * world.store.settings.load().push.quiet_seconds
    assert all(0 < before - after < 2 for before, after in pairwise(waits))
    assert waits[-1] <= 1


def cancel_after(world: World, left: float) -> Callable[[asyncio.Task[RunReport]], None]:
    """Cancels a run that doubts the account, as soon as it waits for no more than so many seconds."""

    def cancel(task: asyncio.Task[RunReport]) -> None:
        told = world.progress[-1]
        if told.phase is Phase.DOUBT and (told.waiting_seconds or 0) <= left:
            task.cancel()

    return cancel


def test_a_wait_that_was_broken_off_is_not_begun_anew(tmp_path: Path) -> None:
    world = World(tmp_path, products=30, orders=0)
    assert world.job().state is RunState.DONE
    quiet = world.store.settings.load().push.quiet_seconds
    world.sandbox.account.clear()
    broken = world.start(cancel_after(world, quiet / 2), JobKind.PREVIEW)
    assert broken.state is RunState.CANCELLED
    world.progress.clear()
    report = world.job(JobKind.PREVIEW)
    assert BrakeKind.OTHER_ACCOUNT in {brake.kind for brake in report.brakes}
    waits = [told.waiting_seconds or 0 for told in world.progress if told.phase is Phase.DOUBT]
    assert max(waits) <= quiet + 1


@pytest.mark.parametrize("kind", [JobKind.VERIFY, JobKind.PREVIEW])
def test_a_doubt_that_was_broken_off_leaves_no_equal_standing(
    tmp_path: Path, kind: JobKind
) -> None:
    world = World(tmp_path, products=30, orders=0)
    assert world.job().state is RunState.DONE
    assert read_standing(world.store, world.connection).equal_at is not None
    world.sandbox.account.clear()
    broken = world.start(cancel_after(world, 200), kind)
    assert broken.state is RunState.CANCELLED
    (shop,) = world.store.connections.all()
    standing = read_standing(world.store, shop)
    assert standing.equal_at is None
    assert standing.is_proof_old
