"""The writes of a run: what changed is seen however narrow the table is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.text import translate
from shopsync_gui.core.tone import Tone
from shopsync_gui.store import open_store
from shopsync_gui.store.runs.journal_entries import JournalEntry, JournalState, NewEntry
from shopsync_gui.store.runs.journal_entries import JournalOp as Op
from shopsync_gui.sync.standing.remark import Remark, Step
from shopsync_gui.ui.connections.card_parts import CardRemarks
from shopsync_gui.ui.runs.writes_table import WritesTable, change_text
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


NAME = 2


def rows_of(writes: WritesTable) -> list[JournalEntry]:
    return [writes.model.row(number) for number in range(writes.model.rowCount())]


@pytest.mark.parametrize("kind", [Op.CREATE_PRODUCT, Op.UPDATE_PRODUCT])
def test_the_name_has_the_room(driver: Driver, kind: Op) -> None:
    writes = WritesTable(driver.window.context)
    driver.bot.addWidget(writes)
    writes.resize(676, 300)
    writes.show()
    rows = [
        entry(
            op=kind,
            state=JournalState.DONE,
            sku="CIKK-028" + "-HOSSZU" * (3 * (n == 7)),
            name="Egy termék hosszú neve " * 3,
        )
        for n in range(9)
    ]
    writes.model.set_rows(rows)
    assert not writes.table.isColumnHidden(NAME)
    widths = [writes.table.columnWidth(column) for column in range(4)]
    assert widths[1] <= 150
    if kind is Op.CREATE_PRODUCT:
        assert widths[NAME] == max(widths)
    else:
        assert widths[NAME] >= 104


def test_a_change_of_categories_is_named() -> None:
    update = entry(state=JournalState.DONE)
    assert update.desired is not None
    assert update.before is not None
    moved = replace(
        update,
        before=replace(update.before, category_ids=(1, 2)),
        desired=replace(update.desired, categories=("Csizmák",)),
    )
    names = {1: "Cipők", 2: "Akció"}
    said = f"{translate('Categories')}: Cipők, Akció → Csizmák"
    assert said in change_text(moved, names)
    same = replace(moved, desired=replace(update.desired, categories=("Akció", "Cipők")))
    assert "→ Akció" not in change_text(same, names)


def test_a_renamed_category_is_told_with_its_former_name() -> None:
    of_category = {"sku": "", "desired": None, "before": None}
    renamed = entry(op=Op.RENAME_CATEGORY, former="Cipők", name="Lábbelik", **of_category)
    assert change_text(renamed, {}) == "Cipők → Lábbelik"


def test_every_kind_of_write_has_a_name(driver: Driver) -> None:
    writes = WritesTable(driver.window.context)
    driver.bot.addWidget(writes)
    writes.model.set_rows([entry(op=op, state=JournalState.DONE) for op in Op])
    kinds = [writes.model.index(row, 0).data() for row in range(len(Op))]
    assert len(set(kinds)) == len(Op)


def test_what_was_never_sent_is_listed_apart(driver: Driver) -> None:
    shop = Other(driver).connect()
    with closing(open_store(driver.window.context.store.path)) as store:
        run = store.runs.start(JobKind.SYNC, shop.id, datetime.now(UTC))
        new = [NewEntry(op=Op.CREATE_PRODUCT, sku=f"S-{n}", name="Termék") for n in range(3)]
        store.journal.plan(run.run_id, shop.id, new)
        first, second, _third = store.past_writes.entries(run.run_id)
        store.journal.sent(first.id, datetime.now(UTC))
        store.journal.done(first.id, 7, datetime.now(UTC))
        store.journal.dropped(second.id, datetime.now(UTC))
        store.runs.save(replace(run, state=RunState.DONE, created=1))
    writes = WritesTable(driver.window.context)
    driver.bot.addWidget(writes)
    writes.show()
    writes.show_run(replace(run, state=RunState.DONE))
    driver.bot.waitUntil(lambda: writes.model.rowCount() > 0)
    assert [row.sku for row in rows_of(writes)] == ["S-0"]
    writes.choose(JournalState.DROPPED, None)
    driver.bot.waitUntil(lambda: [row.sku for row in rows_of(writes)] == ["S-1"])


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
    remarks = CardRemarks(lambda _remark, _step: None, print)
    qtbot.addWidget(remarks)
    remarks.show_remarks([Remark(Tone.WARNING, "title", (), (Step.UNDO,))])
    (button,) = remarks.findChildren(QPushButton)
    assert button.property("primary")
