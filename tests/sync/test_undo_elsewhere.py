"""Undoing a run after the connection was led to another account."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from msgspec.structs import replace

from shopsync_gui.core.errors import (
    RunOfOtherAccount,
    RunOfOtherAddress,
)
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunReport, RunState
from tests.sync.undoing import undo
from tests.sync.world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def moved_to(world: World, user: str) -> None:
    """The user has the connection lead to another account."""
    world.connection = world.store.connections.update(world.connection.id, sa_user=user)
    world.type_secrets(world.connection)


def test_a_run_that_wrote_to_another_account_is_not_undone_in_the_present_one(world: World) -> None:
    run = world.job()
    first = world.connection.sa_user
    moved_to(world, "another@example.com")
    world.job()
    world.job(approve_brake=True)
    writes = world.write_count()
    for kind in (JobKind.PREVIEW, JobKind.UNDO):
        with pytest.raises(RunOfOtherAccount) as refused:
            world.job(kind, undo_run_id=run.run_id)
        assert refused.value.values == {
            "run": str(run.run_id),
            "shop": world.connection.name,
            "former": f"{first}@{world.connection.sa_url}",
            "user": first,
            "now": "another@example.com",
        }
    assert world.write_count() == writes
    moved_to(world, first)
    assert undo(world, run, remove_created=True).removed == run.created


def test_a_run_by_the_same_user_at_another_address_is_told_by_the_addresses(world: World) -> None:
    run = world.job()
    former = world.connection
    world.store.runs.save(replace(run, account_key=f"{former.sa_user}@https://former.example"))
    with pytest.raises(RunOfOtherAddress) as refused:
        undo(world, run)
    message = refused.value.problem.message
    assert "https://former.example" in message
    assert former.sa_url in message


def test_a_run_of_an_older_program_is_taken_for_one_of_the_last_known_account(world: World) -> None:
    run = world.job()
    world.store.runs.save(replace(run, account_key=""))
    moved_to(world, "another@example.com")
    with pytest.raises(RunOfOtherAccount):
        undo(world, run)


def test_a_run_does_not_go_on_in_another_account(world: World) -> None:
    """What it wrote before the connection was changed stays its own, and can be undone."""

    def stop(task: asyncio.Task[RunReport]) -> None:
        if len(world.account_products()) > 3:
            task.cancel()

    first = world.start(stop)
    assert first.state is RunState.CANCELLED
    assert first.created > 0
    moved_to(world, "another@example.com")
    second = world.job()
    assert second.run_id != first.run_id
    assert second.account_key != first.account_key
