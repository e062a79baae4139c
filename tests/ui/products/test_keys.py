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


def test_shift_with_home_and_end_chooses_all_between(
    driver: ProductsDriver, shown: QAbstractItemView
) -> None:
    grid, shift = driver.products.grid, Qt.KeyboardModifier.ShiftModifier
    last = len(driver.products.model.ids) - 1
    assert last > 5
    shown.setFocus()
    driver.bot.keyClick(shown, Qt.Key.Key_Home)
    for _step in range(3):
        driver.bot.keyClick(shown, Qt.Key.Key_Right if shown is not grid else Qt.Key.Key_Down)
    assert grid.selected_rows() == [(3, 3)]
    driver.bot.keyClick(shown, Qt.Key.Key_End, shift)
    assert grid.selected_rows() == [(3, last)]
    driver.bot.keyClick(shown, Qt.Key.Key_Home, shift)
    assert grid.selected_rows() == [(0, 3)]


def test_escape_chooses_the_current_product_alone(
    driver: ProductsDriver, shown: QAbstractItemView
) -> None:
    grid = driver.products.grid
    shown.setFocus()
    driver.bot.keyClick(shown, Qt.Key.Key_Home)
    driver.bot.keyClick(shown, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert grid.selected_count() > 1
    driver.bot.keyClick(shown, Qt.Key.Key_Escape)
    assert grid.selected_rows() == [(0, 0)]
    assert driver.products.selection.isVisible()
