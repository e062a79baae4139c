"""A disk that fills up and a database that another program holds, at any moment of a sync."""

from __future__ import annotations

from pathlib import Path

import apsw
import pytest

from shopsync_gui.core.catalogue import sku_key
from shopsync_gui.core.errors import StoreBusy, StoreFull, StoreNotWritten
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.store import Store
from shopsync_gui.store.database.database import BUSY_SECONDS
from tests.portions import portion
from tests.sync.world import World


def small(folder: Path, products: int = 12, busy_seconds: float = BUSY_SECONDS) -> World:
    folder.mkdir()
    return World(folder, products=products, orders=0, busy_seconds=busy_seconds)


def pages(store: Store) -> int:
    return int(store.database.value("PRAGMA page_count"))


def let_grow_to(store: Store, most: int) -> None:
    store.database.execute_sql(f"PRAGMA max_page_count = {most}")


def check(world: World, report: RunReport) -> None:
    assert report.state is RunState.DONE, report
    assert report.verified is True
    held = [sku_key(product.prod_sku) for product in world.account_products()]
    assert len(held) == len(set(held)), held
    assert world.store.integrity() == []


@pytest.mark.slow
def test_a_full_disk_at_any_size_stops_cleanly_and_the_next_run_goes_on(tmp_path: Path) -> None:
    for spare in portion(range(60), 6):
        world = small(tmp_path / str(spare), 80)
        let_grow_to(world.store, pages(world.store) + spare)
        try:
            report = world.job()
        except StoreNotWritten:
            report = None
        if report is not None and report.state is RunState.DONE:
            break
        if report is not None:
            assert report.problem is not None
            assert report.problem.code == StoreFull.__name__
        world.restart()
        check(world, world.job())
        world.store.close()
    assert spare > 5
    assert report is not None
    check(world, report)


@pytest.mark.slow
def test_a_locked_database_at_any_moment_stops_cleanly_and_the_next_run_goes_on(
    tmp_path: Path,
) -> None:
    for moment in portion(range(1, 1000), 5):
        world = small(tmp_path / str(moment), busy_seconds=0.01)
        other = apsw.Connection(str(world.path))
        seen = 0

        def lock(_task: object, other: apsw.Connection = other, moment: int = moment) -> None:
            nonlocal seen
            seen += 1
            if seen == moment:
                other.execute("BEGIN IMMEDIATE")

        stopped = False
        try:
            report = world.start(lock)
            assert report.state is not RunState.RUNNING
            if report.state is not RunState.DONE:
                assert report.problem is not None
                assert report.problem.code == StoreBusy.__name__
                stopped = True
        except StoreBusy:
            stopped = True
        other.close()
        world.restart()
        check(world, world.job())
        world.store.close()
        if not stopped:
            break
    assert moment > 10
