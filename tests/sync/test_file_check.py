"""The file is checked before a run writes: at once where it is small, beside the loop where it is not.

What else takes SQLite one long call goes the same way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from shopsync_gui.core.errors import StoreDamaged
from shopsync_gui.store import Store, open_store
from shopsync_gui.sync.beside import beside
from shopsync_gui.sync.file_check import check_file
from tests.catalogues import fill


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    path = tmp_path / "shopsync.db"
    fill(path, 400)
    with closing(open_store(path)) as opened:
        yield opened


@pytest.mark.parametrize("at_once", [0, 1000])
@pytest.mark.parametrize("indexes", [False, True])
def test_sound_file_passes(store: Store, at_once: int, *, indexes: bool) -> None:
    asyncio.run(check_file(store, indexes=indexes, at_once=at_once))


@pytest.mark.parametrize("at_once", [0, 1000])
def test_index_that_lacks_a_row_is_noticed(store: Store, at_once: int) -> None:
    store.database.execute_sql("PRAGMA writable_schema = on")
    store.database.execute_sql(
        "UPDATE sqlite_master SET sql = 'CREATE INDEX product_by_net ON product (gross)'"
        " WHERE name = 'product_by_net'"
    )
    path = store.path
    store.close()
    with closing(open_store(path)) as again, pytest.raises(StoreDamaged):
        asyncio.run(check_file(again, indexes=True, at_once=at_once))


def test_cancel_ends_the_check_and_its_thread(store: Store) -> None:
    async def cancelled() -> None:
        work = asyncio.create_task(check_file(store, indexes=True, at_once=0))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work

    asyncio.run(cancelled())
    store.settings.set("language", "hu")  # nothing holds the file


_ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n, n AS m"


def test_cancel_ends_work_that_would_never_end(store: Store) -> None:
    turns = 0

    def work() -> None:
        with store.database.atomic():
            store.settings.set("language", "hu")
            store.database.value(_ENDLESS)

    async def cancelled() -> None:
        nonlocal turns
        task = asyncio.create_task(beside(store, work))
        for _ in range(20):
            await asyncio.sleep(0.005)
            turns += 1
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancelled())
    assert turns == 20
    assert store.settings.get("language") != "hu"
    store.settings.set("language", "hu")
