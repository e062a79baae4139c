"""Keys and double clicks in the list of products: what is marked is what they are for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QLineEdit

from shopsync_gui.store.search.filters import Filters
from shopsync_gui.ui.products.rows.list_view import ListView
from tests.ui.products_page import ProductsDriver


@pytest.fixture(params=[ListView.PICTURES, ListView.GALLERY])
def shown(driver: ProductsDriver, request: pytest.FixtureRequest) -> Iterator[QAbstractItemView]:
    """The list of all products, as rows and as tiles."""
    driver.lists(Filters())
    driver.products.stack.set_view(request.param)
    yield driver.products.stack.list
    driver.products.stack.set_view(ListView.PICTURES)


def double_click(driver: ProductsDriver, shown: QAbstractItemView, row: int) -> None:
    place = shown.visualRect(shown.model().index(row, 0)).center()
    driver.bot.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=place)
    driver.bot.mouseDClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_enter_and_a_double_click_show_all_about_a_product(
    driver: ProductsDriver, shown: QAbstractItemView
) -> None:
    driver.products.grid.select_rows([1])
    for open_it in (
        lambda: driver.bot.keyClick(shown, Qt.Key.Key_Return),
        lambda: driver.bot.keyClick(shown, Qt.Key.Key_Enter),
        lambda: double_click(driver, shown, 1),
    ):
        driver.products.details_switch.choose(False)
        assert not driver.shown(QFrame, "productDetails")
        open_it()
        assert driver.shown(QFrame, "productDetails")
    driver.products.details_switch.choose(False)


def test_down_from_the_search_selects_what_it_frames(
    driver: ProductsDriver, shown: QAbstractItemView
) -> None:
    driver.products.grid.select_rows([])
    search = driver.find(QLineEdit, "productSearch")
    search.setFocus()
    driver.bot.keyClick(search, Qt.Key.Key_Down)
    assert driver.window.focusWidget() is shown
    framed = shown.currentIndex().row()
    assert driver.products.grid.selected_rows() == [(framed, framed)]
