"""A second start shows the first window; what a dead program left behind is in nobody's way."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from shopsync_gui.ui.kit.single_instance import SingleInstance, is_open
from tests.patience import patient
from tests.ui.driver import Driver


@pytest.fixture
def first(qapp: QApplication, tmp_path: Path) -> Iterator[list[int]]:
    """What a program that has the window of a folder hears of further starts."""
    asked: list[int] = []
    single = SingleInstance(tmp_path, qapp)
    assert not single.is_elsewhere()
    single.listen(lambda: asked.append(1))
    yield asked
    single.close()


def start(home: Path, *options: str) -> subprocess.Popen[bytes]:
    """The program, started with a data folder."""
    return subprocess.Popen(
        [sys.executable, "-m", "shopsync_gui", *options],
        env={**os.environ, "SHOPSYNC_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"},
    )


def test_a_second_start_is_heard_by_the_first(
    qtbot: QtBot, first: list[int], tmp_path: Path
) -> None:
    # A lock is a process's own to the system, and an object's to Qt.
    assert SingleInstance(tmp_path).is_elsewhere()
    qtbot.waitUntil(lambda: first == [1])
    assert is_open(tmp_path)


def test_another_folder_has_a_window_of_its_own(first: list[int], tmp_path: Path) -> None:
    other = SingleInstance(tmp_path / "another")
    assert not is_open(tmp_path / "another")
    assert not other.is_elsewhere()
    other.close()
    assert first == []


def test_the_window_is_free_once_its_program_has_closed_it(
    qapp: QApplication, tmp_path: Path
) -> None:
    for _turn in range(2):
        single = SingleInstance(tmp_path, qapp)
        assert not single.is_elsewhere()
        single.listen(lambda: None)
        single.close()
        assert not is_open(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of Windows end with their program")
def test_what_a_dead_program_left_is_replaced(qapp: QApplication, tmp_path: Path) -> None:
    leave = (
        "import os, sys; from pathlib import Path; from PySide6.QtCore import QCoreApplication;"
        "from shopsync_gui.ui.kit.single_instance import SingleInstance;"
        "app = QCoreApplication([]); one = SingleInstance(Path(sys.argv[1]));"
        "assert not one.is_elsewhere(); one.listen(print); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", leave, str(tmp_path)], check=True, timeout=patient(60))
    assert not is_open(tmp_path)
    single = SingleInstance(tmp_path, qapp)
    assert not single.is_elsewhere()
    single.listen(lambda: None)
    assert is_open(tmp_path)
    single.close()


def test_the_program_ends_at_once_when_it_runs_already(
    qtbot: QtBot, first: list[int], tmp_path: Path
) -> None:
    second = start(tmp_path)
    try:
        qtbot.waitUntil(lambda: first == [1], timeout=int(patient(30) * 1000))
        assert second.wait(patient(30)) == 0
    finally:
        second.kill()
    assert not list(tmp_path.glob("*.db")), "it made nothing of its own"


def test_a_hidden_second_start_leaves_the_window_where_it_is(
    qtbot: QtBot, first: list[int], tmp_path: Path
) -> None:
    second = start(tmp_path, "--hidden")
    try:
        qtbot.waitUntil(lambda: second.poll() is not None, timeout=int(patient(30) * 1000))
        assert second.returncode == 0
        # What the second start had asked for would come before what is asked for now.
        assert SingleInstance(tmp_path).is_elsewhere()
        qtbot.waitUntil(lambda: bool(first))
        assert first == [1]
    finally:
        second.kill()
    assert not list(tmp_path.glob("*.db")), "it made nothing of its own"


def test_of_two_starts_at_once_one_has_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    both = [start(tmp_path), start(tmp_path)]
    try:
        qtbot.waitUntil(
            lambda: any(one.poll() is not None for one in both), timeout=int(patient(30) * 1000)
        )
        assert sorted(str(one.poll()) for one in both) == ["0", "None"]
    finally:
        for one in both:
            one.kill()
            one.wait()


def test_a_minimised_window_is_brought_back(driver: Driver) -> None:
    driver.window.showMinimized()
    assert driver.window.isMinimized()
    driver.window.tray.show_window()
    assert not driver.window.isMinimized()
    assert driver.window.isVisible()
