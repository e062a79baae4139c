"""The window that stands in for the program when its database cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from shopsync_gui.app import create
from shopsync_gui.store import open_store
from shopsync_gui.system.paths import database_file
from shopsync_gui.ui.trouble import TroubleWindow


@pytest.fixture
def backup(shopsync_home: Path, tmp_path: Path) -> Path:
    """A backup of a store in use, which is damaged afterwards."""
    path = database_file(shopsync_home)
    store = open_store(path)
    store.settings.set("pull.readers", "2")
    store.backup_to(tmp_path / "backup.db")
    store.close()
    path.write_bytes(b"no database at all " * 400)
    return tmp_path / "backup.db"


@pytest.fixture
def trouble(qtbot: QtBot, backup: Path) -> TroubleWindow:
    window = create(["shopsync"])
    assert isinstance(window, TroubleWindow)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    return window


def test_a_damaged_database_is_replaced_by_a_backup_and_kept(
    trouble: TroubleWindow,
    backup: Path,
    qtbot: QtBot,
    shopsync_home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[bool] = []
    monkeypatch.setattr("shopsync_gui.ui.trouble.start_again", lambda: started.append(True))
    restore = trouble.findChild(QPushButton, "troubleRestoreButton")
    assert restore is not None
    assert restore.isVisible()
    damaged = database_file(shopsync_home).read_bytes()
    trouble.restore(backup)
    qtbot.waitUntil(lambda: bool(started), timeout=10_000)
    assert not trouble.isVisible()
    (kept,) = shopsync_home.glob("shopsync-damaged-*.db")
    assert kept.read_bytes() == damaged
    store = open_store(database_file(shopsync_home))
    assert store.settings.get("pull.readers") == "2"
    assert store.integrity() == []
    store.close()


def test_what_is_no_backup_changes_nothing(
    trouble: TroubleWindow, qtbot: QtBot, shopsync_home: Path, tmp_path: Path
) -> None:
    other = tmp_path / "letter.db"
    other.write_bytes(b"Dear reader")
    before = {file.name: file.read_bytes() for file in shopsync_home.iterdir() if file.is_file()}
    trouble.restore(other)
    qtbot.waitUntil(lambda: trouble.findChild(QLabel, "problemTitle") is not None, timeout=10_000)
    after = {file.name: file.read_bytes() for file in shopsync_home.iterdir() if file.is_file()}
    assert after == before
    assert trouble.isVisible()


def test_a_database_of_a_newer_program_offers_no_restore(qtbot: QtBot, shopsync_home: Path) -> None:
    store = open_store(database_file(shopsync_home))
    store._db.execute_sql("INSERT INTO schema_migration (name, applied) VALUES ('0999_x', 'now')")
    store.close()
    window = create(["shopsync"])
    qtbot.addWidget(window)
    window.show()
    assert isinstance(window, TroubleWindow)
    restore = window.findChild(QPushButton, "troubleRestoreButton")
    assert restore is not None
    assert not restore.isVisible()
    window.close()
