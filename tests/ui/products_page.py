"""What the tests of the products page share: a shop that changed between two syncs, and hands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from shopsync_gui.core.catalogue import ShopProduct
from shopsync_gui.sandbox.clock import SHOP_ZONE
from shopsync_gui.sandbox.config import SandboxConfig
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.lists.details import ProductDetails
from shopsync_gui.store.lists.grid_row import GridRow
from shopsync_gui.store.search.filters import Filters
from shopsync_gui.store.search.query import GridQuery
from shopsync_gui.ui.products.grid.grid import ProductGrid
from shopsync_gui.ui.products.products_page import ProductsPage
from shopsync_gui.ui.products.rows.row_texts import one_line
from shopsync_gui.ui.shell.main_window import MainWindow
from tests.parallel import memory_folder
from tests.sync.world import World
from tests.ui.driver import Driver
from tests.ui.program import program
from tests.virtual import EPOCH

PRODUCTS = 120
NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


@contextmanager
def changed_shop() -> Iterator[MainWindow]:
    """The program with a shop that was synced, then lived on, then was synced again just now."""
    content, config = _changed_store()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHOPSYNC_CLIENT_SECRET", config.client_secret)
        patch.setenv("SHOPSYNC_SA_PASSWORD", config.sa_password)
        with program(content=content, settings={"ui.language": "hu"}) as window:
            window.show()
            yield window


@cache
def _changed_store() -> tuple[bytes, SandboxConfig]:
    """The file of its store, which is made once per process, and what the sandbox was like."""
    begin = datetime.now(UTC) - timedelta(minutes=15)
    epoch = begin.astimezone(SHOP_ZONE).replace(tzinfo=None, microsecond=0)
    with TemporaryDirectory(dir=memory_folder()) as folder:
        world = World(
            Path(folder), products=PRODUCTS, orders=0, faults=("shop-lives",), epoch=epoch
        )
        world.clock = (begin - EPOCH).total_seconds()
        for _sync in range(2):
            assert world.job().verified
        assert world.now() < datetime.now(UTC), "nothing is of a later moment"
        world.store.close()
        return world.path.read_bytes(), world.config


@contextmanager
def reading(window: MainWindow) -> Iterator[Store]:
    """The program's data, read past the window."""
    with closing(open_store(window.context.store.path, read_only=True)) as store:
        yield store


@contextmanager
def writing(window: MainWindow) -> Iterator[Store]:
    """The program's data, changed past the window."""
    with closing(open_store(window.context.store.path)) as store:
        yield store


def rows_of(window: MainWindow, query: GridQuery) -> list[GridRow]:
    """The products that the store finds for a question."""
    with reading(window) as store:
        ids = store.grid.ids(query)
        assert store.grid.count(query) == len(ids)
        return store.grid.rows(ids, query.changed_since)


class ProductsDriver(Driver):
    """The hands on the products page; it begins in Hungarian with nothing searched or filtered."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        super().__init__(qtbot)
        self.window = window
        window.context.settings.set("ui.language", "hu")
        self.page("pageProducts")
        self.products = self.find(ProductsPage, "pageProducts")
        self.products.set_filters(Filters())
        self.find(QLineEdit, "productSearch").clear()
        self.products.refresh()
        self.settle()

    def settle(self) -> None:
        """Wait until the list that was asked for last is there."""
        model = self.products.model
        self.bot.waitUntil(lambda: model.complete and not model.busy)

    def count(self) -> int:
        """The number of products that the page tells."""
        return int(self.text("productCount").split()[0])

    def lists(self, filters: Filters, text: str = "") -> list[GridRow]:
        """Check that the page lists what the store finds, in the same order; gives its rows."""
        self.settle()
        rows = rows_of(self.window, filters.applied_to(GridQuery(text=text)))
        assert self.count() == len(rows)
        if rows:
            shown = [row[1] for row in self.cells()]
            assert shown == [one_line(row.sku) for row in rows]
        else:
            assert self.shown(QFrame, "productEmpty")
        return rows

    def cells(self) -> list[list[str]]:
        """The shown texts of the list, when every row has been read."""
        self.bot.waitUntil(lambda: all(row[0] != "…" for row in self.table("productGrid")))
        return self.table("productGrid")

    def search(self, text: str) -> None:
        """Search for a text."""
        self.type("productSearch", text)
        self.settle()

    def filter(self, *names: str) -> None:
        """Open the menu of the filters once and click entries in it, by their objects' names."""
        menu = self.find(QPushButton, "productFilter").menu()
        assert isinstance(menu, QMenu)
        menu.popup(self.window.mapToGlobal(QPoint(80, 80)))
        for name in names:
            action = menu.findChild(QAction, name)
            assert action is not None, f"no entry is called {name}"
            position, stays = menu.actionGeometry(action).center(), action.isCheckable()
            self.bot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=position)
            assert menu.isVisible() is stays
        menu.close()

    def apply(self, dialog: QDialog) -> None:
        """Take over what a dialog of the filters asks for, and wait for the list."""
        name = dialog.objectName()
        self.bot.mouseClick(
            self.find(QPushButton, "filterApplyButton", dialog), Qt.MouseButton.LeftButton
        )
        self.bot.waitUntil(lambda: not self.shown(QDialog, name))
        self.settle()

    def chips(self) -> list[str]:
        """The words of the filters in force."""
        return [chip.text() for chip in self._chips()]

    def remove_chip(self, text: str) -> None:
        """Take a filter away by the words of its chip, and wait for the list."""
        chip = next((c for c in self._chips() if c.text() == text), None)
        assert chip is not None, f"{text} is not among {self.chips()}"
        self.bot.mouseClick(chip, Qt.MouseButton.LeftButton)
        self.settle()

    def _chips(self) -> list[QPushButton]:
        self.settle()
        found = self.window.findChildren(QPushButton, "filterChip")
        return [chip for chip in found if chip.isVisible()]

    def choose(self, row: int) -> None:
        """Click a row of the list."""
        grid = self.find(ProductGrid, "productGrid")
        grid.scroll_to(0)
        position = grid.visualRect(grid.model().index(row, 0)).center()
        self.bot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=position)

    def row_menu(self, row: int) -> QMenu:
        """The menu of a row, opened as by the right button."""
        grid = self.find(ProductGrid, "productGrid")
        position = grid.visualRect(grid.model().index(row, 0)).center()
        QApplication.sendEvent(
            grid.viewport(),
            QContextMenuEvent(
                QContextMenuEvent.Reason.Mouse, position, grid.viewport().mapToGlobal(position)
            ),
        )
        return self.wait_for(QMenu, "productMenu")

    def words(self, inside: QWidget) -> list[str]:
        """Every visible text of a part of the page."""
        return [label.text() for label in inside.findChildren(QLabel) if label.isVisible()]


def all_details(window: MainWindow) -> list[ProductDetails]:
    """All that is known of each product, in the order of the list."""
    with reading(window) as store:
        known = [store.details.product(product_id) for product_id in store.grid.ids(GridQuery())]
    return [details for details in known if details is not None]


def land_product(driver: ProductsDriver, number: int, **fields: Any) -> int:
    """Put a product into the list as a run would; its id."""
    product = ShopProduct(
        inner_id=str(number),
        ref=f"ref{number}",
        sku=f"UJ-{number}",
        name=f"Új termék {number}",
        **fields,
    )
    with writing(driver.window) as store:
        (run,) = store.runs.newest(limit=1)
        assert run.connection_id is not None
        store.pull.land_extra(run.run_id, run.connection_id, [product], NOW)
    driver.products.refresh()
    driver.settle()
    return next(d.row.id for d in all_details(driver.window) if d.inner_id == str(number))
