"""The command schedule: the shop's own times, and the files for the system's scheduler."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shopsync_gui.core.schedule import Repeat, Schedule
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.connections import ConnectionOptions
from tests.cli.playing import call


@pytest.fixture
def store(shopsync_home: Path) -> Iterator[Store]:
    store = open_store(shopsync_home / "shopsync.db")
    yield store
    store.close()


def connect(store: Store, schedule: Schedule | None = None) -> None:
    """A shop whose owner has consented to syncs."""
    store.connections.add(
        name="bemutato",
        title="Bemutató bolt",
        shop_url="https://bemutato.api2.myshoprenter.hu/api",
        token_url="https://oauth.app.shoprenter.net/bemutato/app/token",
        sa_url="https://api.salesautopilot.com",
        client_id="id",
        sa_user="demo",
        now=datetime.now(UTC),
        options=ConnectionOptions(schedule=schedule or Schedule()),
        consented_at=datetime.now(UTC),
    )


def test_a_shop_without_a_schedule(store: Store) -> None:
    connect(store)
    said = call("schedule", "bemutato", "--json")
    assert said.code == 0
    assert said.json["repeat"] == "never"
    assert said.json["next"] is None


def test_the_files_for_the_system(store: Store, tmp_path: Path) -> None:
    connect(store, Schedule(repeat=Repeat.WEEKLY, weekday=2))
    out = tmp_path / "ki"
    out.mkdir()
    said = call("schedule", "bemutato", "--system", "--out", str(out), "--json")
    assert said.code == 0
    assert said.json["next"] is not None
    assert sorted(said.json["written"]) == sorted(str(file) for file in out.iterdir())
    assert said.json["commands"]
    texts = "".join(file["text"] for file in said.json["files"])
    assert "bemutato" in texts


def test_the_files_are_printed_where_no_folder_is_given(store: Store) -> None:
    connect(store)
    said = call("schedule", "bemutato", "--system")
    assert said.code == 0
    assert "--yes" in said.out


def test_a_shop_that_is_not_connected(shopsync_home: Path) -> None:
    assert call("schedule", "nincs", "--system", "--json").code == 2
