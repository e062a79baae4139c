"""How a shop stands after jobs that were cancelled: as before, where they had done nothing yet."""

from __future__ import annotations

import asyncio
import re
from datetime import date
from pathlib import Path

import pytest

from shopsync_gui.cli.metrics import metrics_text
from shopsync_gui.core.plan.plan_summary import PlanCounts
from shopsync_gui.core.runs.jobs import JobKind, Phase
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.sync.standing.plan_ahead import plan_ahead
from shopsync_gui.sync.standing.shop_state import ShopState
from shopsync_gui.sync.standing.standing import RECENT, ShopStanding
from shopsync_gui.sync.standing.stored_standings import read_standing, read_standings
from tests.sync.past_runs import (
    AHEAD,
    CANCELLED,
    DONE,
    ORDERS,
    PARTIAL,
    PREVIEW,
    RETRY,
    UNDO,
    VERIFY,
    after,
    proven,
)
from tests.sync.test_cancelled_sync import cancel_while_writing
from tests.sync.world import World

#: The state that a shop is in, among the metrics.
STATE = re.compile(r"shopsync_state\{.*\} 1$")


@pytest.mark.parametrize(
    ("run", "more"),
    [
        (RETRY, {"planned": PlanCounts(create=3)}),
        (ORDERS, {"orders_since": date(2026, 1, 1), "planned": PlanCounts(create=9)}),
        (UNDO, {"undo_of": 1, "planned": PlanCounts(update=2, remove=1)}),
        (VERIFY, {}),
    ],
)
def test_what_is_cancelled_before_it_did_anything_leaves_all_as_it_was(
    run: JobKind, more: dict[str, object]
) -> None:
    for known in (
        proven(),
        after((VERIFY, PARTIAL, {"verified": False, "difference_count": 14})),
        after((PREVIEW, DONE, {"planned": AHEAD}), known=proven()),
        ShopStanding(),
    ):
        standing = after((run, CANCELLED, more), known=known)
        for fact in ("state", "latest", "equal_at", "is_proof_old", "differing"):
            assert getattr(standing, fact) == getattr(known, fact), fact
        assert plan_ahead(standing) == plan_ahead(known)


@pytest.mark.parametrize("more", [{"created": 1}, {"updated": 1}, {"unsettled": 1}])
def test_what_is_cancelled_after_a_write_is_told(more: dict[str, object]) -> None:
    standing = after((RETRY, CANCELLED, {"planned": PlanCounts(create=3), **more}), known=proven())
    assert standing.latest is not None
    assert standing.latest.state is CANCELLED
    assert standing.equal_at is None


@pytest.mark.parametrize("kind", [RETRY, ORDERS, VERIFY])
def test_a_shop_is_as_it_was_after_a_job_that_was_cancelled_while_it_read(
    tmp_path: Path, kind: JobKind
) -> None:
    """However often that happens."""

    def stop(task: asyncio.Task[RunReport]) -> None:
        if world.progress[-1].phase is not Phase.PREPARE:
            task.cancel()

    world = World(tmp_path, products=40, orders=20)
    synced = world.job()
    writes = world.write_count()
    begin = world.now().date().replace(year=2016)
    for _ in range(RECENT + 2):
        world.time += 60.0
        more = {"orders_since": begin} if kind is ORDERS else {}
        assert world.start(stop, kind, **more).state is RunState.CANCELLED
    assert world.write_count() == writes
    connection = world.store.connections.get(world.connection.id)
    assert connection is not None
    standing = read_standing(world.store, connection)
    assert standing == read_standings(world.store, [connection])[connection.id]
    assert (standing.state, standing.latest) == (ShopState.DONE, synced)
    assert standing.synced_at == synced.finished_at


def test_a_sync_that_was_cancelled_after_its_first_category_is_the_last_one(tmp_path: Path) -> None:
    world = World(tmp_path, products=40)

    def stop(task: asyncio.Task[RunReport]) -> None:
        if world.write_count():
            task.cancel()

    run = world.start(stop)
    assert (run.state, run.created) == (RunState.CANCELLED, 0)
    assert run.created_categories > 0
    standing = read_standing(world.store, world.connection)
    assert standing == read_standings(world.store, [world.connection])[world.connection.id]
    assert standing.synced_at == run.last_at


def test_a_part_that_wrote_nothing_is_not_the_last_sync(tmp_path: Path) -> None:
    """A run that is tried again and again while the shop is silent has not synced since it last wrote."""
    world = World(tmp_path, products=40)

    def stop(task: asyncio.Task[RunReport]) -> None:
        if world.write_count() > 3:
            task.cancel()

    def stop_at_once(task: asyncio.Task[RunReport]) -> None:
        task.cancel()

    wrote = world.start(stop)
    for _ in range(2):
        world.time += 3600.0
        again = world.start(stop_at_once)
        assert (again.run_id, again.state) == (wrote.run_id, RunState.CANCELLED)
        standing = read_standing(world.store, world.connection)
        assert standing == read_standings(world.store, [world.connection])[world.connection.id]
        assert standing.synced_at == wrote.last_at < again.last_at
    world.time += 3600.0
    done = world.job()
    assert (done.run_id, done.state) == (wrote.run_id, RunState.DONE)
    assert read_standing(world.store, world.connection).synced_at == done.last_at


def test_programs_read_one_name_of_its_state_everywhere(tmp_path: Path) -> None:
    world = World(tmp_path)
    named: list[str] = []

    def read() -> None:
        standing = read_standing(world.store, world.connection)
        (line,) = [line for line in metrics_text(world.store).splitlines() if STATE.match(line)]
        assert f'state="{standing.state_name}"' in line
        named.append(standing.state_name)

    read()
    assert world.start(cancel_while_writing(world)).state is CANCELLED
    read()
    world.job()
    read()
    assert named == ["idle", "cancelled", "done"]
