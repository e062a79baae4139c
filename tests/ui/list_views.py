"""The list of products on a page of its own: filled, waited for, clicked and read."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget
from pytestqt.qtbot import QtBot

from shopsync_gui.core.catalogue import Category
from shopsync_gui.sandbox.shop.catalogue import Catalogue
from shopsync_gui.store import open_store
from shopsync_gui.ui.products.grid.cell_layout import CellLayout
from shopsync_gui.ui.products.grid.cell_parts import Words
from shopsync_gui.ui.products.products_page import ProductsPage
from shopsync_gui.ui.products.rows.columns import Column
from shopsync_gui.ui.products.rows.list_view import row_shape
from shopsync_gui.ui.products.rows.row_texts import RowTexts
from tests.catalogues import NOW, PAGE, begin, shop_products
from tests.hungarian_products import CATEGORIES, NAMES
from tests.pictures import PictureServer

W = TypeVar("W", bound=QWidget)


def fill(path: Path, server: PictureServer) -> None:
    """Products with the names and categories of Hungarian shops, and some of the sandbox's."""
    store = open_store(path)
    connection_id, run_id = begin(store)
    names = sorted({name for several in CATEGORIES for name in several})
    store.categories.save(
        connection_id, run_id, [Category(ref=name, inner_id=name, name=name) for name in names]
    )
    products = list(shop_products(Catalogue(1), 0, PAGE - len(NAMES)))
    for number, name in enumerate(NAMES):
        product = replace(
            products[number],
            inner_id=f"n{number}",
            ref=f"n{number}",
            name=name,
            category_refs=CATEGORIES[number % len(CATEGORIES)],
            net=Decimal(3 * (number + 1)),
            list_net=Decimal(4 * (number + 1)),
        )
        products.append(product)
    products = [
        replace(product, image=server.address(f"{number}.png"))
        for number, product in enumerate(products)
    ]
    store.pull.land_page(run_id, connection_id, 0, PAGE, products, NOW)
    store.catalogue.adopt(connection_id, {n: 481_000 + n for n in range(1, PAGE)})
    store.close()


def wait_list(bot: QtBot, page: ProductsPage) -> None:
    """Wait until the whole list is there and its first rows are read."""
    model = page.model
    bot.waitUntil(
        lambda: model.complete and not model.busy and bool(model.ids) and bool(model.row_texts(0))
    )


def switch(bot: QtBot, page: ProductsPage, name: str) -> None:
    bot.mouseClick(find(page, QToolButton, name), Qt.MouseButton.LeftButton)


def find(page: ProductsPage, kind: type[W], name: str) -> W:
    (found,) = (widget for widget in page.window().findChildren(kind, name) if widget.isVisible())
    return found


def click_row(bot: QtBot, page: ProductsPage, row: int, keys: Qt.KeyboardModifier) -> None:
    view = page.stack.list
    index = page.model.index(row, 0)
    view.scrollTo(index)
    position = view.visualRect(index).center()
    bot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, keys, position)


def lines(page: ProductsPage) -> list[RowTexts]:
    """Every row, read past the window's cache."""
    with_rows = open_store(page.context.store.path, read_only=True)
    found = [RowTexts(row) for row in with_rows.grid.rows(page.model.ids)]
    with_rows.close()
    return found


def words(page: ProductsPage, line: RowTexts, column: Column) -> list[str]:
    """The texts of a cell as it is painted at its width."""
    grid = page.grid
    layout = CellLayout(page.model, grid.font(), page.context.theme.tokens)
    layout.shape = row_shape(page.stack.view, dense=False, pictures=page.context.pictures.enabled)
    parts = layout.lay_out(line, column, grid.columnWidth(column))
    return [part.text.text() for part in parts if isinstance(part, Words)]
