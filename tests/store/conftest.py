"""A store with one connection, on a real file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shopsync_gui.core.catalogue import Category
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.account.connections import Connection
from tests.connected import connect_shop
from tests.prepared import prepared_store

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "shopsync.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    store = prepared_store(path)
    yield store
    store.close()


@pytest.fixture
def connection(store: Store) -> Connection:
    connection = connect_shop(store, "bemutato", title="Bemutató bolt", now=NOW)
    store.categories.save(
        connection.id,
        0,
        [
            Category(ref="c1", inner_id="1", name="Cipők"),
            Category(ref="c2", inner_id="2", name="Nyári kiárusítás", enabled=False),
        ],
    )
    return connection


@pytest.fixture
def run_id(store: Store, connection: Connection) -> int:
    return store.runs.start(JobKind.SYNC, connection.id, NOW).run_id


@pytest.fixture
def reader(path: Path, store: Store) -> Iterator[Store]:
    """The same file, opened as the window opens it."""
    reader = open_store(path, read_only=True)
    yield reader
    reader.close()


@pytest.fixture
def second(store: Store) -> Connection:
    return connect_shop(store, "masik", title="Másik bolt", now=NOW)
