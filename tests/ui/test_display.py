"""The program as a process with a real display: Qt's X11 platform on a virtual screen."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from shopsync_gui.store import open_store
from shopsync_gui.system.paths import database_file
from tests.patience import patient
from tests.portions import portion

SECONDS = patient(120)
#: Tests that are to pass on a real display, too: each day one of the files.
ON_BOTH = portion(("test_grid.py", "test_grid_painting.py", "test_products.py"), 3)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("Xvfb") is None, reason="there is no virtual screen here"),
]


@pytest.fixture
def display() -> Iterator[dict[str, str]]:
    """The environment of a program on a virtual screen that ends with the test."""
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
        yield {
            **os.environ,
            "DISPLAY": f":{number}",
            "QT_QPA_PLATFORM": "xcb",
            "LC_ALL": "C.UTF-8",
        }
    finally:
        screen.terminate()
        screen.wait(patient(10))


@pytest.mark.parametrize("scale", portion([1, 2], 2))
def test_the_main_job_on_a_screen(tmp_path: Path, display: dict[str, str], scale: int) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with closing(open_store(database_file(home))) as store:
        store.settings.set("ui.scale", f"{scale}00")
    picture = tmp_path / "products.png"
    ended = subprocess.run(
        [
            sys.executable, "-m", "shopsync_gui", "--demo", "--products", "60", "--run",
            "--screenshot", str(picture),
        ],
        env={**display, "SHOPSYNC_HOME": str(home)},
        capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert "60" in ended.stdout
    image = QImage(str(picture))
    assert 1000 * scale <= image.width() <= 1300 * scale
    assert 640 * scale <= image.height() <= 900 * scale
    colours = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, 640, 7)}
    assert len(colours) > 20


def test_the_grid_on_a_screen(display: dict[str, str]) -> None:
    """What Qt asks a table for, and when, differs between its platforms."""
    files = [str(Path(__file__).with_name(name)) for name in ON_BOTH]
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *files],
        env={name: value for name, value in display.items() if not name.startswith("PYTEST_")},
        capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout
