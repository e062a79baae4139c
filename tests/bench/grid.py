"""How fast the grid opens and paints."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtSql import QSqlDatabase, QSqlQuery, QSqlQueryModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTableView

from shopsync_gui.app import create
from shopsync_gui.store import open_store
from shopsync_gui.store.search.filters import CategoryChoice, Filters
from shopsync_gui.store.search.query import GridQuery
from shopsync_gui.system.paths import database_file
from shopsync_gui.system.picture_cache import PictureCache
from shopsync_gui.ui.jobs.services.store_thread import StoreThread
from shopsync_gui.ui.products.grid.tile_layout import PICTURE as TILE_PICTURE
from shopsync_gui.ui.products.products_page import ProductsPage
from shopsync_gui.ui.products.rows.list_view import ListView, row_shape
from shopsync_gui.ui.shell.main_window import MainWindow
from tests.bench.common import (
    PICTURES,
    Options,
    Result,
    catalogue_file,
    percentile,
    ratio,
    say,
)
from tests.bench.heartbeat import Heartbeat
from tests.catalogues import picture_address
from tests.pictures import png
from tests.ui.program import data_folder, wait, wait_until

WIDTH, HEIGHT = 1200, 800
FRAMES = 300
ROW_PICTURE = row_shape(ListView.PICTURES, dense=False, pictures=True).picture
_PLAIN = (
    "SELECT name, sku, category_sort, net, gross, state, updated_at FROM product ORDER BY name_sort"
)


@contextmanager
def opened(products: int) -> Iterator[tuple[MainWindow, ProductsPage]]:
    """The program on a catalogue of so many products, its list of products shown."""
    with data_folder() as home:
        shutil.copy(catalogue_file(products), database_file(home))
        cache = PictureCache(home / "cache" / "pictures", lambda _address: png(460, 460))
        for number in range(PICTURES):
            cache.picture(picture_address(number))
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


def _frames(view: QAbstractItemView, step: int, ready: Callable[[], bool]) -> list[float]:
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
    """A frame while scrolling, pictures in memory, and the jump to the end, against QSqlQueryModel."""
    ours: dict[ListView, list[float]] = {}
    with opened(options.large) as (_window, page):
        grid = page.grid
        size = grid.size()

        def filled() -> bool:
            return all(_is_filled(page, row) for row in _shown(page))

        for view in ListView:
            page.stack.set_view(view)
            page.stack.list.verticalScrollBar().setValue(0)
            wait_until(filled, 30)
            ours[view] = _frames(page.stack.list, 3 * 36, filled)
        page.stack.set_view(ListView.PICTURES)
        jumps = []
        for _ in range(20):
            for end in (True, False):
                started = time.perf_counter()
                grid.scrollToBottom() if end else grid.scrollToTop()
                grid.viewport().repaint()
                while not all(page.model.row_texts(row) for row in _shown(page)):
                    QApplication.processEvents()
                grid.viewport().repaint()
                jumps.append((time.perf_counter() - started) * 1000)
    with query_model(options.large) as table:
        table.resize(size)
        table.show()
        wait(200)
        theirs = _frames(table, 3 * 36, lambda: True)
    return {
        "rows": options.large,
        "views": {
            view.value: {
                "frame_p50_ms": round(percentile(frames, 0.5), 2),
                "frame_p95_ms": round(percentile(frames, 0.95), 2),
                "ratio": ratio(percentile(frames, 0.5), percentile(theirs, 0.5)),
            }
            for view, frames in ours.items()
        },
        "query_model_p50_ms": round(percentile(theirs, 0.5), 2),
        "query_model_p95_ms": round(percentile(theirs, 0.95), 2),
        "ratio": ratio(percentile(ours[ListView.PICTURES], 0.5), percentile(theirs, 0.5)),
        "jump_to_end_p95_ms": round(percentile(jumps, 0.95), 1),
        "goal": "ratio 1.0; jump 30 ms",
    }


def _is_filled(page: ProductsPage, row: int) -> bool:
    """Whether a row was read and its picture, where the view shows one, is in memory."""
    line = page.model.row_texts(row)
    if line is None or page.stack.view is ListView.COMPACT:
        return line is not None
    side = TILE_PICTURE if page.stack.view is ListView.GALLERY else ROW_PICTURE
    ratio_of_screen = page.grid.devicePixelRatioF()
    pictures = page.context.pictures
    return pictures.pixmap(line.row.image, side, ratio_of_screen) is not None


def actions(options: Options) -> Result:
    """What a user does with the whole list: to the first answer, and the event loop's longest gap."""
    results: Result = {}
    with opened(options.large) as (_window, page):
        grid, model = page.grid, page.model

        def measured(name: str, act: Callable[[], object], done: Callable[[], bool]) -> None:
            beat = Heartbeat(page)
            wait(200)
            beat.forget()
            started, busy = time.perf_counter(), time.process_time()
            act()
            while not done():
                QApplication.processEvents()
            grid.viewport().repaint()
            taken = (time.perf_counter() - started) * 1000
            processor = (time.process_time() - busy) * 1000
            wait_until(lambda: model.complete and not model.busy, 60)
            wait(200)
            beat.deleteLater()
            results[name] = {
                "first_answer_ms": round(taken, 1),
                "first_answer_processor_ms": round(processor, 1),
                "longest_gap_ms": round(max(beat.late), 1),
                "longest_gap_processor_ms": round(max(beat.busy), 1),
            }
            say(f"{name}: {results[name]}")

        def narrowed(name: str, filters: Filters, text: str = "") -> None:
            def narrow() -> None:
                model.answered = False
                page.search.blockSignals(True)
                page.search.setText(text)
                page.search.blockSignals(False)
                page.set_filters(filters)

            measured(name, narrow, lambda: model.answered)
            narrow_back = Filters()
            page.search.clear()
            page.set_filters(narrow_back)
            wait_until(lambda: model.complete and not model.busy, 60)

        def press(key: Qt.Key) -> None:
            QTest.keyClick(grid, key, Qt.KeyboardModifier.ControlModifier)

        grid.setFocus()
        measured("select all", lambda: press(Qt.Key.Key_A), lambda: grid.selected_count() > 1)
        measured("repaint with all selected", grid.viewport().repaint, lambda: True)
        measured("copy the count of all", page.selection.refresh, lambda: True)
        measured("clear the selection", grid.clearSelection, lambda: grid.selected_count() == 0)
        with closing(open_store(page.context.store.path, read_only=True)) as store:
            most = max(store.overview.categories(), key=lambda category: category.products)
            assert store.grid.count(GridQuery()) == options.large
        category = CategoryChoice(most.name, frozenset({most.id}))
        for name, filters, text in (
            ("uncategorised", Filters(uncategorised=True), ""),
            ("only disabled categories", Filters(only_disabled_categories=True), ""),
            ("on sale", Filters(on_sale=True), ""),
            ("a category", Filters(category=category), ""),
            ("a category with a search", Filters(category=category), "fekete"),
            ("on sale in a category", Filters(on_sale=True, category=category), ""),
        ):
            narrowed(name, filters, text)
    return {"rows": options.large, **results, "goal": "100 ms for filters, gap 50 ms"}


def _shown(page: ProductsPage) -> range:
    if page.stack.view is ListView.GALLERY:
        return page.stack.gallery.shown_rows()
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
            page.context.store.lister = page.model.lister = lister
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
