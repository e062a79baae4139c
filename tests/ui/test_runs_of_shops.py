"""Which shop a run was about: told at the run and before it is undone, where there are several."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QDialog, QLabel, QTableView

from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.store import Store
from tests.ui.driver import Driver
from tests.ui.past import connect, ran


@pytest.mark.parametrize("several", [False, True])
def test_a_run_and_its_undo_name_the_shop_where_there_are_several(
    driver: Driver, store: Store, several: bool
) -> None:
    shop = connect(store)
    if several:
        connect(store, "masik")
    ran(store, shop, JobKind.SYNC, RunState.DONE, created=2, updated=4)
    store.close()
    connections = driver.window.context.connections
    with driver.bot.waitSignal(connections.changed):
        connections.reload()
    driver.page("pageRuns")
    driver.bot.waitUntil(lambda: driver.find(QTableView, "runList").model().rowCount() == 1)
    driver.bot.waitUntil(lambda: driver.shown(QLabel, "runTitle"))
    told = [driver.text("runShop")] if driver.shown(QLabel, "runShop") else []
    assert told == ([shop.title] if several else [])
    driver.click("undoRunButton")
    dialog = driver.wait_for(QDialog, "undoDialog")
    named = [w for w in dialog.findChildren(QLabel) if w.text().endswith(f" · {shop.title}")]
    assert len(named) == several
    dialog.reject()


@pytest.mark.parametrize("language_code", ["hu", "en"])
@pytest.mark.parametrize("size", [(1280, 800), (1000, 640), (860, 560)])
def test_what_a_run_was_is_seen_whole(
    driver: Driver,
    store: Store,
    language: Callable[[str], None],
    language_code: str,
    size: tuple[int, int],
) -> None:
    language(language_code)
    for shop in (connect(store), connect(store, "masik")):
        for state in (RunState.DONE, RunState.PARTIAL, RunState.CANCELLED):
            ran(store, shop, JobKind.SYNC, state, created=12_043, updated=1520, failed=13)
    store.close()
    driver.window.resize(*size)
    driver.page("pageRuns")
    runs = driver.find(QTableView, "runList")
    driver.bot.waitUntil(lambda: runs.model().rowCount() == 6 and not runs.isColumnHidden(1))
    for column, beside in ((2, 24), (3, 38)):  # the state has a dot
        texts = {runs.model().index(row, column).data() for row in range(6)}
        widest = max(map(runs.fontMetrics().horizontalAdvance, texts))
        assert runs.columnWidth(column) >= widest + beside, texts
