"""The log of a sync cut at its frames, as a power cut leaves it: sound, and the next run ends equal."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from shopsync_gui.core.catalogue import sku_key
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.store import open_store
from tests.portions import portion
from tests.sync.world import Killed, World

_HEADER, _FRAME = 32, 24 + 4096


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_log_cut_at_every_frame(tmp_path: Path) -> None:
    world = World(tmp_path / "data", products=10, orders=0)
    world.job()
    wanted = {sku_key(product.prod_sku) for product in world.account_products()}
    for key in list(world.sandbox.shop.keys())[:4]:
        world.sandbox.shop.update(key, name=f"Más név {key}")
    world.store.database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    world.kill_at = len(world.sandbox.log) + 13
    world.kill_after = True
    with pytest.raises(Killed):
        world.job()
    world.kill_at = None
    log = world.path.with_name(world.path.name + "-wal")
    saved = tmp_path / "saved"
    saved.mkdir()
    for file in (world.path, log):
        shutil.copy(file, saved / file.name)
    content = (saved / log.name).read_bytes()
    world.store.close()
    cuts = [
        _HEADER + _FRAME * n + extra for n in range(len(content) // _FRAME + 1) for extra in (0, 99)
    ]
    for cut in portion(cuts, 12):
        shutil.copy(saved / world.path.name, world.path)
        log.write_bytes(content[:cut])
        log.with_name(world.path.name + "-shm").unlink(missing_ok=True)
        world.store = open_store(world.path)
        assert world.store.integrity() == []
        world.time += 200
        report = world.job()
        assert report.state is RunState.DONE, (cut, report.problem)
        assert report.verified
        held = [sku_key(product.prod_sku) for product in world.account_products()]
        assert len(held) == len(set(held))
        assert set(held) == wanted
        world.store.close()
