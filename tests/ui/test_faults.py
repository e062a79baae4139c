"""A fault that nobody caught is logged and told; the program goes on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from shopsync_gui.core.text import translate
from tests.patience import patient

PROGRAM = """
import sys, threading
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel
from shopsync_gui.app import run

app = QApplication(["shopsync-gui"])
clock = QTimer(interval=20)
before = []

def fail():
    raise ValueError("client_secret=nyuszi")

def look():
    for window in app.topLevelWidgets():
        if window.objectName() == "mainWindow" and window.isVisible():
            told = window.findChild(QLabel, "statusText").toolTip()
            if not before:
                before.append(told)
                if sys.argv[1] == "thread":
                    threading.Thread(target=fail).start()
                else:
                    fail()
            elif told not in before:
                clock.stop()
                print(told)
                window.quit()

clock.timeout.connect(look)
clock.start()
sys.exit(run(["shopsync-gui"]))
"""


@pytest.mark.parametrize("raised_in", ["slot", "thread"])
def test_a_fault_is_logged_and_told(
    tmp_path: Path, raised_in: str, language: Callable[[str], None]
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, raised_in],
        env={
            **os.environ,
            "SHOPSYNC_HOME": str(tmp_path),
            "SHOPSYNC_LANGUAGE": "hu",
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONUTF8": "1",
        },
        capture_output=True,
        encoding="utf-8",
        timeout=patient(60),
        check=True,
    )
    language("hu")
    assert done.stdout.startswith(translate("An unexpected fault"))
    assert "ValueError" not in done.stdout
    log = (tmp_path / "logs" / "shopsync.log").read_text("utf-8")
    assert "in fail" in log
    assert "ValueError" in log
    assert "nyuszi" not in log + done.stdout + done.stderr
