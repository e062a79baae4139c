"""Syncs with keys that may not write everything, or whose password changes meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopsync_gui.core.errors import (
    AccountPartlyReadOnly,
    AccountReadOnly,
    WrongAccountPassword,
)
from shopsync_gui.core.runs.runs import RunState
from tests.sync.other_answers import answering, says
from tests.sync.world import World


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_may_only_read_is_not_told_as_a_wrong_password(
    tmp_path: Path, status: int
) -> None:
    world = World(tmp_path)
    world.reshape = answering("create", says(b"Forbidden", status))
    report = world.job()
    assert (report.state, report.created, report.failed) == (RunState.PAUSED, 0, 0)
    assert report.problem is not None
    assert report.problem.kind is AccountReadOnly
    refused = world.request_count("create")
    assert refused == 1
    world.reshape = lambda request, response: response
    report = world.job()
    assert (report.state, report.verified, report.failed) == (RunState.DONE, True, 0)


def test_a_key_that_may_write_categories_only_is_told_so(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.reshape = answering("createproduct", says(b"Forbidden", 403))
    report = world.job()
    assert report.state is RunState.PAUSED
    assert report.problem is not None
    assert report.problem.kind is AccountPartlyReadOnly
    assert list(world.store.journal.unsettled(world.connection.id)) == []
    asked = world.request_count("createproduct")
    assert world.job().state is RunState.PAUSED
    assert world.request_count("createproduct") == asked + 1


def test_a_password_that_was_changed_after_writes_is_told_as_wrong(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.reshape = answering("createproduct", says(b"Unauthorized", 401))
    report = world.job()
    assert report.state is RunState.PAUSED
    assert report.problem is not None
    assert report.problem.kind is WrongAccountPassword  # its categories were written
    again = world.job()
    assert again.problem is not None
    assert again.problem.is_a(AccountReadOnly)  # the lists are let in with the same password
