"""A sync that is cancelled, and the consent under which it goes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from shopsync_gui.core.catalogue import sku_key
from shopsync_gui.core.errors import MoreThanPlanned, PlanMoved
from shopsync_gui.core.runs.jobs import Job, JobKind, Phase
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.core.runs.verified_words import verified_text
from shopsync_gui.store.account.connections import Connection
from shopsync_gui.sync.engine import run
from shopsync_gui.sync.run.lease import Alone
from shopsync_gui.sync.standing.stored_standings import read_standing
from tests.sync.world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def cancel_while_writing(world: World) -> Callable[[asyncio.Task[RunReport]], None]:
    """Cancels a run that has written more than a few products."""

    def cancel(task: asyncio.Task[RunReport]) -> None:
        if world.progress[-1].phase is Phase.PUSH and world.progress[-1].done > 30:
            task.cancel()

    return cancel


def cancel_while_reading(world: World) -> Callable[[asyncio.Task[RunReport]], None]:
    """Cancels a run that reads the shop."""

    def cancel(task: asyncio.Task[RunReport]) -> None:
        if world.progress[-1].phase is Phase.PULL:
            task.cancel()

    return cancel


def test_a_cancel_after_the_end_of_a_run_takes_nothing_from_its_receipt(world: World) -> None:
    """As while a team is told of it, which may take as long as its database is slow."""
    cancelled: list[asyncio.Task[object]] = []

    @asynccontextmanager
    async def slow_to_end(job: Job | None, connection: Connection) -> AsyncIterator[Alone]:
        yield Alone()
        task = asyncio.current_task()
        assert task is not None
        cancelled.append(task)
        task.cancel()
        await asyncio.sleep(60)

    async def main() -> RunReport:
        job = Job(kind=JobKind.SYNC, connection_id=world.connection.id, consent=True)
        parts = replace(world.parts(), lease=slow_to_end)
        return await run(job, parts, lambda progress: None)

    report = world.on_loop(main())
    assert cancelled
    assert (report.state, report.verified) == (RunState.DONE, True)
    assert world.store.runs.get(report.run_id) == report


def test_a_cancelled_sync_goes_on_where_it_was(world: World) -> None:
    def cancel_in_the_middle(task: asyncio.Task[RunReport]) -> None:
        if world.progress[-1].phase is Phase.PUSH and world.progress[-1].done == 10:
            task.cancel()

    first = world.start(cancel_in_the_middle)
    assert first.state is RunState.CANCELLED
    reads = world.request_count("productExtend")
    world.restart()
    second = world.job()
    assert second.state is RunState.DONE, second
    assert second.run_id == first.run_id
    assert second.verified is True
    assert second.created + second.skipped == 60
    skus = [sku_key(p.prod_sku) for p in world.account_products()]
    assert len(skus) == len(set(skus))
    # The count before and after, and what the shop changed since; then, before the run counts as
    # proven, the same with the page that the interrupted part had read.
    assert world.request_count("productExtend") - reads == 3 + 4


@pytest.mark.parametrize("moved", ["", "written", "waiting", "new"])
def test_the_consent_to_a_plan_holds_for_what_is_left_of_it(world: World, moved: str) -> None:
    world.job(JobKind.PREVIEW)
    seen = world.plans[-1].fingerprint
    cancelled = world.start(cancel_while_writing(world), plan_fingerprint=seen)
    assert cancelled.state is RunState.CANCELLED
    assert cancelled.left is not None
    assert cancelled.left.create + cancelled.created == cancelled.creates + cancelled.not_written
    written = world.write_count()
    done = {sku_key(product.prod_sku) for product in world.account_products()}
    shop = world.sandbox.shop
    for key in world.ordinary(15):
        # As many products are written as before, one of them otherwise than was agreed to.
        if moved and (sku_key(shop.product(key).sku) in done) == (moved == "written"):
            shop.update(key, name="Egészen más")
            break
    if moved == "new":
        shop.insert()
    went_on = world.job(goes_on=True)
    if moved:
        assert went_on.problem is not None
        assert went_on.problem.is_a(PlanMoved)
        assert world.write_count() == written
    else:
        assert went_on.run_id == cancelled.run_id
        assert went_on.state is RunState.DONE
        assert went_on.verified is True


def test_a_plan_that_was_carried_out_is_done_and_what_came_up_since_is_another_sync(
    world: World,
) -> None:
    world.job(JobKind.PREVIEW)

    def cancel(task: asyncio.Task[RunReport]) -> None:
        if world.progress[-1].phase is Phase.VERIFY:
            task.cancel()

    cancelled = world.start(cancel, plan_fingerprint=world.plans[-1].fingerprint)
    assert cancelled.state is RunState.CANCELLED
    written = world.write_count()
    world.sandbox.shop.insert()
    went_on = world.job(goes_on=True)
    assert (went_on.run_id, went_on.created) == (cancelled.run_id, cancelled.created)
    assert (went_on.state, went_on.problem) == (RunState.PARTIAL, MoreThanPlanned().problem)
    assert not went_on.verified
    assert world.write_count() == written
    new = world.job()
    assert (new.run_id > went_on.run_id, new.created, new.verified) == (True, 1, True)
    undone = world.job(JobKind.UNDO, undo_run_id=new.run_id, remove_created=True)
    assert undone.removed == 1, "it is undone alone"


@pytest.mark.parametrize("moved", [False, True])
@pytest.mark.parametrize("phase", [Phase.PULL, Phase.PUSH])
def test_a_plan_that_was_seen_before_is_the_one_that_goes_on(
    world: World, phase: Phase, moved: bool
) -> None:
    world.job(JobKind.PREVIEW)
    seen = world.plans[-1].fingerprint

    def cancel(task: asyncio.Task[RunReport]) -> None:
        if world.progress[-1].phase is phase and (phase is Phase.PULL or world.progress[-1].done):
            task.cancel()

    cancelled = world.start(cancel, plan_fingerprint=seen)
    assert (cancelled.state, cancelled.agreed_plan) == (RunState.CANCELLED, seen)
    assert (cancelled.planned is None) == (phase is Phase.PULL)
    written = world.write_count()
    if moved:
        for key in world.ordinary(15):
            world.sandbox.shop.update(key, name="Egészen más")
    went_on = world.job(goes_on=True)
    if moved:
        assert went_on.problem == PlanMoved().problem
        assert world.write_count() == written
    else:
        assert (went_on.run_id, went_on.verified) == (cancelled.run_id, True)


def test_a_plan_that_was_refused_is_refused_again(world: World) -> None:
    world.job(JobKind.PREVIEW)
    seen = world.plans[-1].fingerprint
    world.sandbox.shop.update(world.ordinary(1)[0], name="Egészen más")
    assert world.job(plan_fingerprint=seen).problem == PlanMoved().problem
    for _again in range(2):
        assert world.job(goes_on=True).problem == PlanMoved().problem
    assert world.write_count() == 0


def test_a_run_goes_on_under_the_last_consent(world: World) -> None:
    world.job(JobKind.PREVIEW)
    first = world.start(cancel_while_reading(world), plan_fingerprint=world.plans[-1].fingerprint)
    world.sandbox.shop.insert()
    assert world.job(goes_on=True).problem == PlanMoved().problem
    second = world.start(cancel_while_writing(world))  # whatever the shop is by now
    assert (second.run_id, second.state) == (first.run_id, RunState.CANCELLED)
    assert second.created > 0
    world.sandbox.shop.insert()
    went_on = world.job(goes_on=True)
    assert (went_on.run_id, went_on.verified) == (first.run_id, True)


@pytest.mark.parametrize("moved", [False, True])
def test_a_later_consent_to_a_plan_binds_a_run_that_was_begun_without(
    world: World, moved: bool
) -> None:
    first = world.start(cancel_while_writing(world))
    world.job(JobKind.PREVIEW)
    seen = world.plans[-1].fingerprint
    written = world.write_count()
    second = world.start(cancel_while_reading(world), plan_fingerprint=seen)
    assert (second.run_id, second.state) == (first.run_id, RunState.CANCELLED)
    if moved:
        world.sandbox.shop.insert()
    went_on = world.job(goes_on=True)
    if moved:
        assert went_on.problem == PlanMoved().problem
        assert world.write_count() == written
    else:
        assert (went_on.run_id, went_on.verified) == (first.run_id, True)


def test_the_consent_to_a_sync_holds_for_a_shop_that_went_on(world: World) -> None:
    cancelled = world.start(cancel_while_writing(world))
    done = {sku_key(product.prod_sku) for product in world.account_products()}
    shop = world.sandbox.shop
    written = [key for key in world.ordinary(15) if sku_key(shop.product(key).sku) in done]
    for key in written[:2]:
        shop.update(key, name="Egészen más")
    shop.insert()
    world.restart()
    went_on = world.job(goes_on=True)
    assert (went_on.run_id, went_on.verified) == (cancelled.run_id, True)
    assert (went_on.updated, went_on.rewritten) == (0, 2)
    # A product that was created and then changed is one product.
    assert went_on.created + went_on.unchanged + went_on.skipped == went_on.pulled == 61
    assert f"{went_on.created} products were compared" in verified_text(went_on)


def test_without_a_plan_a_cancelled_sync_goes_on_under_its_consent(world: World) -> None:
    def cancel(task: asyncio.Task[RunReport]) -> None:
        if world.progress[-1].phase is Phase.PULL:
            task.cancel()

    cancelled = world.start(cancel)
    assert (cancelled.state, cancelled.planned) == (RunState.CANCELLED, None)
    world.sandbox.shop.insert()
    assert world.job(goes_on=True).verified is True


@pytest.mark.parametrize(("latency_ms", "open_writes"), [(300, 0), (3000, 1)])
def test_a_cancel_waits_a_moment_for_the_answer_on_its_way(
    tmp_path: Path, latency_ms: int, open_writes: int
) -> None:
    world = World(tmp_path, latency_ms=latency_ms)
    asked: list[float] = []

    def cancel_while_a_write_is_out(task: asyncio.Task[RunReport]) -> None:
        if world.progress[-1].phase is Phase.PUSH and world.progress[-1].done == 10 and not asked:
            loop = asyncio.get_running_loop()
            # The next write leaves when the pace lets it, at the latest half a second from now.
            loop.call_later(0.55, task.cancel)
            asked.append(loop.time() + 0.55)

    assert world.start(cancel_while_a_write_is_out).state is RunState.CANCELLED
    assert world.time - asked[0] < 1
    assert len(world.store.journal.unsettled(world.connection.id)) == open_writes
    assert world.write_count() >= 11
    world.restart()
    assert world.job().verified is True


def test_a_run_that_ends_before_its_plan_tells_what_it_read(world: World) -> None:
    world.fails = lambda request: "listproducts" in str(request.url)
    receipt = world.job()
    assert (receipt.state, receipt.in_shop_now) == (RunState.PAUSED, None)
    assert receipt.pulled == 60


def test_a_sync_that_goes_on_is_still_the_last_one_that_wrote(world: World) -> None:
    cancelled = world.start(cancel_while_writing(world))
    seen = set[datetime | None]()
    broken_off = set[bool]()
    world.time += 600

    def look(_task: asyncio.Task[RunReport]) -> None:
        standing = read_standing(world.store, world.connection)
        seen.add(standing.synced_at)
        broken_off.add(standing.latest_sync_was_broken_off)

    world.start(look, goes_on=True)
    assert seen == {cancelled.synced_at}
    assert broken_off == {True}
    standing = read_standing(world.store, world.connection)
    assert standing.synced_at == world.now()
    assert not standing.latest_sync_was_broken_off
