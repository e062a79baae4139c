"""The view of changes as its tests see it: its numbers, what it lists, and how it is opened."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QPushButton,
)

from shopsync_gui.core.products.changes import ChangeKind, Since
from shopsync_gui.core.text import translate
from shopsync_gui.store.search.filters import Filters
from shopsync_gui.store.search.query import GridQuery
from tests.ui.products_page import ProductsDriver, rows_of

KINDS: tuple[ChangeKind | None, ...] = (None, *ChangeKind)


def chip(kind: ChangeKind | None) -> str:
    return "change_any" if kind is None else f"change_{kind.value}"


def numbers(driver: ProductsDriver) -> list[str]:
    """The numbers on the kinds' buttons, in their order."""
    return [driver.find(QPushButton, chip(kind)).text().split()[-1] for kind in KINDS]


def view(driver: ProductsDriver, filters: Filters) -> None:
    """Wait until the view lists what the filters ask for, with the numbers that the store gives."""
    driver.bot.waitUntil(lambda: driver.products.filters == filters)
    counts = [
        str(len(rows_of(driver.window, replace(filters, change=kind).applied_to(GridQuery()))))
        for kind in KINDS
    ]
    driver.bot.waitUntil(lambda: numbers(driver) == counts)
    driver.lists(filters)


def begin(driver: ProductsDriver, since: Since) -> Filters:
    """Open the view: what changed since the last sync."""
    period = driver.products.bar.changes.period
    driver.bot.keyClick(period, Qt.Key.Key_Home)
    driver.click("productChanges")
    filters = Filters(changed_since=since)
    view(driver, filters)
    assert driver.find(QComboBox, "changesPeriod").currentText() == translate("most recently")
    return filters


def ask_date(driver: ProductsDriver) -> QDialog:
    """Choose the period that begins at a date."""
    driver.bot.keyClick(driver.find(QComboBox, "changesPeriod"), Qt.Key.Key_End)
    return driver.wait_for(QDialog, "dateDialog")
