"""A hundred shops in one data folder: their page, the search over all of them, and how they stand."""

from __future__ import annotations

import compileall
import io
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, redirect_stdout
from datetime import timedelta
from functools import partial
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

import shopsync_gui
from shopsync_gui.app import create
from shopsync_gui.cli.metrics import metrics_text
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.sandbox.shop.varied import VariedCatalogue
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.search.query import GridQuery, GridSort
from shopsync_gui.sync.standing.stored_standings import read_standings
from shopsync_gui.system.paths import database_file
from shopsync_gui.ui.connections.shops_view import ShopsView
from shopsync_gui.ui.shell.main_window import MainWindow
from tests.bench.catalogue import FIRST, QUERIES
from tests.bench.common import Options, Result, folder, percentile, say, timed
from tests.bench.filters import Stopwatch, mark, measured
from tests.bench.heartbeat import Heartbeat
from tests.bench.kept_files import kept_file
from tests.catalogues import NOW, fill
from tests.ui.program import data_folder

SHOPS, RUNS, ROUNDS = 100, 30, 9


def shops(options: Options) -> Result:
    """The page of shops, its reload, the search over all products, and the standing of every shop."""
    file = kept_file(f"{options.large}-marked-{SHOPS}-shops", partial(make_shops, options.large))
    _read_through(file)
    return {
        "shops": SHOPS,
        "products": options.large,
        "standing": _standing(file),
        "search": _search(file),
        "page": _page(file),
        "goal": "standing 100 ms; search p99 50 ms; filters p95 100 ms; page 300 ms, reload 16 ms, gap 50 ms of processor",
    }


def make_shops(products: int, path: Path) -> None:
    """A database with so many products of all shops together, each with a month of runs."""
    say(f"filling {SHOPS} shops of {products // SHOPS} products")
    fill(path, products, VariedCatalogue(1), shops=SHOPS)
    with closing(open_store(path)) as store:
        for number, connection in enumerate(store.connections.all()):
            with store.transaction():
                _live_a_month(store, number, connection.id, products // SHOPS)
        mark(store)


def _live_a_month(store: Store, number: int, connection: int, products: int) -> None:
    """So many runs of a shop; the last one of each seventh shop left something undone."""
    for day in range(RUNS):
        moment = NOW + timedelta(days=day)
        report = store.runs.start(JobKind.SYNC, connection, moment)
        state = RunState.PARTIAL if day == RUNS - 1 and number % 7 == 0 else RunState.DONE
        store.runs.save(
            replace(report, state=state, finished_at=moment, pulled=products, verified=True)
        )


def _read_through(file: Path) -> None:
    """Have the system hold the file in memory, as it does once the program has been used for a while."""
    with file.open("rb") as opened:
        while opened.read(1 << 24):
            pass


def _standing(file: Path) -> Result:
    with closing(open_store(file, read_only=True)) as store:
        connections = store.connections.all()
        took = [timed(lambda: read_standings(store, connections)) * 1000 for _ in range(ROUNDS)]
        metrics = [timed(lambda: metrics_text(store)) * 1000 for _ in range(ROUNDS)]
    return {
        "all_shops_ms": round(percentile(took, 0.5), 1),
        "metrics_ms": round(percentile(metrics, 0.5), 1),
    }


def _search(file: Path) -> Result:
    """The first rows of every query in every order, of all shops and of one; and filters in pairs."""
    found: Result = {}
    with closing(open_store(file, read_only=True)) as store:
        middle = store.connections.all()[SHOPS // 2].id
        for name, shop in (("all_shops", None), ("one_shop", middle)):
            took = []
            watch = Stopwatch(store, 50)
            for sort in GridSort:
                # The page reads the whole order when it is chosen; typing comes later.
                store.grid.ids(GridQuery(sort=sort, connection_id=shop))
                for text in QUERIES:
                    query = GridQuery(text=text, sort=sort, connection_id=shop, limit=FIRST)
                    took.append(watch.times(query))
            filtered = list(measured(store, connection_id=shop).values())
            found[name] = {
                "search_p50_ms": percentile([times[0] for times in took], 0.5),
                "search_p99_ms": _three(took, 0.99),
                "filters_p50_ms": percentile([times[0] for times in filtered], 0.5),
                "filters_p95_ms": _three(filtered, 0.95),
            }
    return found


def _three(taken: list[tuple[float, float, float]], share: float) -> Result:
    """The same percentile by the clock, of the processor, and of the quicker way alone."""
    clock, processor, quicker = (
        percentile([times[which] for times in taken], share) for which in range(3)
    )
    return {"clock": clock, "processor": processor, "quicker_way": quicker}


def _page(file: Path) -> Result:
    """The page at the very start of the program, before any other was read, and once the first is there."""
    _have_bytecode()
    with _window(file) as window:
        _shown, at_once = _opened(window)
    with _window(file) as window:
        while window.context.store.is_reading:
            _events(0.01)
        shown, later = _opened(window)
        _events(5)  # the other pages are built
        beats = Heartbeat(QObject(window))
        rounds = []
        for _round in range(ROUNDS):
            window.context.connections.reload()
            _events(0.3)
            rounds.append(timed(shown.show_rows) * 1000)
        events = beats.result()
    return {
        "open_at_once": at_once,
        "open": later,
        "reload_in_the_window_ms": round(percentile(rounds, 0.5), 1),
        "event_loop": events,
    }


def _have_bytecode() -> None:
    """Have the program find its bytecode, as one that was started before does."""
    sys.dont_write_bytecode = False
    sys.pycache_prefix = str(folder() / "bytecode")
    compileall.compile_dir(Path(shopsync_gui.__file__).parent, quiet=1)


@contextmanager
def _window(file: Path) -> Iterator[MainWindow]:
    with data_folder() as home, redirect_stdout(io.StringIO()):
        shutil.copy(file, database_file(home))
        _read_through(database_file(home))
        window = create(["shopsync"])
        assert isinstance(window, MainWindow)
        window.resize(1280, 800)
        window.show()
        window.repaint()
        yield window
        window.quit()
        window.deleteLater()
        _events(0.1)


def _opened(window: MainWindow) -> tuple[ShopsView, Result]:
    """Open the page; until its rows are there."""
    started, processor = time.perf_counter(), time.thread_time()
    window.open_page("pageConnections")
    shown: list[ShopsView] = []
    while not shown or not shown[0].table.model.rowCount():
        _events(0.001)
        shown = window.findChildren(ShopsView)
    window.repaint()
    return shown[0], {
        "ms": round((time.perf_counter() - started) * 1000, 1),
        "processor_ms": round((time.thread_time() - processor) * 1000, 1),
    }


def _events(seconds: float) -> None:
    """Let the window work for so long, without keeping the processor busy meanwhile."""
    until = time.perf_counter() + seconds
    while (left := until - time.perf_counter()) > 0:
        QApplication.processEvents()
        time.sleep(min(0.001, left))
