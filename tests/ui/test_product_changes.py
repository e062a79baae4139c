"""The view of changes: its periods and numbers, what the last column says, and its export."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QDate, QSettings, Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDateEdit,
    QDialog,
    QFileDialog,
    QFrame,
    QLabel,
    QPushButton,
)
from pytestqt.qtbot import QtBot

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.text import translate
from shopsync_gui.store.details import ProductDetails
from shopsync_gui.store.query import ChangeKind, GridQuery
from shopsync_gui.sync.change_words import change_words
from shopsync_gui.ui.products.columns import Column
from shopsync_gui.ui.products.filters import Filters, recalled
from shopsync_gui.ui.shell.main_window import MainWindow
from tests.ui.products_page import ProductsDriver, changed_shop, reading, rows_of

KINDS: tuple[ChangeKind | None, ...] = (None, *ChangeKind)


@pytest.fixture(scope="module")
def window(qapp: QApplication) -> Iterator[MainWindow]:
    with changed_shop() as window:
        yield window


@pytest.fixture
def driver(qtbot: QtBot, window: MainWindow) -> ProductsDriver:
    return ProductsDriver(qtbot, window)


@pytest.fixture
def since(window: MainWindow) -> datetime:
    """When the last sync began."""
    with reading(window) as store:
        (last,) = store.runs.newest(limit=1)
    assert last.started_at is not None
    return last.started_at


def chip(kind: ChangeKind | None) -> str:
    return "change_any" if kind is None else f"change_{kind.value}"


def numbers(driver: ProductsDriver) -> list[str]:
    """The numbers on the kinds' buttons, in their order."""
    return [driver.find(QPushButton, chip(kind)).text().split()[-1] for kind in KINDS]


def view(driver: ProductsDriver, filters: Filters) -> None:
    """Wait until the view lists what the filters ask for, with the numbers that the store gives."""
    driver.bot.waitUntil(lambda: driver.products.filters == filters, timeout=5000)
    counts = [
        str(len(rows_of(driver.window, replace(filters, change=kind).applied_to(GridQuery()))))
        for kind in KINDS
    ]
    driver.bot.waitUntil(lambda: numbers(driver) == counts, timeout=5000)
    driver.lists(filters)


def begin(driver: ProductsDriver, since: datetime) -> Filters:
    """Open the view: what changed since the last sync."""
    period = driver.products.bar.changes.period
    driver.bot.keyClick(period, Qt.Key.Key_Home)
    driver.click("productChanges")
    filters = Filters(changed_since=since)
    view(driver, filters)
    assert driver.find(QComboBox, "changesPeriod").currentText() == translate("since the last sync")
    return filters


def ask_date(driver: ProductsDriver) -> QDialog:
    """Choose the period that begins at a date."""
    driver.bot.keyClick(driver.find(QComboBox, "changesPeriod"), Qt.Key.Key_End)
    return driver.wait_for(QDialog, "dateDialog")


def test_the_numbers_follow_the_search(driver: ProductsDriver, since: datetime) -> None:
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
        driver.bot.waitUntil(partial(same, driver, counts), timeout=5000)
    assert set(counts) == {"0"}
    driver.type("productSearch", "")
    driver.bot.waitUntil(lambda: numbers(driver) == before, timeout=5000)


def same(driver: ProductsDriver, counts: list[str]) -> bool:
    return numbers(driver) == counts


# --- kinds of change ------------------------------------------------------------------------------


def first_old(details: ProductDetails, field: str, since: datetime) -> object:
    """What the field was at the moment, if it changed since."""
    old = [c.old for c in details.changes if c.field == field and c.at and c.at >= since]
    return old[-1] if old else None


def is_new(details: ProductDetails, since: datetime) -> bool:
    return details.first_seen_at is not None and details.first_seen_at >= since


def price_moved(details: ProductDetails, since: datetime, sign: int) -> bool:
    old, now = first_old(details, "net", since), details.row.net
    return isinstance(old, Decimal) and now is not None and (now - old) * sign > 0


def is_back(details: ProductDetails, since: datetime) -> bool:
    state, stock = first_old(details, "state", since), first_old(details, "stock", since)
    stocked = isinstance(stock, Decimal) and stock <= 0 < (details.stock or 0)
    return stocked or (state is not None and details.row.state is ProductState.ACTIVE)


MEANINGS: dict[ChangeKind | None, Callable[[ProductDetails, datetime], bool]] = {
    None: lambda d, since: is_new(d, since) or any(c.at and c.at >= since for c in d.changes),
    ChangeKind.NEW: is_new,
    ChangeKind.CHEAPER: lambda d, since: price_moved(d, since, -1),
    ChangeKind.DEARER: lambda d, since: price_moved(d, since, 1),
    ChangeKind.BACK: is_back,
    ChangeKind.MOVED: lambda d, since: first_old(d, "categories", since) is not None,
}
SOLD = tuple(MEANINGS.values())[1:]
MEANINGS[ChangeKind.OTHER] = lambda d, since: (
    MEANINGS[None](d, since) and not any(one(d, since) for one in SOLD)
)


@pytest.mark.parametrize("kind", KINDS, ids=chip)
def test_a_kind_lists_as_many_as_its_number_says(
    driver: ProductsDriver, since: datetime, kind: ChangeKind | None
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
    pressed = [one for one in KINDS if driver.find(QPushButton, chip(one)).isChecked()]
    assert pressed == [kind]
    assert driver.chips() == []  # the view says it; no chip says it again


def test_the_last_column_says_how(driver: ProductsDriver, since: datetime) -> None:
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


def test_days_back_find_what_came_in_them(driver: ProductsDriver, since: datetime) -> None:
    begin(driver, since)
    period = driver.find(QComboBox, "changesPeriod")
    for days in (7, 30):
        driver.bot.keyClick(period, Qt.Key.Key_Down)
        assert period.currentText() == f"az elmúlt {days} napban"
        now = driver.products.filters
        assert now.changed_since is not None
        assert (since - now.changed_since).days in (days - 1, days)
        view(driver, now)
    everything = str(len(rows_of(driver.window, GridQuery())))
    assert numbers(driver) == [everything, everything, "0", "0", "0", "0", "0"]


def test_a_date_begins_a_period_of_its_own(driver: ProductsDriver, since: datetime) -> None:
    begin(driver, since)
    dialog = ask_date(driver)
    driver.find(QDateEdit, "changedSince", dialog).setDate(QDate(2026, 2, 3))
    driver.apply(dialog)
    view(driver, Filters(changed_since=datetime(2026, 2, 3).astimezone()))
    period = driver.find(QComboBox, "changesPeriod")
    assert period.currentText() == "2026.\xa002.\xa003. óta"
    driver.window.context.settings.set("ui.language", "en")
    period = driver.find(QComboBox, "changesPeriod")
    assert period.currentText() == "since 3 Feb 2026"


def test_a_cancelled_date_leaves_the_period_as_it_was(
    driver: ProductsDriver, since: datetime
) -> None:
    filters = begin(driver, since)
    driver.click(chip(ChangeKind.CHEAPER))
    cheaper = replace(filters, change=ChangeKind.CHEAPER)
    view(driver, cheaper)
    ask_date(driver)
    driver.click("filterCancelButton")
    period = driver.find(QComboBox, "changesPeriod")
    assert period.currentText() == translate("since the last sync")
    assert driver.find(QPushButton, "productChanges").isChecked()
    view(driver, cheaper)


def test_a_cancelled_date_without_a_period_before_begins_nothing(
    driver: ProductsDriver, since: datetime
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
    driver: ProductsDriver, since: datetime
) -> None:
    filters = begin(driver, since)
    driver.filter("filter_active")
    active = replace(filters, states=frozenset({ProductState.ACTIVE}))
    view(driver, active)
    driver.click(chip(ChangeKind.DEARER))
    view(driver, replace(active, change=ChangeKind.DEARER))
    driver.remove_chip("Állapot: Aktív")
    view(driver, replace(filters, change=ChangeKind.DEARER))
    driver.filter("filter_active")
    driver.click("productChanges")
    driver.lists(Filters(states=frozenset({ProductState.ACTIVE})))
    assert driver.chips() == [translate("State: {name}").format(name=translate("Active"))]
    assert not driver.shown(QFrame, "changesBar")
    header = driver.products.grid.model().headerData(Column.UPDATED, Qt.Orientation.Horizontal)
    assert header == translate("Updated")


def test_a_kind_of_which_there_is_nothing_says_so_and_leads_back(
    driver: ProductsDriver, since: datetime
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


def test_the_view_is_not_remembered(driver: ProductsDriver, since: datetime) -> None:
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


def test_its_export_says_what_changed(
    driver: ProductsDriver, since: datetime, tmp_path: Path
) -> None:
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
        written = list(csv.DictReader(file, delimiter=";"))
    assert [line[translate("Change")] for line in written] == [change_words(row) for row in rows]
    assert [line[translate("SKU")] for line in written] == [row.sku for row in rows]
    driver.click("exportCloseButton")
