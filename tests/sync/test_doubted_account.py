"""An account that was emptied is believed after other readings only, and every second of that is told."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from shopsync_gui.core.jobs import JobKind, Phase
from shopsync_gui.core.plan_summary import BrakeKind
from shopsync_gui.core.runs import RunState
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
