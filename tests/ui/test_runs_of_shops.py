"""Which shop a run was about: told at the run and before it is undone, where there are several."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QDialog, QLabel, QTableView

from shopsync_gui.core.jobs import JobKind
from shopsync_gui.core.runs import RunState
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
