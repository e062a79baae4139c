"""The log beside the file is no larger than what the file is worth."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from shopsync_gui.store import Store, open_store
from shopsync_gui.store.database.database import Database

#: A transaction of this many rows writes some tenth of a megabyte.
_ROWS, _WIDTH = 100, 800


def write_often(database: Database, times: int) -> None:
    """Replace the same rows again and again, a commit each time."""
    database.execute_sql("CREATE TABLE IF NOT EXISTS scratch (id INTEGER PRIMARY KEY, text TEXT)")
    for time in range(times):
        database.many(
            "INSERT OR REPLACE INTO scratch VALUES (?, ?)",
            ((row, f"{time:_>{_WIDTH}}") for row in range(_ROWS)),
        )


def size_of_log(path: Path) -> int:
    return path.with_name(f"{path.name}-wal").stat().st_size


def test_many_small_writes_to_a_small_file_leave_a_short_log(store: Store, path: Path) -> None:
    write_often(store.database, 200)
    assert path.stat().st_size < 2_000_000
    assert size_of_log(path) < 3_000_000


def test_a_log_that_a_reader_held_back_gets_short_again(store: Store, path: Path) -> None:
    with closing(open_store(path, read_only=True)) as reader, reader.database.snapshot():
        reader.database.value("SELECT count(*) FROM setting")
        write_often(store.database, 100)
        assert size_of_log(path) > 6_000_000
    write_often(store.database, 30)
    assert size_of_log(path) < 6_000_000


@pytest.mark.parametrize("megabytes", [40])
def test_beside_a_large_file_it_may_be_longer(store: Store, path: Path, megabytes: int) -> None:
    store.database.execute_sql("CREATE TABLE large (data BLOB)")
    for _megabyte in range(megabytes):
        store.database.execute_sql("INSERT INTO large VALUES (zeroblob(1000000))")
    store.shorten_log()
    write_often(store.database, 200)
    assert size_of_log(path) > 15_000_000
