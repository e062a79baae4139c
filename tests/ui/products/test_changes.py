"""The view of changes: its periods and numbers, what the last column says, and its export."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QFrame,
    QLabel,
    QPushButton,
)

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.products.changes import ChangeKind, Period, Since
from shopsync_gui.core.text import format_when, translate
from shopsync_gui.store.search.filters import Filters, recalled
from shopsync_gui.store.search.query import GridQuery
from shopsync_gui.sync.outputs.change_words import change_words
from shopsync_gui.sync.outputs.export_files import separators
from shopsync_gui.ui.products.rows.columns import Column
from shopsync_gui.ui.shell.main_window import MainWindow
from tests.ui.change_meanings import MEANINGS
from tests.ui.changes_view import KINDS, ask_date, begin, chip, numbers, view
from tests.ui.products_page import ProductsDriver, reading, rows_of


@pytest.fixture
def since(window: MainWindow) -> Since:
    """The moment from which the last sync's changes count."""
    with reading(window) as store:
        return store.changes.since(Period.LAST_SYNC, datetime.now(UTC))


def test_what_is_copied_has_the_titles_of_the_view(driver: ProductsDriver, since: Since) -> None:
    begin(driver, since)
    grid = driver.products.grid
    grid.selectAll()
    with driver.bot.waitSignal(grid.copied):
        driver.bot.keyClick(grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    titles = QGuiApplication.clipboard().text().split("\n")[0].split("\t")
    assert titles[-1] == translate("Change")
    assert translate("Updated") not in titles


def test_the_numbers_follow_the_search(driver: ProductsDriver, since: Since) -> None:
    filters = begin(driver, since)
    before = numbers(driver)
    for text in ("a", "q7", "nincs ilyen"):
        driver.type("productSearch", text)
        counts = [
            str(
                len(
                    rows_of(
                        driver.window,
                        replace(filters, change=kind).applied_to(GridQuery(text=text)),
                    )
                )
            )
            for kind in KINDS
        ]
        driver.bot.waitUntil(partial(same, driver, counts))
    assert set(counts) == {"0"}
    driver.type("productSearch", "")
    driver.bot.waitUntil(lambda: numbers(driver) == before)


def same(driver: ProductsDriver, counts: list[str]) -> bool:
    return numbers(driver) == counts


# --- kinds of change ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS, ids=chip)
def test_a_kind_lists_as_many_as_its_number_says(
    driver: ProductsDriver, since: Since, kind: ChangeKind | None
) -> None:
    filters = begin(driver, since)
    told = int(numbers(driver)[KINDS.index(kind)])
    assert told > 0  # the shop has lived between the two syncs
    driver.click(chip(kind))
    rows = driver.lists(replace(filters, change=kind))
    assert len(rows) == told
    with reading(driver.window) as store:
        known = [store.details.product(i) for i in store.grid.ids(GridQuery())]
    meant = {d.row.id for d in known if d is not None and MEANINGS[kind](d, since)}
    assert {row.id for row in rows} == meant
    pressed = [choice for choice in KINDS if driver.find(QPushButton, chip(choice)).isChecked()]
    assert pressed == [kind]
    assert driver.chips() == []  # the view says it; no chip says it again


def test_the_last_column_says_how(driver: ProductsDriver, since: Since) -> None:
    rows = driver.lists(begin(driver, since))
    header = driver.products.grid.model().headerData(Column.UPDATED, Qt.Orientation.Horizontal)
    assert header == translate("Change")
    assert not driver.products.grid.isColumnHidden(Column.UPDATED)
    assert [cells[Column.UPDATED] for cells in driver.cells()] == [change_words(r) for r in rows]
    assert all(cells[Column.UPDATED] for cells in driver.cells())
    for kind, sign in ((ChangeKind.CHEAPER, "(−"), (ChangeKind.DEARER, "(+")):
        driver.click(chip(kind))
        driver.settle()
        said = [cells[Column.UPDATED] for cells in driver.cells()]
        assert all(" → " in words and sign in words for words in said)
    driver.click(chip(ChangeKind.NEW))
    driver.settle()
    assert {cells[Column.UPDATED] for cells in driver.cells()} == {translate("New")}


# --- periods --------------------------------------------------------------------------------------


def test_days_back_find_what_came_in_them(driver: ProductsDriver, since: Since) -> None:
    begin(driver, since)
    last = numbers(driver)
    period = driver.find(QComboBox, "changesPeriod")
    driver.bot.keyClick(period, Qt.Key.Key_Down)
    for days in (7, 30):
        driver.bot.keyClick(period, Qt.Key.Key_Down)
        assert period.currentText() == translate("in the last {n} days").format(n=days)
        ago = datetime.now(UTC) - timedelta(days=days, minutes=1)
        view(driver, filters_in_force(driver, partial(near, ago)))
        assert numbers(driver) == last  # what the first reading brought has not changed
        assert driver.text("changesBegin") == when_read(driver)


def near(moment: datetime, since: Since) -> bool:
    return not since.shops and moment <= since.at <= moment + timedelta(minutes=2)


def since_2026(since: Since) -> bool:
    return {at.year for _shop, at in since.shops or ((0, since.at),)} == {2026}


def filters_in_force(driver: ProductsDriver, meant: Callable[[Since], bool]) -> Filters:
    """The page's filters, once their moment is the one meant."""

    def chosen() -> bool:
        since = driver.products.filters.changed_since
        return since is not None and meant(since)

    driver.bot.waitUntil(chosen)
    return driver.products.filters


def when_read(driver: ProductsDriver) -> str:
    """The bar's words for the end of the first whole reading."""
    first = driver.window.context.connections[0].first_read_at
    assert first is not None
    return translate("since the shop was first read: {when}").format(when=format_when(first))


def test_a_newsletter_begins_a_period_of_its_own(driver: ProductsDriver, since: Since) -> None:
    begin(driver, since)
    last = numbers(driver)
    period = driver.find(QComboBox, "changesPeriod")
    assert not driver.shown(QPushButton, "newsletterSent")
    driver.bot.keyClick(period, Qt.Key.Key_Down)
    view(driver, filters_in_force(driver, lambda now: now != since))
    assert numbers(driver) == last  # none went out yet: all that is known
    before = driver.products.filters.changed_since
    entries = {
        a.objectName(): a for a in driver.find(QPushButton, "newsletterSent").menu().actions()
    }
    entries["newsletterSentNow"].trigger()
    view(driver, filters_in_force(driver, lambda now: now != before))
    assert set(numbers(driver)) == {"0"}
    assert driver.window.context.connections[0].newsletter_at is not None
    entries["newsletterSentOn"].trigger()
    dialog = driver.wait_for(QDialog, "dateDialog")
    driver.type("changedSince", "2026-02-03")
    driver.apply(dialog)
    view(driver, filters_in_force(driver, lambda now: since_2026(now) and now != before))
    driver.bot.waitUntil(lambda: numbers(driver) == last)


def test_what_is_not_in_the_account_is_marked(driver: ProductsDriver, since: Since) -> None:
    rows = driver.lists(begin(driver, since))
    missing = {row.id for row in rows if row.sa_id is None}
    assert missing
    model = driver.products.model
    marked = {
        line.row.id
        for line in map(model.row_texts, range(len(model.ids)))
        if line is not None and line.number == translate("not in the account")
    }
    assert marked == missing


def test_a_date_begins_a_period_of_its_own(driver: ProductsDriver, since: Since) -> None:
    begin(driver, since)
    dialog = ask_date(driver)
    driver.type("changedSince", "2026-02-03")
    driver.apply(dialog)
    view(driver, Filters(changed_since=Since(datetime(2026, 2, 3).astimezone())))
    assert driver.text("changesBegin") == when_read(driver)
    driver.window.context.settings.set("ui.language", "en")
    assert driver.find(QComboBox, "changesPeriod").currentText() == "since a date…"
    assert driver.text("changesBegin") == when_read(driver)


def test_a_cancelled_date_leaves_the_period_as_it_was(driver: ProductsDriver, since: Since) -> None:
    filters = begin(driver, since)
    driver.click(chip(ChangeKind.CHEAPER))
    cheaper = replace(filters, change=ChangeKind.CHEAPER)
    view(driver, cheaper)
    ask_date(driver)
    driver.click("filterCancelButton")
    period = driver.find(QComboBox, "changesPeriod")
    assert period.currentText() == translate("most recently")
    assert driver.find(QPushButton, "productChanges").isChecked()
    view(driver, cheaper)


def test_a_cancelled_date_without_a_period_before_begins_nothing(
    driver: ProductsDriver, since: Since
) -> None:
    begin(driver, since)
    driver.apply(ask_date(driver))
    driver.click("productChanges")
    everything = driver.lists(Filters())
    driver.click("productChanges")
    driver.wait_for(QDialog, "dateDialog")
    driver.click("filterCancelButton")
    assert not driver.find(QPushButton, "productChanges").isChecked()
    assert not driver.shown(QFrame, "changesBar")
    assert driver.lists(Filters()) == everything


# --- beside other filters -------------------------------------------------------------------------


def test_other_filters_narrow_the_view_and_its_numbers(
    driver: ProductsDriver, since: Since
) -> None:
    filters = begin(driver, since)
    driver.filter("filter_active")
    active = replace(filters, states=frozenset({ProductState.ACTIVE}))
    view(driver, active)
    driver.click(chip(ChangeKind.DEARER))
    view(driver, replace(active, change=ChangeKind.DEARER))
    driver.remove_chip(translate("State: {name}").format(name=translate("Active")))
    view(driver, replace(filters, change=ChangeKind.DEARER))
    driver.filter("filter_active")
    driver.click("productChanges")
    driver.lists(Filters(states=frozenset({ProductState.ACTIVE})))
    assert driver.chips() == [translate("State: {name}").format(name=translate("Active"))]
    assert not driver.shown(QFrame, "changesBar")
    header = driver.products.grid.model().headerData(Column.UPDATED, Qt.Orientation.Horizontal)
    assert header == translate("Updated")


def test_a_kind_of_which_there_is_nothing_says_so_and_leads_back(
    driver: ProductsDriver, since: Since
) -> None:
    filters = begin(driver, since)
    everything = len(rows_of(driver.window, GridQuery()))
    driver.filter("filter_gone")
    driver.click(chip(ChangeKind.CHEAPER))
    driver.lists(replace(filters, states=frozenset({ProductState.GONE}), change=ChangeKind.CHEAPER))
    assert driver.shown(QFrame, "productEmpty")
    assert translate("Cheaper") in driver.text("productEmptyText")
    driver.click("productEmptyButton")
    driver.settle()
    assert driver.count() == everything
    assert not driver.find(QPushButton, "productChanges").isChecked()
    assert not driver.shown(QFrame, "changesBar")


def test_what_was_chosen_in_another_list_is_chosen_no_more(
    driver: ProductsDriver, since: Since
) -> None:
    begin(driver, since)
    driver.products.grid.selectAll()
    assert driver.shown(QFrame, "selectionBar")
    driver.click("productChanges")
    driver.settle()
    assert not driver.shown(QFrame, "selectionBar")
    driver.products.grid.selectAll()
    driver.products.refresh()
    driver.settle()
    assert driver.shown(QFrame, "selectionBar"), "the same list, read again"


def test_the_view_is_not_remembered(driver: ProductsDriver, since: Since) -> None:
    begin(driver, since)
    driver.click("productChanges")
    driver.filter("filter_active")
    beside = Filters(states=frozenset({ProductState.ACTIVE}))
    driver.click("productChanges")
    view(driver, replace(beside, changed_since=since))
    driver.click(chip(ChangeKind.NEW))
    driver.settle()
    memory = QSettings(str(driver.window.context.home / "window.ini"), QSettings.Format.IniFormat)
    assert recalled(memory.value("products/filters")) == beside


# --- export ---------------------------------------------------------------------------------------


def test_its_export_says_what_changed(driver: ProductsDriver, since: Since, tmp_path: Path) -> None:
    filters = begin(driver, since)
    driver.click(chip(ChangeKind.CHEAPER))
    rows = driver.lists(replace(filters, change=ChangeKind.CHEAPER))
    driver.click("exportButton")
    dialog = driver.wait_for(QFileDialog, "exportDialog")
    path = tmp_path / "olcsobb.csv"
    dialog.selectFile(str(path))
    dialog.accept()
    driver.bot.waitUntil(
        lambda: driver.shown(QLabel, "exportText") and str(path) in driver.text("exportText")
    )
    with path.open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.DictReader(file, delimiter=separators()[0]))
    assert [line[translate("Change")] for line in written] == [change_words(row) for row in rows]
    assert [line[translate("SKU")] for line in written] == [row.sku for row in rows]
    driver.click("exportCloseButton")
