"""The products page over a shop that has changed, opened once for all tests of a file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from shopsync_gui.store.lists.grid_row import GridRow
from shopsync_gui.store.search.filters import Filters
from shopsync_gui.ui.shell.main_window import MainWindow
from tests.ui.products_page import ProductsDriver, changed_shop


@pytest.fixture(scope="module")
def window(qapp: QApplication) -> Iterator[MainWindow]:
    with changed_shop() as window:
        yield window


@pytest.fixture
def driver(qtbot: QtBot, window: MainWindow) -> ProductsDriver:
    return ProductsDriver(qtbot, window)


@pytest.fixture
def everything(driver: ProductsDriver) -> list[GridRow]:
    """Every row, in the order of the list."""
    return driver.lists(Filters())
