"""An account that answers what it carries out with a fault of its own, and one that is down."""

from __future__ import annotations

from pathlib import Path

from shopsync_gui.core.errors import ServiceDown
from shopsync_gui.core.runs.runs import RunState
from tests.sync.world import World


def test_creates_that_are_carried_out_and_answered_500_are_all_brought_over_in_one_run(
    tmp_path: Path,
) -> None:
    world = World(tmp_path, catalogue="awkward", manners=("creates-always-500",))
    before = len(world.account_products())
    report = world.job()
    assert (report.state, report.verified, report.unsettled) == (RunState.DONE, True, 0)
    assert report.doubled == ()
    assert len(world.account_products()) == before + report.created, "nothing was created twice"


def test_a_run_pauses_where_creates_answered_500_are_not_there_and_knows_that_they_are_not(
    tmp_path: Path,
) -> None:
    world = World(tmp_path, orders=0)
    world.fails = lambda request: "createproduct" in request.url.path
    report = world.job()
    assert report.state is RunState.PAUSED
    assert report.problem is not None
    assert report.problem.is_a(ServiceDown)
    assert (report.created, report.unsettled) == (0, 0)
    sent = [request for request in world.sandbox.log if "createproduct" in str(request)]
    assert len(sent) <= 5
    world.fails = lambda request: False
    assert world.job().verified
