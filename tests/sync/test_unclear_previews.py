"""A preview while it is unknown what became of writes: it is there at once, names them, and settles nothing."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from shopsync_gui.cli.receipts import sync_json
from shopsync_gui.core.runs.jobs import JobKind, Phase
from shopsync_gui.core.runs.plan_words import unclear_text
from shopsync_gui.core.runs.receipt import quiet_text, receipt_text
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.core.text import format_moment
from tests.sync.undoing import preview, undo
from tests.sync.world import Killed, World


@pytest.fixture(params=[False, True], ids=["before", "after"])
def broken_off(tmp_path: Path, request: pytest.FixtureRequest) -> World:
    """A sync that died with a write on its way, before or after the account had carried it out."""
    world = World(tmp_path, products=30, orders=0)
    world.kill_at, world.kill_after = len(world.sandbox.log) + 40, request.param
    with pytest.raises(Killed):
        world.job()
    world.kill_at = None
    world.restart()
    return world


def test_a_preview_does_not_wait_and_names_what_is_unclear(broken_off: World) -> None:
    world = broken_off
    unsettled = world.store.journal.unsettled(world.connection.id)
    assert unsettled
    began = world.time
    report = world.job(JobKind.PREVIEW)
    assert (report.state, report.unsettled) == (RunState.DONE, len(unsettled))
    assert world.time - began < 60
    plan = world.plans[-1]
    assert plan.unclear == tuple(entry.sku or entry.name for entry in unsettled)
    assert all(name in unclear_text(plan) for name in plan.unclear)
    assert world.store.journal.unsettled(world.connection.id) == unsettled


def test_the_sync_after_it_settles_them_first(broken_off: World) -> None:
    world = broken_off
    world.job(JobKind.PREVIEW)
    report = world.job()
    assert (report.state, report.verified) == (RunState.DONE, True)
    skus = Counter(product.prod_sku for product in world.account_products())
    assert max(skus.values()) == 1
    world.job(JobKind.PREVIEW)
    assert not world.plans[-1].unclear


def test_a_preview_after_the_quiet_time_settles_them(broken_off: World) -> None:
    world = broken_off
    world.time += 600
    report = world.job(JobKind.PREVIEW)
    assert report.unsettled == 0
    assert not world.plans[-1].unclear
    assert not world.store.journal.unsettled(world.connection.id)


def test_the_preview_of_an_undo_does_not_wait_either(broken_off: World) -> None:
    world = broken_off
    run = world.store.runs.newest(1)[0]
    unsettled = world.store.journal.unsettled(world.connection.id)
    assert unsettled
    began = world.time
    report = preview(world, run, remove_created=True)
    assert (report.state, report.unsettled) == (RunState.DONE, len(unsettled))
    assert world.time - began < 60
    plan = world.plans[-1]
    assert plan.unclear == tuple(entry.sku or entry.name for entry in unsettled)
    assert plan.counts.remove > 0
    assert world.store.journal.unsettled(world.connection.id) == unsettled


def test_the_undo_settles_them_before_it_writes(broken_off: World) -> None:
    world = broken_off
    run = world.store.runs.newest(1)[0]
    preview(world, run, remove_created=True)
    report = undo(world, run, remove_created=True)
    assert (report.state, report.unsettled) == (RunState.DONE, 0)
    assert not world.account_products()
    preview(world, run, remove_created=True)
    assert not world.plans[-1].unclear


def test_a_verification_waits_for_them_and_says_for_how_long(broken_off: World) -> None:
    """What is carried out late would make it say more than it has seen."""
    world = broken_off
    began = world.time
    report = world.job(JobKind.VERIFY)
    quiet = world.store.settings.load().push.quiet_seconds
    assert (report.state, report.verified, report.unsettled) == (RunState.PARTIAL, False, 0)
    assert quiet - 5 < world.time - began < quiet + 60
    waits = [
        told.waiting_seconds
        for told in world.progress
        if told.phase is Phase.SETTLE and told.waiting_seconds is not None
    ]
    assert waits[0] <= quiet
    assert all(0 < before - after < 2 for before, after in pairwise(waits))
    assert waits[-1] <= 1


def test_an_attempt_that_ends_in_the_quiet_time_says_until_when_the_next_one_waits(
    broken_off: World,
) -> None:
    world = broken_off
    world.fails = lambda request: "productExtend" in request.url.path
    ended = world.job()
    assert (ended.state, ended.problem is not None) == (RunState.PAUSED, True)
    assert ended.quiet_until is not None
    assert world.now() < ended.quiet_until <= world.now() + timedelta(seconds=120)
    shown = format_moment(ended.quiet_until + timedelta(seconds=59))
    assert shown in receipt_text(ended, "Bolt")
    told = sync_json(ended)
    assert shown in told["error"]["action"]
    assert datetime.fromisoformat(told["quiet_until"]) == ended.quiet_until
    world.fails = lambda request: False
    begin = world.now()
    done = world.job()
    assert (done.verified, done.quiet_until) == (True, None)
    assert "quiet_until" not in sync_json(done)
    waits = [p.waiting_seconds for p in world.progress if p.phase is Phase.SETTLE]
    assert world.now() >= ended.quiet_until > begin
    assert max(filter(None, waits)) <= 120


def test_an_attempt_that_is_cancelled_while_it_waits_says_so_too(broken_off: World) -> None:
    world = broken_off

    def cancel(task: asyncio.Task[RunReport]) -> None:
        if world.progress[-1].phase is Phase.SETTLE:
            task.cancel()

    ended = world.start(cancel)
    assert ended.state is RunState.CANCELLED
    assert ended.quiet_until is not None
    assert ended.quiet_until > world.now()
    assert quiet_text(ended) in receipt_text(ended, "Bolt")
