"""The writes of a run: what changed is seen however narrow the table is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from shopsync_gui.core.jobs import JobKind
from shopsync_gui.core.runs import RunState
from shopsync_gui.core.tone import Tone
from shopsync_gui.store import open_store
from shopsync_gui.store.journal_entries import JournalState
from shopsync_gui.sync.remark import Remark, Step
from shopsync_gui.ui.connections.card_parts import CardRemarks
from shopsync_gui.ui.runs.writes_table import WritesTable
from tests.sync.test_carried_out import entry
from tests.ui.driver import Driver
from tests.ui.test_elsewhere import Other

CHANGE = 3


@pytest.mark.parametrize("language_code", ["hu", "en"])
@pytest.mark.parametrize("width", [420, 660, 1000])
def test_the_change_is_seen(
    driver: Driver, language: Callable[[str], None], language_code: str, width: int
) -> None:
    language(language_code)
    writes = WritesTable(driver.window.context)
    driver.bot.addWidget(writes)
    writes.resize(width, 300)
    writes.show()
    long = entry(state=JournalState.DONE, name="Egy termék igen hosszú neve " * 3)
    writes.model.set_rows([long])
    assert not writes.table.isColumnHidden(CHANGE)
    assert writes.table.columnWidth(CHANGE) >= 96


def test_an_interrupted_undo_is_paused(driver: Driver) -> None:
    shop = Other(driver).connect()
    with closing(open_store(driver.window.context.store.path)) as store:
        for kind in (JobKind.SYNC, JobKind.UNDO):
            run = store.runs.start(kind, shop.id, datetime.now(UTC))
            store.runs.close_interrupted(shop.id, datetime.now(UTC))
            ended = store.runs.get(run.run_id)
            assert ended is not None
            assert ended.state is RunState.PAUSED


def test_going_on_with_an_undo_is_the_primary_step(qtbot: QtBot) -> None:
    remarks = CardRemarks(lambda _remark, _step: None)
    qtbot.addWidget(remarks)
    remarks.show_remarks([Remark(Tone.WARNING, "title", (), (Step.UNDO,))])
    (button,) = remarks.findChildren(QPushButton)
    assert button.property("primary")
