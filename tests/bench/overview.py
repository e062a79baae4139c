"""How soon the first page is filled, and how long the numbers of the view of changes take."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from shopsync_gui.app import create
from shopsync_gui.core.products.changes import ChangeKind, Period
from shopsync_gui.sandbox.shop.varied import VariedCatalogue
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.search.query import GridQuery
from shopsync_gui.system.paths import database_file
from shopsync_gui.ui.overview.tiles import Tile
from shopsync_gui.ui.shell.main_window import MainWindow
from tests.bench.common import Options, Result, catalogue_file, percentile, say
from tests.bench.heartbeat import Heartbeat
from tests.bench.kept_files import kept_file
from tests.catalogues import NOW, live_on
from tests.ui.program import data_folder

ROUNDS = 7
#: Days that the shop lives on, and products that change each day.
DAYS, CHANGES = 30, 2000


def overview(options: Options) -> Result:
    """From the first paint to the filled tiles; the counts and the list of each period."""
    lived = kept_file(f"{options.large}-lived", partial(_live, options.large))
    now = NOW + timedelta(days=DAYS, hours=1)
    filled, busy, late, worked = [], [], 0.0, 0.0
    for _round in range(ROUNDS):
        with data_folder() as home:
            shutil.copy(lived, database_file(home))
            took, processor, beats = _filled()
            filled.append(took)
            busy.append(processor)
            late = max(late, *beats.late, 0.0)
            worked = max(worked, *beats.busy, 0.0)
    months = [_of_30_days(lived) for _round in range(ROUNDS)]
    with closing(open_store(lived, read_only=True)) as store:
        counts = {period.value: _median(partial(_count, store, period, now)) for period in Period}
        since = store.changes.since(Period.MONTH, now)
        query = GridQuery(changed_since=since, limit=128)
        lists = {
            kind.value: _median(partial(store.grid.ids, replace(query, change=kind)))
            for kind in ChangeKind
        }
    return {
        "products": options.large,
        "changed_in_30_days": DAYS * CHANGES,
        "filled_after_first_paint_ms": round(percentile(filled, 0.5), 1),
        "processor_ms": round(percentile(busy, 0.5), 1),
        "longest_gap_of_the_event_loop_ms": round(late, 1),
        "longest_gap_processor_ms": round(worked, 1),
        "30_days_first_time_processor_ms": round(percentile([m[0] for m in months], 0.5), 1),
        "30_days_later_processor_ms": round(percentile([m[1] for m in months], 0.5), 1),
        "numbers_ms": counts,
        "first_rows_of_30_days_ms": lists,
        "goal": "filled 100 ms; numbers 300 ms; gap 50 ms",
    }


def _live(products: int, path: Path) -> None:
    """A filled catalogue that some time has passed over."""
    shutil.copy(catalogue_file(products), path)
    say(f"{DAYS} days of {CHANGES} changed products")
    live_on(path, DAYS, CHANGES, VariedCatalogue(1))


def _of_30_days(lived: Path) -> tuple[float, float]:
    """The processor's milliseconds of the start that shows 30 days first, and of the next one."""
    with data_folder() as home:
        shutil.copy(lived, database_file(home))
        window = create(["shopsync"])
        assert isinstance(window, MainWindow)
        window.context.memory.setValue("overview/period", Period.MONTH.value)
        window.quit()
        window.deleteLater()
        QApplication.processEvents()
        return _filled()[1], _filled()[1]


def _filled() -> tuple[float, float, Heartbeat]:
    """Milliseconds from the window's first paint until every tile has its number; the beats.

    The second is the processor's time, which other programs on the machine do not lengthen.
    """
    window = create(["shopsync"])
    assert isinstance(window, MainWindow)
    window.resize(1200, 800)
    window.show()
    window.repaint()
    started, busy = time.perf_counter(), time.process_time()
    beats = Heartbeat(QObject(window))
    while any(tile.property("count") is None for tile in window.findChildren(Tile)):
        QApplication.processEvents()
    window.repaint()
    took = (time.perf_counter() - started) * 1000
    processor = (time.process_time() - busy) * 1000
    assert len(window.findChildren(Tile)) > 0
    window.quit()
    window.deleteLater()
    QApplication.processEvents()
    return took, processor, beats


def _count(store: Store, period: Period, now: datetime) -> object:
    since = store.changes.since(period, now)
    return store.changes.counts(GridQuery(changed_since=since))


def _median(work: Callable[[], object]) -> float:
    taken = []
    for _round in range(ROUNDS):
        started = time.perf_counter()
        work()
        taken.append((time.perf_counter() - started) * 1000)
    return round(percentile(taken, 0.5), 1)
