"""A value that a damaged file left unreadable costs its own row, not the list around it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from shopsync_gui.core.errors import NoNetwork, ShopSyncError
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.store import Store
from shopsync_gui.store.account.connections import Connection
from shopsync_gui.store.search.query import GridQuery
from tests.store.conftest import NOW
from tests.store.shop_products import product

BROKEN = ["", "{", "\x00", '{"code": 5, "values": {}}', b"\xff\xfe", "[" * 100_000]


def damage(path: Path, statement: str, value: object) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute(statement, (value,))
        other.commit()


@pytest.mark.parametrize("value", BROKEN)
def test_the_reason_of_one_product(
    store: Store, connection: Connection, run_id: int, path: Path, value: object
) -> None:
    products = [product(number, name=f"Termék {number}") for number in range(3)]
    store.pull.land_page(run_id, connection.id, 0, 200, products, NOW)
    ids = list(store.grid.ids(GridQuery()))
    for product_id in ids[:2]:
        store.findings.set_failure(product_id, NoNetwork(service="S").problem)
    damage(path, f"UPDATE product SET failure = ? WHERE id = {ids[0]}", value)
    rows = store.grid.rows(ids)
    assert [row.id for row in rows] == ids
    unreadable, sound, good = (row.failure for row in rows)
    assert unreadable is not None
    assert unreadable.title == ShopSyncError().problem.title
    assert sound is not None
    assert sound.is_a(NoNetwork)
    assert good is None


@pytest.mark.parametrize("value", BROKEN)
def test_the_receipt_of_one_run(
    store: Store, connection: Connection, path: Path, value: object
) -> None:
    runs = [store.runs.start(JobKind.SYNC, connection.id, NOW) for _ in range(3)]
    damage(path, f"UPDATE run SET report = ? WHERE id = {runs[1].run_id}", value)
    left = [run.run_id for run in store.runs.newest()]
    assert left == [runs[2].run_id, runs[0].run_id]
    assert store.runs.get(runs[1].run_id) is None
