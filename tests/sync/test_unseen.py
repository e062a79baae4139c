"""Products that the shop lists no more are asked for one by one: seen to go on, and not again."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from shopsync_gui.core.catalogue import sku_key
from shopsync_gui.core.runs.jobs import JobKind, Phase
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.store.search.query import GridQuery
from shopsync_gui.sync.standing.plan_ahead import plan_ahead
from shopsync_gui.sync.standing.stored_standings import read_standing
from tests.sync.world import World

LOST = 220


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path, products=300)
    world.job()
    world.sandbox.shop.delete(*list(world.sandbox.shop.keys())[-LOST:])
    world.progress.clear()
    return world


def left_in_account(world: World) -> int:
    """How many products the account has that are not in the shop."""
    shop = world.sandbox.shop
    listed = {sku_key(shop.product(key).sku) for key in shop.keys()}  # noqa: SIM118 - a shop is no mapping
    return sum(sku_key(product.prod_sku) not in listed for product in world.account_products())


def test_the_search_for_missing_products_is_a_step_of_its_own(world: World) -> None:
    report = world.job(approve_brake=True)
    assert report.gone == left_in_account(world)
    steps = [step for step in world.progress if step.phase is Phase.UNSEEN]
    assert [step.done for step in steps] == list(range(LOST + 1))
    assert {step.total for step in steps} == {LOST}
    assert any(step.remaining_seconds is not None for step in steps)


def test_what_was_found_missing_is_not_asked_for_again(world: World) -> None:
    def cancel(task: asyncio.Task[RunReport]) -> None:
        if world.progress[-1].phase is Phase.UNSEEN and world.progress[-1].done == 170:
            task.cancel()

    assert world.start(cancel, approve_brake=True).state is RunState.CANCELLED
    assert len(world.rows(GridQuery(gone=True))) == 150
    world.restart()
    world.progress.clear()
    report = world.job(approve_brake=True)
    assert report.state is RunState.DONE
    assert report.gone == left_in_account(world)
    assert {step.total for step in world.progress if step.phase is Phase.UNSEEN} == {LOST - 150}


@pytest.mark.parametrize("stops", [(10,), (10, 25), (3, 4, 40)])
def test_what_is_left_of_a_sync_is_told_right_after_every_interruption(
    tmp_path: Path, stops: tuple[int, ...]
) -> None:
    world = World(tmp_path, products=120)
    for stop in stops:
        first = world.write_count()

        def cancel(task: asyncio.Task[RunReport], end: int = first + stop) -> None:
            if world.progress[-1].phase is Phase.PUSH and world.write_count() >= end:
                task.cancel()

        assert world.start(cancel).state is RunState.CANCELLED
        world.restart()
        told = plan_ahead(read_standing(world.store, world.connection))
        assert told is not None
        world.job(JobKind.PREVIEW)
        true = world.plans[-1].counts
        assert (told.create, told.update, told.unchanged) == (
            true.create,
            true.update,
            true.unchanged,
        )
