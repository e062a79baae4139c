"""The program as a process with a real display: Qt's X11 platform on a virtual screen."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from shopsync_gui.store import open_store
from shopsync_gui.system.paths import database_file

SECONDS = 120


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="there is no virtual screen here")
@pytest.mark.parametrize("scale", [1, 2])
def test_the_main_job_on_a_screen(tmp_path: Path, scale: int) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with closing(open_store(database_file(home))) as store:
        store.settings.set("ui.scale", f"{scale}00")
    read, write = os.pipe()
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "2560x1600x24", "-nolisten", "tcp"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as told:
            number = told.readline().strip()
        assert number, "the virtual screen did not start"
        picture = tmp_path / "products.png"
        environment = {
            **os.environ,
            "DISPLAY": f":{number}",
            "QT_QPA_PLATFORM": "xcb",
            "SHOPSYNC_HOME": str(home),
            "LC_ALL": "C.UTF-8",
        }
        ended = subprocess.run(
            [
                sys.executable, "-m", "shopsync_gui", "--demo", "--products", "60", "--run",
                "--screenshot", str(picture),
            ],
            env=environment, capture_output=True, text=True, timeout=SECONDS, check=False,
        )  # fmt: skip
    finally:
        screen.terminate()
        screen.wait(10)
    assert ended.returncode == 0, ended.stderr
    assert "60" in ended.stdout
    image = QImage(str(picture))
    assert 1000 * scale <= image.width() <= 1300 * scale
    assert 640 * scale <= image.height() <= 900 * scale
    colours = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, 640, 7)}
    assert len(colours) > 20
