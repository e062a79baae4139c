"""The next intent is on the disk while an answer is awaited; creates go by worth; a kill loses nothing."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from shopsync_gui.core.catalogue import sku_key
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.sandbox.account.records import SaProduct
from shopsync_gui.store import open_store
from tests.sync.world import Killed, World


def _is_create(request: httpx.Request) -> bool:
    return request.url.path.endswith("/createproduct")


def _states(path: Path) -> dict[str, str]:
    """The states of the planned creates by SKU, as another program sees them."""
    with closing(open_store(path, read_only=True)) as reader:
        return dict(
            reader.database.rows("SELECT sku, state FROM journal WHERE op = 'create_product'")
        )


def test_every_write_is_on_the_disk_before_it_leaves_and_the_next_one_meanwhile(
    tmp_path: Path,
) -> None:
    world = World(tmp_path, products=120, orders=0, latency_ms=200)
    ready: list[int] = []

    def watch(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        if _is_create(request):
            states = _states(world.path)
            sku = json.loads(request.content)["prod_sku"]
            assert states[sku] == "sent"
            waiting = [state for state in states.values() if state == "ready"]
            ready.append(len(waiting))
        return response

    world.reshape = watch
    assert world.job().verified
    assert set(ready) == {0, 1}  # the last one has none after it
    assert sum(ready) >= len(ready) - 1
    assert "ready" not in _states(world.path).values()


@pytest.mark.parametrize("after", [False, True])
def test_what_was_ready_when_the_program_died_is_settled_before_anything_is_written(
    tmp_path: Path, after: bool
) -> None:
    world = World(tmp_path, products=60, orders=0, latency_ms=200)
    world.job(kind=JobKind.PREVIEW)
    creates = 0
    kept = tmp_path / "killed"

    def count(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        nonlocal creates
        creates += _is_create(request)
        if creates == 10 and world.kill_at is None:
            keep()
        return response

    def keep() -> None:
        if not kept.exists():
            kept.mkdir()
            for file in tmp_path.glob("shopsync.db*"):
                shutil.copy(file, kept)
            raise Killed

    world.reshape, world.kill_after = count, after
    with pytest.raises(Killed):
        world.job()
    world.store.close()
    for file in tmp_path.glob("shopsync.db*"):
        file.unlink()
    for file in kept.iterdir():
        shutil.copy(file, tmp_path)
    assert "ready" in _states(world.path).values()
    world.restart()
    world.reshape = lambda _request, response: response
    assert world.job().verified
    assert "ready" not in _states(world.path).values()
    keys = [sku_key(product.prod_sku) for product in world.account_products()]
    assert len(keys) == len(set(keys))
    assert world.job().created == 0


def test_what_can_be_sold_is_created_first(tmp_path: Path) -> None:
    world = World(tmp_path, products=300, orders=0)
    assert world.job().verified
    worth = {}
    for sku, state, stock, image in world.store.database.rows(
        "SELECT sku, state, stock, image FROM product"
    ):
        sold_out = stock is not None and stock <= 0
        worth[sku.strip()] = 3 if state != "active" else 2 if sold_out else 0 if image else 1
    order = [
        worth[write.after.prod_sku]
        for write in world.sandbox.account.writes
        if write.operation == "create" and isinstance(write.after, SaProduct)
    ]
    assert order == sorted(order)
    assert len(set(order)) > 1
