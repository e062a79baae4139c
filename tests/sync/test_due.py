"""Syncs by themselves: when they are due, and that a wrong clock hides no change of the shop."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.settings.schedule import Repeat, Schedule
from shopsync_gui.store.account.connections import Connection
from shopsync_gui.sync.schedule.due import due_of
from tests.sync.world import World

HOUR = 3600.0
YEAR = 365 * 24 * HOUR


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def scheduled(world: World) -> Connection:
    """The connection, to be synced every six hours."""
    known = world.store.connections.get(world.connection.id)
    assert known is not None
    options = replace(known.options, schedule=Schedule(repeat=Repeat.HOURS, hours=6))
    return world.store.connections.update(known.id, options=options)


def test_nothing_is_due_without_consent(world: World) -> None:
    assert due_of(world.store, scheduled(world), world.now()) is None


def test_an_import_of_old_orders_is_consent_from_which_the_first_sync_counts(
    tmp_path: Path,
) -> None:
    world = World(tmp_path, orders=3)
    world.job(JobKind.ORDERS, orders_since=world.now().date().replace(year=2023))
    connection = scheduled(world)
    began = world.now()
    due = due_of(world.store, connection, began)
    assert due is not None
    assert timedelta(hours=5) < due.at - began <= timedelta(hours=6)
    later = due_of(world.store, connection, began + timedelta(hours=9))
    assert later is not None
    assert later.at == due.at


@pytest.mark.parametrize("ahead", [-10 * YEAR, -10 * HOUR, HOUR, 10 * HOUR, 10 * YEAR])
def test_a_wrong_clock_hides_no_change(world: World, ahead: float) -> None:
    world.clock = ahead
    assert world.job().verified
    world.time += 4 * HOUR
    key = world.ordinary(1)[0]
    world.sandbox.shop.update(key, name="Átnevezve")
    report = world.job(quick=True)
    assert (report.state, report.quick, report.updated) == (RunState.DONE, True, 1)
    assert "Átnevezve" in {product.prod_name for product in world.account_products()}


@pytest.mark.parametrize("step", [-10 * YEAR, -10 * HOUR, 10 * HOUR, 10 * YEAR])
def test_a_clock_that_is_set_between_two_syncs_hides_no_change(world: World, step: float) -> None:
    world.job()
    world.time += HOUR
    world.sandbox.shop.update(world.ordinary(1)[0], name="Átnevezve")
    world.clock = step
    assert world.job(quick=True).updated == 1
