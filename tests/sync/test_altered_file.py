"""Values that were altered in the local file: the shop's win, and a damaged file never syncs."""

from __future__ import annotations

from pathlib import Path

import apsw
import pytest

from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from tests.sync.world import World

_ALTERED = {
    "price": "UPDATE product SET net = net * 2",
    "vat": "UPDATE product SET vat = 50000",
    "name": "UPDATE product SET name = 'Más név ' || id",
    "sku": "UPDATE product SET sku = 'MAS-' || id",
    "currency": "UPDATE product SET currency = 'EUR'",
    "categories": "UPDATE product SET category_refs = '[]'",
    "state": "UPDATE product SET state = 'disabled', shop_state = 'disabled'",
    "text in a price": "UPDATE product SET net = 'ezer'",
    "reference": "UPDATE product SET ref = 'mas' || id",
}


def alter(world: World, sql: str) -> None:
    world.store.close()
    connection = apsw.Connection(str(world.path))
    connection.execute(sql)
    connection.close()
    world.restart()


@pytest.mark.parametrize("name", sorted(_ALTERED))
def test_a_value_altered_in_the_file_is_not_written_to_the_account(
    tmp_path: Path, name: str
) -> None:
    world = World(tmp_path)
    assert world.job().verified
    world.time += 6 * 3600.0
    held, writes = world.account_products(), world.write_count()
    alter(world, _ALTERED[name])
    assert world.job().verified
    assert world.account_products() == held
    assert world.write_count() == writes
    assert world.job(JobKind.VERIFY).verified


def test_a_file_that_fails_its_check_never_syncs(tmp_path: Path) -> None:
    world = World(tmp_path)
    assert world.job().verified
    writes = world.write_count()
    # An index that lacks what the table has: the file opens, and all values can be read.
    alter(
        world,
        "PRAGMA writable_schema = on; CREATE TABLE other (sa_id);"
        " UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master"
        " WHERE name = 'other') WHERE name = 'product_by_sa_id';"
        " DELETE FROM sqlite_master WHERE name = 'other'",
    )
    for key in world.ordinary(2):
        world.sandbox.shop.update(key, net=99_900)
    report = world.job()
    assert report.state is RunState.FAILED
    assert report.problem is not None
    assert report.problem.code == "StoreDamaged"
    assert world.write_count() == writes
