"""What the filter "Differs from SalesAutopilot" shows right after a run has written."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunReport
from shopsync_gui.store.search.query import GridQuery
from tests.sync.undoing import filled, undo
from tests.sync.world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def differing(world: World) -> set[str]:
    return {row.sku for row in world.rows(GridQuery(differs=True)) if row.sa_id is not None}


def renamed(world: World) -> set[str]:
    return {row.sku for row in world.rows(GridQuery()) if row.name.startswith("Új név")}


def after_writes(world: World, count: int) -> Callable[[asyncio.Task[RunReport]], None]:
    """Cancel a run when it has written so often."""
    enough = world.write_count() + count

    def watch(task: asyncio.Task[RunReport]) -> None:
        if world.write_count() >= enough:
            task.cancel()

    return watch


def test_what_an_undo_gave_back_differs_at_once(world: World) -> None:
    filled(world)
    run = world.job()
    assert not differing(world)
    undo(world, run)
    assert differing(world) == renamed(world)
    assert len(renamed(world)) == 4
    world.job(JobKind.VERIFY)
    assert differing(world) == renamed(world)


def test_what_an_interrupted_undo_gave_back_differs_at_once(world: World) -> None:
    filled(world)
    run = world.job()
    report = world.start(
        after_writes(world, 2),
        JobKind.UNDO,
        undo_run_id=run.run_id,
    )
    assert 0 < report.updated < 4
    assert len(differing(world)) == report.updated
    assert differing(world) < renamed(world)


def test_what_an_interrupted_sync_wrote_differs_no_more(world: World) -> None:
    filled(world)
    world.job(JobKind.PREVIEW)
    assert len(differing(world)) == 4
    report = world.start(after_writes(world, 2))
    assert 0 < report.updated < 4
    assert len(differing(world)) == 4 - report.updated


def test_what_a_sync_gave_again_after_an_undo_differs_no_more(world: World) -> None:
    filled(world)
    run = world.job()
    undo(world, run)
    world.job()
    assert not differing(world)
