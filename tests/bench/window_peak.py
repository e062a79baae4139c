"""The most memory that the window takes in each act on very many products, and jumps to any place of their list.

As a program: does every act on a data folder and prints a JSON object.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from shopsync_gui.app import create
from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.products.numbers import CataloguePart
from shopsync_gui.store.search.filters import Filters
from shopsync_gui.system.paths import HOME_VARIABLE, database_file
from shopsync_gui.ui.kit import garbage_collector as garbage
from shopsync_gui.ui.products.products_page import ProductsPage
from shopsync_gui.ui.products.rows.columns import SORTS
from shopsync_gui.ui.products.rows.list_view import ListView
from shopsync_gui.ui.shell.main_window import MainWindow
from tests.bench.common import Options, Result, percentile, say
from tests.bench.kept_files import kept_file
from tests.bench.shops import SHOPS, make_shops
from tests.ui.program import data_folder, wait, wait_until

JUMPS = 60
SEARCHES = ("a", "fekete", "polo piros xl", "zzzz", "női bőr", "5001", "a b c")
PAGES = ("pageOverview", "pageConnections", "pageProducts", "pageNewsletter", "pageRuns")


def window_peak(options: Options) -> Result:
    """The window with an empty catalogue, and with so many products in a hundred shops, act by act."""
    file = kept_file(f"{options.large}-marked-{SHOPS}-shops", partial(make_shops, options.large))
    empty, full = _acts(None), _acts(file)
    above = {act: round(mb - empty["peaks_mb"]["opened"]) for act, mb in full["peaks_mb"].items()}
    return {
        "products": options.large,
        "empty_mb": round(empty["peaks_mb"]["opened"]),
        "above_mb": above,
        "peak_above_mb": max(above.values()),
        "at_rest_above_mb": round(full["at_rest_mb"] - empty["at_rest_mb"]),
        "jumps": full["jumps"],
        "goal": "90 MB above; jump 30 ms",
    }


def _acts(file: Path | None) -> Result:
    """Every act in a process of its own."""
    with data_folder() as home:
        if file is not None:
            shutil.copy(file, database_file(home))
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.window_peak"],
            env={**os.environ, HOME_VARIABLE: str(home)},
            stdout=subprocess.PIPE,
            check=True,
            timeout=3600,
        )
    result: Result = json.loads(done.stdout)
    return result


def act_all() -> Result:
    """Do every act; the peak of memory since the one before, in MB, and the milliseconds of jumps."""
    peaks: dict[str, float] = {}

    def peak_of(name: str) -> None:
        peaks[name] = _memory("VmHWM")
        say(f"  {name}: {peaks[name]:.0f} MB")
        Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew

    window = create(["shopsync"])
    assert isinstance(window, MainWindow)
    window.resize(1280, 800)
    window.show()
    page = window.open_page("pageProducts")
    assert isinstance(page, ProductsPage)
    _settle(page)
    garbage.keep_all()  # as the program does
    peak_of("opened")
    jumps: Result = {}
    if page.model.ids:
        for name, act in _acts_on(window, page, jumps):
            act()
            _settle(page)
            peak_of(name)
    wait(3000)
    result = {"peaks_mb": peaks, "jumps": jumps, "at_rest_mb": _memory("VmRSS")}
    window.quit()
    return result


def _acts_on(
    window: MainWindow, page: ProductsPage, jumps: Result
) -> Iterator[tuple[str, Callable[[], object]]]:
    """Everything that a user does with a long list, one after the other."""
    wait_until(lambda: not window.context.store.is_reading, 300)
    yield "scrolled", partial(_scroll, page)
    yield "jumped", lambda: jumps.update(_jump(page))
    header = page.grid.horizontalHeader()
    for column in SORTS:
        for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
            yield (
                f"sorted by {column.name} {order.name}",
                partial(header.setSortIndicator, column, order),
            )
    for name, filters in _filters(window).items():
        yield f"filtered: {name}", partial(page.set_filters, filters)
    page.set_filters(Filters())
    for text in (*SEARCHES, ""):
        yield f"searched: {text}", partial(page.search.setText, text)
    yield "chose all", partial(_press, page, Qt.Key.Key_A)
    yield "sorted with all chosen", partial(header.setSortIndicator, 0, Qt.SortOrder.AscendingOrder)
    yield "narrowed with all chosen", partial(page.search.setText, "a")
    yield "chose all found", partial(_press, page, Qt.Key.Key_A)
    yield "searched no more", page.search.clear
    yield "chose none", page.grid.clearSelection
    yield "showed details", partial(_look_at_some, page)
    for view in ListView:
        yield f"view {view.value}", partial(page.stack.set_view, view)
    for name in PAGES:
        yield f"opened {name}", partial(window.open_page, name)


def _filters(window: MainWindow) -> dict[str, Filters]:
    shop = window.context.connections[len(window.context.connections) // 2].id
    trouble = frozenset({CataloguePart.SKIPPED})
    return {
        "uncategorised": Filters(uncategorised=True),
        "only disabled categories": Filters(only_disabled_categories=True),
        "on sale": Filters(on_sale=True),
        "differs": Filters(differs=True),
        "differs and skipped": Filters(differs=True, parts=trouble),
        "active": Filters(states=frozenset({ProductState.ACTIVE})),
        "one shop": Filters(connection_id=shop),
        "one shop, on sale": Filters(connection_id=shop, on_sale=True),
    }


def _settle(page: ProductsPage) -> None:
    wait_until(lambda: page.model.complete and not page.model.busy, 120)
    wait(300)


def _scroll(page: ProductsPage) -> None:
    bar = page.grid.verticalScrollBar()
    for _frame in range(200):
        bar.setValue(bar.value() + 130)
        wait(5)


def _jump(page: ProductsPage) -> Result:
    """Milliseconds from a leap to the first rows painted there, by the clock and of the processor."""
    bar, chance = page.grid.verticalScrollBar(), random.Random(7)
    taken: list[float] = []
    busy: list[float] = []
    for number in range(JUMPS):
        place = bar.maximum() if number == 0 else chance.randrange(bar.maximum())
        started, used = time.perf_counter(), time.process_time()
        bar.setValue(place)
        page.grid.viewport().repaint()
        while not all(page.model.row_texts(row) for row in _rows_in_sight(page)):
            wait(1)
        page.grid.viewport().repaint()
        taken.append((time.perf_counter() - started) * 1000)
        busy.append((time.process_time() - used) * 1000)
        wait(20)
    return {
        "p50_ms": round(percentile(taken, 0.5), 1),
        "p95_ms": round(percentile(taken, 0.95), 1),
        "processor_p50_ms": round(percentile(busy, 0.5), 1),
        "processor_p95_ms": round(percentile(busy, 0.95), 1),
    }


def _rows_in_sight(page: ProductsPage) -> range:
    grid = page.grid
    last = grid.rowAt(grid.viewport().height() - 1)
    return range(grid.rowAt(0), len(page.model.ids) if last < 0 else last + 1)


def _press(page: ProductsPage, key: Qt.Key) -> None:
    page.grid.setFocus()
    QTest.keyClick(page.grid, key, Qt.KeyboardModifier.ControlModifier)


def _look_at_some(page: ProductsPage) -> None:
    for row in range(0, 40, 2):
        page.grid.select_rows([row])
        wait(30)


def _memory(what: str) -> float:
    """VmRSS or VmHWM of this process, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(what)) / 1024


if __name__ == "__main__":
    print(json.dumps(act_all()))
