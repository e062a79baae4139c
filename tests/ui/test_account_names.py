"""Categories of one name under several parents, on the products page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFrame, QPushButton
from pytestqt.qtbot import QtBot

from shopsync_gui.core.catalogue import Category, ShopProduct
from shopsync_gui.ui.products.grid.cell_layout import CellLayout
from shopsync_gui.ui.products.grid.cell_parts import Words
from shopsync_gui.ui.products.grid.grid import ProductGrid
from shopsync_gui.ui.products.rows.columns import Column
from shopsync_gui.ui.products.rows.list_view import row_shape
from shopsync_gui.ui.products.rows.row_texts import RowTexts
from shopsync_gui.ui.shell.main_window import MainWindow
from tests.catalogues import NOW
from tests.ui.products_page import ProductsDriver, changed_shop, writing

WOMEN, MEN = "Női kollekció", "Férfi kollekció"
TREE = [
    Category(ref="w", inner_id="9001", name=WOMEN),
    Category(ref="ws", inner_id="9002", name="Bakancsok", parent_ref="w"),
    Category(ref="m", inner_id="9003", name=MEN),
    Category(ref="ms", inner_id="9004", name="Bakancsok", parent_ref="m"),
]
BOTH = (f"{WOMEN} > Bakancsok", f"{MEN} > Bakancsok")


@pytest.fixture(scope="module")
def window(qapp: QApplication) -> Iterator[MainWindow]:
    with changed_shop() as window:
        with writing(window) as store:
            (run,) = store.runs.newest(limit=1)
            assert run.connection_id is not None
            store.categories.save(run.connection_id, run.run_id, TREE)
            boots = [
                ShopProduct(inner_id=sku, ref=sku, sku=sku, name="Túrázó", category_refs=refs)
                for sku, refs in (("TU-1", ("ws",)), ("TU-2", ("ws", "ms")))
            ]
            store.pull.land_extra(run.run_id, run.connection_id, boots, NOW)
        yield window


@pytest.fixture
def driver(qtbot: QtBot, window: MainWindow) -> ProductsDriver:
    driver = ProductsDriver(qtbot, window)
    driver.search("túrázó")
    driver.cells()
    return driver


def in_both(driver: ProductsDriver) -> tuple[int, RowTexts]:
    """The row of the product that is in both categories."""
    lines = [driver.products.model.row_texts(row) for row in range(2)]
    return next((n, line) for n, line in enumerate(lines) if line and len(line.row.labels) == 2)


def test_their_names_in_the_account_are_copied_and_found(driver: ProductsDriver) -> None:
    grid = driver.find(ProductGrid, "productGrid")
    grid.setFocus()
    driver.bot.keyClick(grid, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    clipboard = QGuiApplication.clipboard()
    clipboard.clear()
    button = driver.find(QPushButton, "selectionCategoriesButton")
    driver.bot.mouseClick(button, Qt.MouseButton.LeftButton)
    driver.bot.waitUntil(lambda: clipboard.text() != "")
    copied = clipboard.text().split("\n")
    assert copied == [*BOTH]
    driver.search(copied[1])
    assert [row[1] for row in driver.cells()] == ["TU-2"]


def test_the_tooltip_tells_them_and_the_cell_where_it_has_room(driver: ProductsDriver) -> None:
    grid = driver.find(ProductGrid, "productGrid")
    model = driver.products.model
    row, line = in_both(driver)
    tip = str(model.index(row, Column.CATEGORIES).data(Qt.ItemDataRole.ToolTipRole))
    assert all(name.replace(">", "&gt;") in tip or name in tip for name in BOTH)
    layout = CellLayout(model, grid.font(), driver.products.context.theme.tokens)
    layout.shape = row_shape(driver.products.stack.view, dense=False, pictures=True)
    shown = {}
    for width in (150, 900):
        parts = layout.lay_out(line, Column.CATEGORIES, width)
        shown[width] = tuple(part.text.text() for part in parts if isinstance(part, Words))
    assert shown == {150: ("Bakancsok", "Bakancsok"), 900: BOTH}


def test_the_details_tell_each_of_them_by_its_path(driver: ProductsDriver) -> None:
    driver.products.details_switch.choose(True)
    panel = driver.find(QFrame, "productDetails")
    driver.choose(in_both(driver)[0])
    paths = {f"{WOMEN} › Bakancsok", f"{MEN} › Bakancsok"}
    driver.bot.waitUntil(lambda: paths <= set(driver.words(panel)))
