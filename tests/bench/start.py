"""How long a start takes, and what the program costs in memory."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shopsync_gui.system.paths import HOME_VARIABLE, database_file
from tests.bench.common import (
    Options,
    Result,
    catalogue_file,
    folder,
    percentile,
    ratio,
)
from tests.ui.program import data_folder

STARTS = 21
_PROGRAM = """
import sys, time
started = time.perf_counter()
from shopsync_gui.app import create
window = create(["shopsync"])
from PySide6.QtCore import QEventLoop, QTimer
window.resize(1200, 800)
window.open_page("pageProducts")
window.show()
page = window.frame.pages.page("pageProducts")
loop = QEventLoop()
page.model.listed.connect(lambda _listing: loop.quit())
if not page.model.answered:
    loop.exec()
page.grid.viewport().repaint()
"""
_BARE = """
import sys, time
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView
app = QApplication(sys.argv)
window, view, model = QMainWindow(), QTableView(), QStandardItemModel(30, 7)
for row in range(30):
    for column in range(7):
        model.setItem(row, column, QStandardItem("Termék"))
view.setModel(model)
window.setCentralWidget(view)
window.resize(1200, 800)
window.show()
app.processEvents()
view.viewport().repaint()
"""
_LEAVE = "import os; sys.stdout.flush(); os._exit(0)\n"
_SETTLE = """
def rest(seconds):
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()
while not page.model.complete or page.model.busy:
    rest(0.1)
page.grid.scrollToBottom(); rest(0.5)
page.grid.scrollToTop(); rest(0.5)
page.search.setText("fekete"); rest(1.5)
page.search.setText(""); rest(1.5)
with open("/proc/self/status") as status:
    print([line.split()[1] for line in status if line.startswith("VmRSS")][0])
"""


def _seconds(script: str, home: Path) -> float:
    started = time.perf_counter()
    _run(script + _LEAVE, home)
    return time.perf_counter() - started


def _run(script: str, home: Path) -> str:
    environment = {**os.environ, HOME_VARIABLE: str(home)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # a program that was started before
    environment["PYTHONPYCACHEPREFIX"] = str(folder() / "bytecode")
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout


@contextmanager
def _home(products: int) -> Iterator[Path]:
    with data_folder() as home:
        if products:
            shutil.copy(catalogue_file(products), database_file(home))
        yield home


def start(options: Options) -> Result:
    """From the command to the filled grid, warm, against a bare window with a table."""
    with _home(options.products) as home:
        pairs = [(_seconds(_PROGRAM, home), _seconds(_BARE, home)) for _ in range(STARTS)]
    ours, bare = ([pair[i] * 1000 for pair in pairs[1:]] for i in (0, 1))
    return {
        "products": options.products,
        "filled_ms": round(percentile(ours, 0.5)),
        "bare_ms": round(percentile(bare, 0.5)),
        "ratio": ratio(percentile(ours, 0.5), percentile(bare, 0.5)),
        "goal": 1.65,
    }


def memory(options: Options) -> Result:
    """Resident memory with a large catalogue scrolled and searched, above the empty program."""
    sizes = []
    for products in (0, options.large):
        with _home(products) as home:
            sizes.append(
                int(
                    _run(
                        _PROGRAM + _SETTLE + _LEAVE.replace("import", "sys.stdout.flush(); import"),
                        home,
                    )
                )
            )
    return {
        "products": options.large,
        "empty_mb": round(sizes[0] / 1024, 1),
        "above_mb": round((sizes[1] - sizes[0]) / 1024, 1),
        "goal": "100 MB above",
    }
