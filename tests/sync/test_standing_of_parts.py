"""How a shop stands after jobs over some products: what was proven of all of them still holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopsync_gui.core.products.changes import Begin, Period
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.sync.standing.shop_state import ShopState
from shopsync_gui.sync.standing.standing import ShopStanding
from shopsync_gui.sync.standing.stored_standings import read_standing
from tests.sync.world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, products=80, orders=40)


def standing(world: World) -> ShopStanding:
    connection = world.store.connections.get(world.connection.id)
    assert connection is not None
    return read_standing(world.store, connection)


@pytest.mark.parametrize("kind", [JobKind.RETRY, JobKind.ORDERS])
def test_a_job_over_some_products_leaves_both_sides_equal(world: World, kind: JobKind) -> None:
    synced = world.job()
    assert synced.verified
    assert synced.skipped > 0
    world.time += 60.0
    begin = world.now().date().replace(year=2016)
    more = {} if kind is JobKind.RETRY else {"orders_since": begin}
    report = world.job(kind, **more)
    assert report.state is RunState.DONE
    assert (report.created > 0) is (kind is JobKind.ORDERS)
    after = standing(world)
    assert after.equal_at == synced.finished_at
    assert after.state is ShopState.DONE
    assert not after.is_proof_old


def test_a_first_sync_after_a_preview_names_the_reading_of_the_preview(world: World) -> None:
    preview = world.job(JobKind.PREVIEW)
    world.time += 300.0
    assert world.job().created > 0
    connection = world.store.connections.get(world.connection.id)
    assert connection is not None
    assert connection.first_read_at is not None
    assert preview.finished_at is not None
    assert connection.first_read_at <= preview.finished_at
    since = world.store.changes.since(Period.LAST_SYNC, world.now())
    begin = since.begin([(connection.id, connection.first_read_at)])
    assert begin == Begin(connection.first_read_at, first_reading=True)
