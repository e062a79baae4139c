"""How fast the grid opens and paints, what it costs in memory, and how long a start takes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from PySide6.QtSql import QSqlDatabase, QSqlQuery, QSqlQueryModel
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTableView

from shopsync_gui.app import create
from shopsync_gui.store import open_store
from shopsync_gui.system.paths import HOME_VARIABLE, database_file
from shopsync_gui.ui.jobs.store_thread import StoreThread
from shopsync_gui.ui.products.products_page import ProductsPage
from shopsync_gui.ui.shell.main_window import MainWindow
from tests.bench.common import Options, Result, catalogue_file, folder, percentile, ratio
from tests.ui.program import data_folder, wait, wait_until

WIDTH, HEIGHT = 1200, 800
FRAMES = 300
STARTS = 21
_PLAIN = (
    "SELECT name, sku, category_sort, net, gross, state, updated_at FROM product ORDER BY name_sort"
)


@contextmanager
def opened(products: int) -> Iterator[tuple[MainWindow, ProductsPage]]:
    """The program on a catalogue of so many products, its list of products shown."""
    with data_folder() as home:
        shutil.copy(catalogue_file(products), database_file(home))
        window = create(["shopsync"])
        assert isinstance(window, MainWindow)
        window.resize(WIDTH, HEIGHT)
        window.open_page("pageProducts")
        window.show()
        page = window.findChild(ProductsPage)
        assert page is not None
        wait_until(lambda: page.model.complete and not page.model.busy)
        try:
            yield window, page
        finally:
            window.quit()
            window.deleteLater()


@contextmanager
def query_model(products: int) -> Iterator[QTableView]:
    """The alternative: Qt's own model and delegate over the same rows in the same room."""
    database = QSqlDatabase.addDatabase("QSQLITE", "bench")
    with tempfile.TemporaryDirectory(prefix="shopsync-bench-") as folder:
        # Qt brings a SQLite of its own; it never opens a file that the program has open.
        copy = Path(folder) / "copy.db"
        shutil.copy(catalogue_file(products), copy)
        database.setDatabaseName(str(copy))
        assert database.open()
        view = QTableView()
        model = QSqlQueryModel(view)
        query = QSqlQuery(database)
        query.prepare(_PLAIN)
        query.exec()
        model.setQuery(query)
        view.setModel(model)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.verticalHeader().setDefaultSectionSize(36)
        view.verticalHeader().hide()
        yield view
        view.close()
        view.deleteLater()
        database.close()
    del query, model, view, database
    QSqlDatabase.removeDatabase("bench")


def _frames(view: QTableView, step: int, ready: Callable[[], bool]) -> list[float]:
    """Milliseconds of each frame while scrolling by `step` pixels."""
    found = []
    for _ in range(FRAMES):
        view.verticalScrollBar().setValue(view.verticalScrollBar().value() + step)
        wait(0)
        wait_until(ready, 5)
        started = time.perf_counter()
        view.viewport().repaint()
        found.append((time.perf_counter() - started) * 1000)
    return found


def scrolling(options: Options) -> Result:
    """A frame while scrolling, and the jump to the end, against QSqlQueryModel."""
    with opened(options.large) as (_window, page):
        grid = page.grid
        size = grid.size()

        def filled() -> bool:
            return all(page.model.row_texts(row) for row in _shown(page))

        ours = _frames(grid, 3 * 36, filled)
        jumps = []
        for _ in range(20):
            for end in (True, False):
                started = time.perf_counter()
                grid.scrollToBottom() if end else grid.scrollToTop()
                grid.viewport().repaint()
                while not filled():
                    QApplication.processEvents()
                grid.viewport().repaint()
                jumps.append((time.perf_counter() - started) * 1000)
    with query_model(options.large) as view:
        view.resize(size)
        view.show()
        wait(200)
        theirs = _frames(view, 3 * 36, lambda: True)
    return {
        "rows": options.large,
        "frame_p50_ms": round(percentile(ours, 0.5), 2),
        "frame_p95_ms": round(percentile(ours, 0.95), 2),
        "query_model_p50_ms": round(percentile(theirs, 0.5), 2),
        "query_model_p95_ms": round(percentile(theirs, 0.95), 2),
        "ratio": ratio(percentile(ours, 0.5), percentile(theirs, 0.5)),
        "jump_to_end_p95_ms": round(percentile(jumps, 0.95), 1),
        "goal": "ratio 1.0; jump 30 ms",
    }


def _shown(page: ProductsPage) -> range:
    grid = page.grid
    last = grid.rowAt(grid.viewport().height() - 1)
    return range(grid.rowAt(0), (len(page.model.ids) if last < 0 else last + 1))


def opening(options: Options) -> Result:
    """From the question to the first painted rows, against a list of all rows."""
    with opened(options.large) as (_window, page):
        first, whole = [], []
        for _ in range(5):
            # A reader that has kept nothing yet.
            page.context.store.lister.stop()
            lister = StoreThread(page.context.store.path, read_only=True, parent=page)
            page.context.store.lister = page.model._lister = lister
            page.model.answered = page.model.complete = False
            started = time.perf_counter()
            page.model.search(page.model.query)
            wait_until(lambda: page.model.answered, 60)
            page.grid.viewport().repaint()
            first.append((time.perf_counter() - started) * 1000)
            wait_until(lambda: page.model.complete and not page.model.busy, 60)
            whole.append((time.perf_counter() - started) * 1000)
        started = time.perf_counter()
        with closing(open_store(page.context.store.path, read_only=True)) as store:
            rows = store.database.rows(_PLAIN)
        as_list = (time.perf_counter() - started) * 1000
        assert len(rows) == options.large
    return {
        "rows": options.large,
        "first_rows_ms": round(percentile(first, 0.5), 1),
        "whole_list_ms": round(percentile(whole, 0.5), 1),
        "all_rows_as_a_list_ms": round(as_list, 1),
        "ratio": ratio(percentile(first, 0.5), as_list),
        "goal": "150 ms",
    }


_PROGRAM = """
import sys, time
started = time.perf_counter()
from shopsync_gui.app import create
from PySide6.QtCore import QEventLoop, QTimer
from shopsync_gui.ui.products.products_page import ProductsPage
window = create(["shopsync"])
window.resize(1200, 800)
window.open_page("pageProducts")
window.show()
page = window.pages.page("pageProducts")
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
        "goal": 1.4,
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
