"""A full disk: the run says so, and whoever watches hears of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from msgspec.structs import replace

from shopsync_gui.cli.data_folder import opened
from shopsync_gui.cli.exits import Exit
from shopsync_gui.core.errors import StoreFull
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.sandbox.config import Endpoints, SandboxConfig
from shopsync_gui.store.upkeep.reserve import reserve_of
from tests.cli.playing import call, connecting, environment, sandbox
from tests.faulty_disk import FaultyDisk, faulty_disk
from tests.sync.world import World


@pytest.fixture
def disk() -> Iterator[FaultyDisk]:
    with faulty_disk() as used:
        yield used


@pytest.fixture
def shop(disk: FaultyDisk, shopsync_home: Path) -> Iterator[Endpoints]:
    """A connected shop whose data are on the disk."""
    with (
        sandbox(SandboxConfig(products=5, orders=0)) as endpoints,
        environment(shopsync_home, endpoints),
    ):
        assert call(*connecting(endpoints)).code == 0
        yield endpoints


def test_a_run_that_meets_a_full_disk_has_room_for_its_end(
    disk: FaultyDisk, tmp_path: Path
) -> None:
    world = World(tmp_path, products=20, orders=0)
    disk.taken_by = reserve_of(world.store.path)

    def full_from_now_on(_request: httpx.Request) -> bool:
        disk.is_full = True
        return False

    world.fails = full_from_now_on
    world.job()
    (run,) = world.store.runs.newest()
    assert run.state is RunState.PAUSED
    assert run.problem is not None
    assert run.problem.code == "StoreFull"


@pytest.mark.parametrize("creates", [1, 2, 7, 13])
def test_creates_on_their_way_to_a_full_disk_are_neither_lost_nor_made_twice(
    disk: FaultyDisk, tmp_path: Path, creates: int
) -> None:
    world = World(tmp_path, products=20, orders=0)
    disk.taken_by = reserve_of(world.store.path)

    def full_by_then(_request: httpx.Request) -> bool:
        disk.is_full |= world.request_count("createproduct") >= creates
        return False

    world.fails = full_by_then
    for _ in range(2):  # nobody has made room before the second
        with suppress(StoreFull):
            assert world.job().state is RunState.PAUSED
        assert disk.is_full
    disk.is_full, world.fails = False, lambda _request: False
    report = world.job()
    assert (report.state, report.verified) == (RunState.DONE, True)
    assert report.created == len(world.account_products())
    assert not world.sandbox.account.duplicate_skus()
    assert world.store.integrity() == []
    assert not world.store.journal.unsettled(world.connection.id)


def test_a_dead_run_on_a_full_disk_is_not_at_work(
    disk: FaultyDisk, shop: Endpoints, shopsync_home: Path
) -> None:
    with opened(shopsync_home) as store:
        (known,) = store.connections.all()
        store.runs.start(JobKind.SYNC, known.id, datetime.now(UTC))
    disk.is_full = True
    (item,) = call("status", "--json").json["items"]
    assert (item["state"], item["needs_attention"]) == ("paused", True)
    said = call("status")
    assert "Running" not in said.out
    assert "The disk is full" in said.err


def test_metrics_tell_that_the_data_cannot_be_used(
    disk: FaultyDisk, shop: Endpoints, tmp_path: Path
) -> None:
    file = tmp_path / "shopsync.prom"
    attention = f'shopsync_needs_attention{{shop="{shop.shop_name}"}} '
    for words in (["--all"], [shop.shop_name]):
        disk.is_full = False
        call("sync", *words, "--yes", "--metrics", str(file))
        assert f"{attention}0\n" in file.read_text("utf-8")
        assert "shopsync_data_usable 1\n" in file.read_text("utf-8")
        disk.is_full = True
        said = call("sync", *words, "--yes", "--json", "--metrics", str(file))
        assert (said.code, said.json["error"]["code"]) == (Exit.PAUSED, "StoreFull")
        assert f"{attention}1\n" in file.read_text("utf-8")
        assert "shopsync_data_usable 0\n" in file.read_text("utf-8")


def test_what_a_broken_off_sync_wrote_is_called_no_sync(
    shop: Endpoints, shopsync_home: Path
) -> None:
    with opened(shopsync_home) as store:
        (known,) = store.connections.all()
        now = datetime.now(UTC)
        run = store.runs.start(JobKind.SYNC, known.id, now)
        broken_off = {"state": RunState.PAUSED, "created": 3, "advanced_at": now}
        store.runs.save(replace(run, finished_at=now, **broken_off))
    said = call("status").out
    assert "last write" in said
    assert "last sync" not in said
    assert call("status", "--json").json["items"][0]["synced_at"] is not None
