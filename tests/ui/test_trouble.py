"""The window that stands in for the program when its database cannot be used."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from shopsync_gui import app
from shopsync_gui.app import create
from shopsync_gui.core.errors import Problem
from shopsync_gui.store import open_store
from shopsync_gui.sync.archive import begin_anew_text
from shopsync_gui.system.paths import database_file
from shopsync_gui.ui.shell.damaged_data_window import DamagedDataWindow
from tests.broken_files import UNUSABLE, Break
from tests.faulty_disk import faulty_disk
from tests.patience import patient
from tests.ui.program import put_away


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


@contextmanager
def started() -> Iterator[DamagedDataWindow]:
    """The window of a program whose database cannot be used; not shown yet."""
    window = create(["shopsync"])
    assert isinstance(window, DamagedDataWindow)
    try:
        yield window
    finally:
        put_away(window)


@pytest.fixture
def trouble(qtbot: QtBot, backup: Path) -> Iterator[DamagedDataWindow]:
    with started() as window:
        window.show()
        qtbot.waitExposed(window)
        yield window


def test_a_damaged_database_is_replaced_by_a_backup_and_kept(
    trouble: DamagedDataWindow,
    backup: Path,
    qtbot: QtBot,
    shopsync_home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    restarts: list[bool] = []
    monkeypatch.setattr(
        "shopsync_gui.ui.shell.damaged_data_window.start_again", lambda: restarts.append(True)
    )
    restore = trouble.findChild(QPushButton, "troubleRestoreButton")
    assert restore is not None
    assert restore.isVisible()
    damaged = database_file(shopsync_home).read_bytes()
    trouble.restore(backup)
    qtbot.waitUntil(lambda: bool(restarts))
    assert not trouble.isVisible()
    (kept,) = shopsync_home.glob("shopsync-damaged-*.db")
    assert kept.read_bytes() == damaged
    store = open_store(database_file(shopsync_home))
    assert store.settings.get("pull.readers") == "2"
    assert store.integrity() == []
    store.close()


@pytest.mark.parametrize(("broken", "code"), UNUSABLE.values(), ids=UNUSABLE)
def test_whatever_is_in_its_place_is_named_and_a_backup_offered(
    qapp: QApplication, shopsync_home: Path, broken: Break, code: str
) -> None:
    open_store(database_file(shopsync_home)).close()
    broken(database_file(shopsync_home))
    with started() as window:
        title = window.findChild(QLabel, "troubleTitle")
        restore = window.findChild(QPushButton, "troubleRestoreButton")
        assert title is not None
        assert title.text() == Problem(code, {}).title
        assert restore is not None
        assert not restore.isHidden()
        anew = window.findChild(QLabel, "troubleAnew")
        assert anew is not None
        assert anew.text() == begin_anew_text(database_file(shopsync_home))


def test_where_a_backup_is_at_hand_nothing_is_said_of_going_on_without(
    qapp: QApplication, shopsync_home: Path
) -> None:
    store = open_store(database_file(shopsync_home))
    store.keep_copy()
    store.close()
    database_file(shopsync_home).write_bytes(b"no database at all " * 400)
    with started() as window:
        assert window.findChild(QLabel, "troubleAnew") is None


def test_what_is_no_backup_changes_nothing(
    trouble: DamagedDataWindow, qtbot: QtBot, shopsync_home: Path, tmp_path: Path
) -> None:
    other = tmp_path / "letter.db"
    other.write_bytes(b"Dear reader")
    before = {file.name: file.read_bytes() for file in shopsync_home.iterdir() if file.is_file()}
    trouble.restore(other)
    qtbot.waitUntil(lambda: trouble.findChild(QLabel, "problemTitle") is not None)
    after = {file.name: file.read_bytes() for file in shopsync_home.iterdir() if file.is_file()}
    assert after == before
    assert trouble.isVisible()


def test_a_diagnostics_file_is_made_without_the_database(
    trouble: DamagedDataWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    offered = trouble.findChild(QPushButton, "troubleDiagnosticsButton")
    assert offered is not None
    assert offered.isVisible()
    trouble.write_diagnostics(tmp_path / "file.zip")
    qtbot.waitUntil(lambda: trouble.findChild(QLabel, "troubleWritten") is not None)
    with zipfile.ZipFile(tmp_path / "file.zip") as archive:
        assert "database: StoreDamaged" in archive.read("facts.txt").decode()
        assert "[…]" in archive.read("log.txt").decode()
    assert offered.isEnabled()


def test_the_words_are_those_of_people(trouble: DamagedDataWindow) -> None:
    for name in ("troubleTitle", "troubleText", "troubleAction"):
        shown = trouble.findChild(QLabel, name)
        assert shown is not None
        assert "Error" not in shown.text()
        assert "{" not in shown.text()


def test_the_window_says_that_it_restores(
    trouble: DamagedDataWindow, backup: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()

    def slow(path: Path, source: Path, now: object) -> Path:
        gate.wait(patient(20))
        return path

    monkeypatch.setattr("shopsync_gui.ui.shell.damaged_data_window.start_again", lambda: None)
    monkeypatch.setattr("shopsync_gui.store.upkeep.archive.replace_damaged", slow)
    busy = trouble.findChild(QLabel, "troubleBusy")
    restore = trouble.findChild(QPushButton, "troubleRestoreButton")
    assert busy is not None
    assert restore is not None
    assert not busy.isVisible()
    trouble.restore(backup)
    assert busy.isVisible()
    assert busy.text()
    assert not restore.isEnabled()
    gate.set()
    qtbot.waitUntil(lambda: not trouble.isVisible())


def test_a_second_start_raises_the_window_and_ends(
    backup: Path, qapp: QApplication, shopsync_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raised: list[DamagedDataWindow] = []
    codes: list[int] = []
    monkeypatch.setattr(DamagedDataWindow, "show_window", lambda window: raised.append(window))
    environment = {
        **os.environ,
        "SHOPSYNC_HOME": str(shopsync_home),
        "QT_QPA_PLATFORM": "offscreen",
    }

    def start_again() -> None:
        second = subprocess.Popen([sys.executable, "-m", "shopsync_gui"], env=environment)

        looks = iter(range(200))

        def look() -> None:
            # The request to be raised may arrive after the second program has ended.
            if second.poll() is None or (not raised and next(looks, None) is not None):
                return
            timer.stop()
            codes.append(second.returncode)
            for window in qapp.topLevelWidgets():
                if isinstance(window, DamagedDataWindow):
                    window.close()

        timer = QTimer(qapp)
        timer.timeout.connect(look)
        timer.start(50)

    QTimer.singleShot(0, start_again)
    assert app.run(["shopsync"]) == 0
    assert codes == [0]
    assert len(raised) == 1


def test_a_database_of_a_newer_program_offers_no_restore(
    qapp: QApplication, shopsync_home: Path
) -> None:
    store = open_store(database_file(shopsync_home))
    store.database.execute_sql(
        "INSERT INTO schema_migration (name, applied) VALUES ('0999_x', 'now')"
    )
    store.close()
    with started() as window:
        window.show()
        restore = window.findChild(QPushButton, "troubleRestoreButton")
        assert restore is not None
        assert not restore.isVisible()


def test_a_full_disk_is_tried_again_once_there_is_room(
    qtbot: QtBot, shopsync_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    restarts: list[bool] = []
    monkeypatch.setattr(
        "shopsync_gui.ui.shell.damaged_data_window.start_again", lambda: restarts.append(True)
    )
    with faulty_disk() as disk:
        disk.is_full = True
        with started() as window:
            window.show()
            shown, again = (
                window.findChild(QLabel, "troubleTitle"),
                window.findChild(QPushButton, "troubleAgainButton"),
            )
            assert shown is not None
            assert again is not None
            assert shown.text() == Problem("StoreFull", {}).title
            again.click()
            qtbot.waitUntil(lambda: window.findChild(QLabel, "problemTitle") is not None)
            assert again.isEnabled()
            assert not restarts
            disk.is_full = False
            again.click()
            qtbot.waitUntil(lambda: bool(restarts))
            assert not window.isVisible()


def test_what_stays_as_it_is_is_not_tried_again(trouble: DamagedDataWindow) -> None:
    again = trouble.findChild(QPushButton, "troubleAgainButton")
    assert again is not None
    assert not again.isVisible()


def file_in_place_of_the_folder(home: Path) -> None:
    home.parent.mkdir(parents=True, exist_ok=True)
    home.write_text("notes")


def file_above_the_folder(home: Path) -> None:
    home.parent.parent.mkdir(parents=True, exist_ok=True)
    home.parent.write_text("notes")


def file_in_place_of_the_logs(home: Path) -> None:
    home.mkdir(parents=True)
    (home / "logs").write_text("notes")


@pytest.mark.parametrize("argv", [["shopsync"], ["shopsync", "--demo"]])
@pytest.mark.parametrize(
    "block", [file_in_place_of_the_folder, file_above_the_folder, file_in_place_of_the_logs]
)
def test_a_data_folder_that_cannot_be_made_is_named(
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    block: Break,
    argv: list[str],
) -> None:
    home = tmp_path / "outer" / "home"
    monkeypatch.setenv("SHOPSYNC_HOME", str(home))
    block(home)
    window = create(argv)
    try:
        assert isinstance(window, DamagedDataWindow)
        window.show()
        qtbot.waitExposed(window)
        title = window.findChild(QLabel, "troubleTitle")
        assert title is not None
        assert title.text() == Problem("StoreFolderBlocked", {}).title
        window.write_diagnostics(tmp_path / "file.zip")
        qtbot.waitUntil(lambda: window.findChild(QLabel, "troubleWritten") is not None)
    finally:
        put_away(window)


def test_a_program_whose_data_folder_cannot_be_made_opens_its_window(tmp_path: Path) -> None:
    """Through the start that users take, which looks for another window first."""
    home = tmp_path / "home"
    home.write_text("notes")
    code = (
        "import sys\n"
        "from PySide6.QtCore import QTimer\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from shopsync_gui.app import run\n"
        "app = QApplication(['shopsync'])\n"
        "clock = QTimer(interval=20)\n"
        "def end():\n"
        "    for window in app.topLevelWidgets():\n"
        "        if window.isVisible():\n"
        "            clock.stop()\n"
        "            print(window.objectName())\n"
        "            window.close()\n"
        "clock.timeout.connect(end)\n"
        "clock.start()\n"
        "sys.exit(run(['shopsync']))\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"SHOPSYNC_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=patient(60),
        check=False,
    )
    assert "troubleWindow" in ended.stdout, ended.stderr
    assert ended.returncode == 0
