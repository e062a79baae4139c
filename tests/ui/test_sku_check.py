"""The SKU check through its dialog: kinds of trouble, advice, and the way to the list and the shop."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from shopsync_gui.core.catalogue import ProductState, ShopProduct
from shopsync_gui.core.products.unseen import with_signs_named
from shopsync_gui.core.strings.folding import fold
from shopsync_gui.core.text import translate
from shopsync_gui.store import open_store
from shopsync_gui.store.lists.overview import SkuGroup, SkuTrouble
from shopsync_gui.store.search.filters import Filters
from shopsync_gui.store.search.query import GridQuery
from shopsync_gui.system.paths import database_file
from shopsync_gui.ui.products.sku_check_dialog import ADVICE
from shopsync_gui.ui.shell.main_window import MainWindow
from tests.catalogues import NOW, begin
from tests.ui.driver import Driver
from tests.ui.products_page import ProductsDriver, changed_shop, reading, rows_of, writing


@pytest.fixture(scope="module")
def window(qapp: QApplication) -> Iterator[MainWindow]:
    """The changed shop, where the SKU of a deleted product is also on another one."""
    with changed_shop() as window:
        (gone,) = rows_of(window, GridQuery(gone=True))
        heir = ShopProduct(
            inner_id="720001",
            ref="heir",
            sku=f" {gone.sku.lower()}  ",
            name="Az örökös",
            page="http://bolt.hu/orokos",
        )
        with writing(window) as store:
            (run,) = store.runs.newest(limit=1)
            now = datetime(2026, 11, 2, tzinfo=UTC)
            store.pull.land_extra(run.run_id, gone.connection_id, [heir], now)
        yield window


@pytest.fixture
def driver(qtbot: QtBot, window: MainWindow) -> Iterator[ProductsDriver]:
    driver = ProductsDriver(qtbot, window)
    driver.click("skuCheckButton")
    driver.wait_for(QDialog, "skuCheckDialog")
    driver.bot.waitUntil(lambda: chip(driver, SkuTrouble.MISSING).isEnabled())
    yield driver
    if driver.shown(QDialog, "skuCheckDialog"):
        driver.click("skuCloseButton")


def chip(driver: Driver, trouble: SkuTrouble) -> QPushButton:
    return driver.find(QPushButton, f"sku_{trouble.value}")


def groups_of(window: MainWindow, trouble: SkuTrouble) -> list[SkuGroup]:
    with reading(window) as store:
        return [group for group in store.overview.sku_troubles() if group.trouble is trouble]


def choose(driver: Driver, row: int) -> None:
    table = driver.find(QTableView, "skuTable")
    position = table.visualRect(table.model().index(row, 0)).center()
    driver.bot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=position)


@pytest.mark.parametrize("trouble", list(SkuTrouble))
def test_each_kind_lists_its_products_and_says_what_to_do(
    driver: ProductsDriver, window: MainWindow, trouble: SkuTrouble
) -> None:
    groups = groups_of(window, trouble)
    assert groups
    assert chip(driver, trouble).text().endswith(f" {sum(len(group.products) for group in groups)}")
    driver.click(f"sku_{trouble.value}")
    pressed = [kind for kind in SkuTrouble if chip(driver, kind).isChecked()]
    assert pressed == [trouble]
    assert driver.text("skuAdvice") == translate(ADVICE[trouble])
    products = [product for group in groups for product in group.products]
    assert [(row[0], row[3]) for row in driver.table("skuTable")] == [
        (with_signs_named(product.sku) or "–", product.inner_id) for product in products
    ]


def test_the_first_kind_is_shown_first(driver: ProductsDriver) -> None:
    assert chip(driver, SkuTrouble.MISSING).isChecked()
    assert {row[0] for row in driver.table("skuTable")} == {"–"}


def test_a_column_of_dashes_leaves_its_room_to_the_names(driver: ProductsDriver) -> None:
    view = driver.find(QTableView, "skuTable")
    widths = {}
    for trouble in (SkuTrouble.MISSING, SkuTrouble.DOUBLE):
        driver.click(f"sku_{trouble.value}")
        widths[trouble] = view.columnWidth(0)
    assert widths[SkuTrouble.MISSING] < widths[SkuTrouble.DOUBLE] * 0.7


def test_spaces_that_the_eye_would_miss_are_shown(
    driver: ProductsDriver, window: MainWindow
) -> None:
    driver.click("sku_deleted")
    (gone,) = rows_of(window, GridQuery(states=frozenset({ProductState.GONE})))
    shown = {row[1]: row[0] for row in driver.table("skuTable")}
    assert shown["Az örökös"] == f"␣{gone.sku.lower()}␣␣"
    assert shown[gone.name] == gone.sku


@pytest.mark.parametrize("trouble", list(SkuTrouble))
def test_a_product_is_looked_for_in_the_list(
    driver: ProductsDriver, window: MainWindow, trouble: SkuTrouble
) -> None:
    driver.products.set_filters(Filters(on_sale=True))
    driver.click(f"sku_{trouble.value}")
    choose(driver, 0)
    driver.click("skuShowButton")
    product = groups_of(window, trouble)[0].products[0]
    text = driver.find(QLineEdit, "productSearch").text()
    assert text == (product.sku.strip() or product.name)
    assert driver.chips() == []
    rows = driver.lists(Filters(), text)
    assert product.id in [row.id for row in rows]
    if product.sku.strip():
        group = {member.id for member in groups_of(window, trouble)[0].products}
        assert group <= {row.id for row in rows}
        assert all(fold(text) in fold(row.sku) for row in rows)


def test_a_product_is_looked_for_in_a_list_that_was_built_anew(
    driver: ProductsDriver, window: MainWindow
) -> None:
    before = driver.find(QLineEdit, "productSearch")
    window.context.settings.set("ui.theme", "dark")
    driver.click("sku_double")
    choose(driver, 0)
    driver.click("skuShowButton")
    product = groups_of(window, SkuTrouble.DOUBLE)[0].products[0]
    search = driver.find(QLineEdit, "productSearch")
    assert search is not before
    assert search.text() == product.sku.strip()


def test_a_double_click_looks_for_it_too(driver: ProductsDriver, window: MainWindow) -> None:
    driver.click("sku_double")
    table = driver.find(QTableView, "skuTable")
    position = table.visualRect(table.model().index(1, 0)).center()
    choose(driver, 1)
    driver.bot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=position)
    product = groups_of(window, SkuTrouble.DOUBLE)[0].products[1]
    assert driver.find(QLineEdit, "productSearch").text() == product.sku


def test_only_a_safe_address_is_opened_in_the_shop(
    driver: ProductsDriver, window: MainWindow
) -> None:
    driver.click("sku_deleted")
    pages = [p.page for group in groups_of(window, SkuTrouble.DELETED) for p in group.products]
    assert {page.partition(":")[0] for page in pages} == {"http", "https"}
    for row, page in enumerate(pages):
        choose(driver, row)
        assert driver.find(QPushButton, "skuOpenButton").isEnabled() is page.startswith("https:")


def test_a_shop_without_trouble_is_told_so(qtbot: QtBot, shopsync_home: Path) -> None:
    shopsync_home.mkdir(parents=True)
    store = open_store(database_file(shopsync_home))
    store.settings.set("ui.language", "hu")
    connection_id, run_id = begin(store)
    products = [
        ShopProduct(inner_id=str(i), ref=f"r{i}", sku=f"A-{i}", name=f"Termék {i}")
        for i in range(3)
    ]
    store.pull.land_page(run_id, connection_id, 0, 3, products, NOW)
    store.close()
    driver = Driver(qtbot)
    driver.open()
    driver.page("pageProducts")
    driver.click("skuCheckButton")
    fine = driver.wait_for(QLabel, "skuFine")
    assert fine.text() == translate("Every product has a SKU of its own.")
    assert not any(chip(driver, kind).isEnabled() for kind in SkuTrouble)
    assert not driver.find(QPushButton, "skuShowButton").isEnabled()
    assert not driver.find(QPushButton, "skuOpenButton").isEnabled()
    driver.click("skuCloseButton")
    driver.close()
