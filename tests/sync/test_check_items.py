"""The test items of a check: killed or cancelled at any moment, it leaves none, and never anybody else's."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from shopsync_gui.sync.compatibility.compatibility_check import (
    check_account_ways,
    remove_test_items,
)
from tests.portions import portion
from tests.sync.checking import check, holding, world_of
from tests.sync.world import Killed, World


@pytest.mark.slow
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_at_any_request_it_leaves_nothing_behind_after_the_next_check(
    after: bool, tmp_path: Path
) -> None:
    at, kills = 0, 0
    while True:
        at += 1
        (folder := tmp_path / f"{at}").mkdir()
        world = world_of(folder)
        before = holding(world)
        world.kill_at, world.kill_after = at, after
        try:
            check(world)
        except Killed:
            kills += 1
        else:
            break
        world.kill_at = None
        world.restart()
        world.on_loop(removed(world))
        assert holding(world) == before, at
        world.time += 600
        world.on_loop(removed(world))
        left = world.store.check_items.left(world.connection.id, world.connection.account_key)
        assert left == [], at
        world.store.close()
    assert kills > 30


def test_an_item_that_appears_late_is_removed_by_a_later_check(tmp_path: Path) -> None:
    world = world_of(tmp_path, "list-lags-30s")
    before = holding(world)
    world.kill_at, world.kill_after = 12, True
    with pytest.raises(Killed):
        check(world)
    world.kill_at = None
    assert holding(world) != before
    world.restart()

    async def remove() -> None:
        await remove_test_items(world.connection, world.parts())

    world.on_loop(remove())
    assert holding(world) == before


def test_a_check_that_only_reads_names_what_is_left_and_removes_nothing(tmp_path: Path) -> None:
    world = world_of(tmp_path)
    world.kill_at, world.kill_after = 12, True
    with pytest.raises(Killed):
        check(world)
    world.kill_at = None
    held = holding(world)
    items = world.store.check_items.left(world.connection.id, world.connection.account_key)
    result = check(world, write=False)
    assert holding(world) == held
    assert [item.name for item in result.left] == [item.name for item in items] != []
    assert not check(world).left


def test_another_product_under_a_known_id_is_not_removed(tmp_path: Path) -> None:
    world = world_of(tmp_path)
    world.kill_at, world.kill_after = 12, True
    with pytest.raises(Killed):
        check(world)
    world.kill_at = None
    items = world.store.check_items.left(world.connection.id, world.connection.account_key)
    stranger = next(iter(world.sandbox.account.products))
    for item in items:
        world.store.check_items.known_as(item.id, stranger)
    world.on_loop(removed(world))
    assert stranger in world.sandbox.account.products


def test_cancelled_it_ends_at_once_and_what_it_made_is_removed_afterwards(tmp_path: Path) -> None:
    world = world_of(tmp_path, "list-omits-newest-30s")
    before = holding(world)

    async def main() -> float:
        loop = asyncio.get_running_loop()
        task = asyncio.create_task(check_account_ways(world.connection, world.parts(), write=True))
        while holding(world) == before:
            await asyncio.sleep(0.1)
        asked = loop.time()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return loop.time() - asked

    assert world.on_loop(main()) < 1
    assert holding(world) != before

    async def remove() -> None:
        assert await remove_test_items(world.connection, world.parts()) == []

    world.on_loop(remove())
    assert holding(world) == before


async def cancelled(world: World, when: Callable[[], bool]) -> bool:
    """Try the account out, and cancel as soon as `when` says so; whether there was anything to cancel."""
    task = asyncio.create_task(check_account_ways(world.connection, world.parts(), write=True))
    while not task.done():
        if when():
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            return True
        await asyncio.sleep(0.01)
    return False


async def removed(world: World) -> None:
    assert await remove_test_items(world.connection, world.parts()) == []


@pytest.mark.parametrize("moment", portion([n / 2 for n in range(1, 53)], 13))
def test_cancelled_at_any_moment_nothing_stays_in_a_slow_account(
    moment: float, tmp_path: Path
) -> None:
    world = world_of(tmp_path, "list-omits-newest-8s", latency_ms=150)
    before = holding(world)
    assert world.on_loop(cancelled(world, lambda: world.loop_time() >= moment))
    world.restart()
    world.on_loop(removed(world))
    assert holding(world) == before


def test_cancelled_between_two_products_of_one_sku_it_removes_both(tmp_path: Path) -> None:
    world = world_of(tmp_path, "list-omits-newest-8s", latency_ms=150)
    before = holding(world)
    products = len(world.sandbox.account.products)
    assert world.on_loop(
        cancelled(world, lambda: len(world.sandbox.account.products) == products + 2)
    )
    world.restart()
    world.on_loop(removed(world))
    assert holding(world) == before
