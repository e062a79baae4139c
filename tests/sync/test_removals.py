"""What an undo says to be removed is gone, whatever the account answers and however late its list is."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopsync_gui.core.errors import NotRemoved
from shopsync_gui.core.runs.runs import RunState
from tests.sync.undoing import undo
from tests.sync.world import World


@pytest.mark.parametrize(
    "manners",
    [
        ("servers-late-30s", "create-answers-next-id"),
        ("servers-late-90s",),
        ("list-lags-30s",),
        ("servers-late-10m",),
        ("deletes-queued-30s",),
        ("one-old-90s",),
    ],
)
def test_a_late_list_is_waited_for(tmp_path: Path, manners: tuple[str, ...]) -> None:
    world = World(tmp_path, manners=manners)
    before = len(world.account_products())
    run = world.job()
    assert run.created > 20
    report = undo(world, run, remove_created=True)
    assert len(world.account_products()) == before
    assert (report.state, report.removed, report.failed) == (RunState.DONE, run.created, 0)
    assert (report.verified, report.difference_count) == (True, 0)
    again = world.job()
    assert (again.state, again.created) == (RunState.DONE, run.created)


@pytest.mark.parametrize(
    "manners",
    [
        ("delete-does-nothing",),
        ("delete-does-nothing", "list-half-sometimes"),
        ("delete-does-nothing", "servers-late-30s"),
        ("deletes-second-try",),
    ],
)
def test_what_the_account_only_says_to_be_removed_counts_as_failed(
    tmp_path: Path, manners: tuple[str, ...]
) -> None:
    world = World(tmp_path, manners=manners)
    run = world.job()
    held = len(world.account_products())
    report = undo(world, run, remove_created=True)
    assert len(world.account_products()) == held
    assert (report.state, report.removed, report.failed) == (RunState.PARTIAL, 0, run.created)
    assert not report.verified
    assert all(each.problem.is_a(NotRemoved) for each in report.failures)
    again = world.job()
    assert (again.state, again.created, again.updated) == (RunState.DONE, 0, 0)


def test_what_an_undo_did_not_remove_the_next_one_does(tmp_path: Path) -> None:
    world = World(tmp_path, manners=("deletes-second-try",))
    before = len(world.account_products())
    run = world.job()
    undo(world, run, remove_created=True)
    report = undo(world, run, remove_created=True)
    assert (report.state, report.removed) == (RunState.DONE, run.created)
    assert len(world.account_products()) == before
