"""No run gets the number of one that was removed: a receipt that somebody saved names one run for ever."""

from __future__ import annotations

from pathlib import Path

from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.store import Store
from shopsync_gui.store.account.connections import Connection
from tests.connected import connect_shop
from tests.store.conftest import NOW


def numbers(store: Store, connection: Connection, count: int) -> list[int]:
    return [store.runs.start(JobKind.SYNC, connection.id, NOW).run_id for _ in range(count)]


def connect(store: Store, name: str) -> Connection:
    return connect_shop(store, name, now=NOW)


def test_a_number_is_not_given_again_after_a_shop_was_disconnected(
    store: Store, connection: Connection
) -> None:
    assert numbers(store, connection, 3) == [1, 2, 3]
    store.removals.remove(connection.id)
    assert numbers(store, connect(store, "masik"), 1) == [4]


def test_a_number_is_not_given_again_after_a_restore(
    store: Store, connection: Connection, tmp_path: Path
) -> None:
    assert numbers(store, connection, 2) == [1, 2]
    backup = tmp_path / "backup.db"
    store.backup_to(backup)
    assert numbers(store, connection, 3) == [3, 4, 5]
    store.restore(backup, NOW)
    assert numbers(store, connection, 1) == [6]


def test_a_run_that_left_no_trace_leaves_its_number(store: Store, connection: Connection) -> None:
    assert numbers(store, connection, 2) == [1, 2]
    store.runs.remove(2)
    assert numbers(store, connection, 1) == [2]
