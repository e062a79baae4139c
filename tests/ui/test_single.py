"""A second start shows the first window; what a dead program left behind is in nobody's way."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from shopsync_gui.ui.kit.single_instance import SingleInstance, raise_other
from tests.patience import patient
from tests.ui.driver import Driver


def test_a_second_start_is_heard_by_the_first(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    asked: list[int] = []
    single = SingleInstance(tmp_path, lambda: asked.append(1), qapp)
    assert single.listens
    assert raise_other(tmp_path)
    qtbot.waitUntil(lambda: asked == [1])
    assert not raise_other(tmp_path / "another")
    single.close()
    assert not raise_other(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of Windows end with their program")
def test_the_socket_of_a_dead_program_is_replaced(qapp: QApplication, tmp_path: Path) -> None:
    leave = (
        "import os, sys; from pathlib import Path; from PySide6.QtCore import QCoreApplication;"
        "from shopsync_gui.ui.kit.single_instance import SingleInstance;"
        "app = QCoreApplication([]); one = SingleInstance(Path(sys.argv[1]), print, app);"
        "assert one.listens; os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", leave, str(tmp_path)], check=True, timeout=patient(60))
    assert not raise_other(tmp_path)
    single = SingleInstance(tmp_path, lambda: None, QObject(qapp))
    assert single.listens
    assert raise_other(tmp_path)
    single.close()


def test_the_program_ends_at_once_when_it_runs_already(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    asked: list[int] = []
    single = SingleInstance(tmp_path, lambda: asked.append(1), qapp)
    second = subprocess.Popen(
        [sys.executable, "-m", "shopsync_gui"],
        env={**os.environ, "SHOPSYNC_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"},
    )
    try:
        qtbot.waitUntil(lambda: asked == [1])
        assert second.wait(patient(30)) == 0
    finally:
        second.kill()
        single.close()
    assert not list(tmp_path.glob("*.db")), "it made nothing of its own"


def test_a_hidden_second_start_leaves_the_window_where_it_is(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    asked: list[int] = []
    single = SingleInstance(tmp_path, lambda: asked.append(1), qapp)
    second = subprocess.Popen(
        [sys.executable, "-m", "shopsync_gui", "--hidden"],
        env={**os.environ, "SHOPSYNC_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"},
    )
    try:
        qtbot.waitUntil(lambda: second.poll() is not None)
        assert second.returncode == 0
        # What the second start had asked for would come before what is asked for now.
        assert raise_other(tmp_path)
        qtbot.waitUntil(lambda: bool(asked))
        assert asked == [1]
    finally:
        second.kill()
        single.close()
    assert not list(tmp_path.glob("*.db")), "it made nothing of its own"


def test_a_minimised_window_is_brought_back(driver: Driver) -> None:
    driver.window.showMinimized()
    assert driver.window.isMinimized()
    driver.window.tray.show_window()
    assert not driver.window.isMinimized()
    assert driver.window.isVisible()
