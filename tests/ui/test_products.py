"""The products page through its widgets: search, sort, filter, look into, copy."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from shopsync_gui.core.strings.collation import sort_key
from shopsync_gui.core.strings.folding import fold
from shopsync_gui.core.strings.highlight import marked
from shopsync_gui.core.text import ngettext, translate
from shopsync_gui.sandbox.config import SandboxConfig
from shopsync_gui.store.search.query import GridQuery
from shopsync_gui.ui.jobs.purposes import ListPurpose
from shopsync_gui.ui.products.grid.grid import ProductGrid
from shopsync_gui.ui.shell.main_window import MainWindow
from tests.sandbox.serving import SandboxThread
from tests.ui.driver import Driver
from tests.ui.program import program, sync_shop

PRODUCTS = 80


@pytest.fixture(scope="module")
def synced(qapp: QApplication) -> Iterator[MainWindow]:
    """One window with a synced shop for all tests of this file."""
    config = SandboxConfig(products=PRODUCTS, orders=0)
    with SandboxThread(config, lifetime=600) as sandbox, program(sandbox.endpoints) as window:
        sync_shop(window)
        yield window


@pytest.fixture
def driver(qtbot: QtBot, synced: MainWindow) -> Driver:
    """The hands on the products page, with nothing searched or filtered."""
    driver = Driver(qtbot)
    driver.window = synced
    synced.context.settings.set("ui.language", "hu")
    driver.page("pageProducts")
    driver.find(QLineEdit, "productSearch").clear()
    wait_count(driver, PRODUCTS)
    return driver


def wait_count(driver: Driver, count: int) -> None:
    """Wait until so many products are listed and read."""
    driver.bot.waitUntil(lambda: driver.text("productCount").startswith(f"{count} "))
    if count:
        driver.bot.waitUntil(lambda: driver.table("productGrid")[0][0] not in ("", "…"))


def column(driver: Driver, index: int, rows: int = 15) -> list[str]:
    """The texts at the top of a column, when they have been read."""

    def top() -> list[str]:
        return [row[index] for row in driver.table("productGrid")[:rows]]

    driver.bot.waitUntil(lambda: "…" not in top())
    return top()


@pytest.mark.parametrize(
    "typed", ["cipő", "CIPO", "ipő c", '"', "%", "_", "*", "'; --", "🦊", "\\"]
)
def test_a_search_finds_parts_of_words_in_any_order(driver: Driver, typed: str) -> None:
    context = driver.window.context
    found: list[int] = []
    context.store.reader.ask(
        context.store,
        lambda store: [
            row
            for row in store.grid.rows(store.grid.ids(GridQuery()))
            if all(
                word
                in fold(
                    " ".join(
                        [
                            row.name,
                            row.sku,
                            str(row.sa_id or ""),
                            *(name for name, _on in row.categories),
                        ]
                    )
                )
                for word in fold(typed).split()
            )
        ],
        lambda rows: found.append(len(rows)),
    )
    driver.bot.waitUntil(lambda: bool(found))
    driver.type("productSearch", typed)
    wait_count_or_nothing(driver, found[0])


def test_an_id_is_shown_as_it_is_written_and_found_so(driver: Driver) -> None:
    model = driver.find(ProductGrid, "productGrid").products
    lines = [line for row in range(PRODUCTS) if (line := model.row_texts(row)) is not None]
    number = max(line.row.sa_id or 0 for line in lines)
    assert number > 999
    for typed in (f"#{number}", str(number)):
        driver.type("productSearch", typed)
        wait_count(driver, 1)
        assert model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole).endswith(f" #{number}")
        assert marked(f"#{number}", model.words) == ((5 - len(typed), 5),)
    driver.find(QToolButton, "productDetailsButton").click()
    driver.bot.keyClick(driver.find(QLineEdit, "productSearch"), Qt.Key.Key_Down)
    driver.bot.waitUntil(lambda: said(driver, number))
    driver.find(QToolButton, "productDetailsButton").click()


def said(driver: Driver, number: int) -> bool:
    """Whether the details name the product's number."""
    panel = driver.find(QFrame, "productDetails")
    return any(label.text().startswith(f"#{number} ·") for label in panel.findChildren(QLabel))


def wait_count_or_nothing(driver: Driver, count: int) -> None:
    """Wait for the count, or for the empty state where there is nothing."""
    if count:
        wait_count(driver, count)
    else:
        title = driver.wait_for(QLabel, "productEmptyTitle")
        assert title.text() == translate("No product matches")
        driver.click("productEmptyButton")
        assert driver.find(QLineEdit, "productSearch").text() == ""


def is_sorted(driver: Driver, *, falling: bool) -> bool:
    names = column(driver, 0)
    return names == sorted(names, key=sort_key, reverse=falling)


def test_a_click_on_a_title_sorts_in_hungarian_order(driver: Driver) -> None:
    grid = driver.find(ProductGrid, "productGrid")
    header = grid.horizontalHeader()
    for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
        header.setSortIndicator(0, order)
        falling = order is Qt.SortOrder.DescendingOrder
        driver.bot.waitUntil(partial(is_sorted, driver, falling=falling))
    header.setSortIndicator(0, Qt.SortOrder.AscendingOrder)


def test_the_keyboard_leads_from_the_search_to_the_list_and_back(driver: Driver) -> None:
    search = driver.find(QLineEdit, "productSearch")
    grid = driver.find(ProductGrid, "productGrid")
    search.setFocus()
    driver.bot.keyClick(search, Qt.Key.Key_Down)
    assert driver.window.focusWidget() is grid
    driver.bot.waitUntil(lambda: grid.model().rowCount() == PRODUCTS)
    driver.bot.keyClick(grid, Qt.Key.Key_End)
    assert grid.currentIndex().row() == PRODUCTS - 1
    driver.bot.keyClick(grid, Qt.Key.Key_Home)
    assert grid.currentIndex().row() == 0
    driver.bot.keyClicks(grid, "c")
    assert driver.window.focusWidget() is search
    assert search.text() == "c"
    driver.bot.keyClick(search, Qt.Key.Key_Escape)
    assert search.text() == ""


def test_a_chosen_product_is_shown_at_the_side_and_copied(driver: Driver) -> None:
    name, sku = column(driver, 0)[3], column(driver, 1)[3]
    grid = driver.find(ProductGrid, "productGrid")
    grid.selectRow(3)
    assert not driver.shown(QFrame, "productDetails"), "closed until it is asked for"
    driver.find(QToolButton, "productDetailsButton").click()
    details = driver.find(QFrame, "productDetails")
    driver.bot.waitUntil(lambda: name in [label.text() for label in details.findChildren(QLabel)])
    grid.setFocus()
    driver.bot.keyClick(grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    driver.bot.waitUntil(lambda: sku in QGuiApplication.clipboard().text())


def test_a_filter_narrows_the_list_and_its_chip_takes_it_away(driver: Driver) -> None:
    menu = driver.find(QPushButton, "productFilter").menu()
    assert isinstance(menu, QMenu)
    menu.popup(driver.window.mapToGlobal(driver.window.rect().center()))
    action = next(a for a in menu.actions() if a.text() == translate("Uncategorised"))
    action.trigger()
    menu.close()
    driver.bot.waitUntil(lambda: not driver.text("productCount").startswith(f"{PRODUCTS} "))
    categories = column(driver, 2)
    assert set(categories) <= {translate("Uncategorised")}
    one, many = "{n} product of {known}", "{n} products of {known}"
    count = driver.find(ProductGrid, "productGrid").model().rowCount()
    told = ngettext(one, many, count).format(n=count, known=PRODUCTS)
    driver.bot.waitUntil(lambda: driver.text("productCount") == told)
    chip = next(
        b for b in driver.window.findChildren(QPushButton) if b.property("chip") and b.isVisible()
    )
    assert translate("Uncategorised") in chip.text()
    driver.bot.mouseClick(chip, Qt.MouseButton.LeftButton)
    wait_count(driver, PRODUCTS)


def test_find_leads_to_the_search_from_any_page(driver: Driver) -> None:
    driver.page("pageGeneral")
    driver.window.activateWindow()
    driver.window.context.requests.open_for(ListPurpose(focus="search"))
    assert driver.window.current_page() == "pageProducts"
    search = driver.find(QLineEdit, "productSearch")
    driver.bot.waitUntil(lambda: driver.window.focusWidget() is search)
