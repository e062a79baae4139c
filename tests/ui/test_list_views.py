"""The list with pictures, the compact list and the gallery, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from unittest.mock import patch

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAction, QColor, QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from shopsync_gui.core.products.changes import Since
from shopsync_gui.core.products.labels import uncategorised
from shopsync_gui.core.text import translate
from shopsync_gui.store.search.filters import Filters
from shopsync_gui.system.paths import database_file
from shopsync_gui.ui.products.grid.column_menu import header_menu
from shopsync_gui.ui.products.grid.gallery import Gallery
from shopsync_gui.ui.products.grid.grid import ProductGrid
from shopsync_gui.ui.products.products_page import ProductsPage
from shopsync_gui.ui.products.rows.columns import Column
from shopsync_gui.ui.products.rows.list_view import ListView
from tests.catalogues import PAGE
from tests.hungarian_products import NAMES
from tests.pictures import PictureServer, serving
from tests.ui.driver import Driver, fast_writes
from tests.ui.list_views import click_row, fill, find, lines, switch, wait_list, words

SIZE = QSize(1280, 800)
GREEN = QColor(0x11, 0x77, 0x33)
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(scope="module")
def server() -> Iterator[PictureServer]:
    """A shop's pictures, all of them green."""
    with serving(PictureServer()) as server:
        yield server


@pytest.fixture
def page(qtbot: QtBot, shopsync_home: Path, server: PictureServer) -> Iterator[ProductsPage]:
    """The page with the products of an ordinary shop, each with a picture."""
    fast_writes(shopsync_home)
    fill(database_file(shopsync_home), server)
    driver = Driver(qtbot)
    driver.open()
    driver.window.resize(SIZE)
    driver.page("pageProducts")
    page = driver.find(ProductsPage, "pageProducts")
    wait_list(qtbot, page)
    yield page
    driver.close()


# --- menus ----------------------------------------------------------------------------------------


def test_the_menus_call_the_last_column_what_its_header_does(page: ProductsPage) -> None:
    def titles() -> tuple[str, str]:
        menu = header_menu(page.grid)
        named = {action.objectName(): action.text() for action in menu.findChildren(QAction)}
        return named["sort_updated"], named["column_updated"]

    assert titles() == (translate("Updated"), translate("Updated"))
    page.set_filters(Filters(changed_since=Since(datetime(2026, 1, 1, tzinfo=UTC))))
    assert titles() == (translate("Time of change"), translate("Change"))


# --- what can be read -----------------------------------------------------------------------------


def test_names_are_whole_and_the_details_closed_at_1280_by_800(page: ProductsPage) -> None:
    assert (page.window().size(), page.stack.view) == (SIZE, ListView.PICTURES)
    assert not page.details.isVisible()
    every = lines(page)
    assert len(every) == PAGE
    cut = [line.row.name for line in every if "…" in "".join(words(page, line, Column.NAME)[:2])]
    assert {*NAMES} <= {line.row.name for line in every}
    assert [name for name in cut if len(name) <= 60] == []
    assert len(cut) <= 0.15 * len(every), cut
    for line in every:
        shown = words(page, line, Column.NAME)
        assert " ".join(shown).startswith(line.row.name) or line.row.name in cut
        assert line.row.sku in shown[-1]


@pytest.mark.parametrize("view", [ListView.COMPACT, ListView.PICTURES])
def test_uncategorised_is_never_cut(qtbot: QtBot, page: ProductsPage, view: ListView) -> None:
    page.stack.set_view(view)
    for width in (1280, 1000):
        page.window().resize(width, 640)
        bare = [line for line in lines(page) if not line.row.categories]
        assert bare
        assert page.grid.isColumnHidden(Column.CATEGORIES) or {
            *words(page, bare[0], Column.CATEGORIES)
        } == {uncategorised()}


def test_most_categories_are_seen_whole(page: ProductsPage) -> None:
    every = [line for line in lines(page) if line.row.categories]
    cut = [
        line
        for line in every
        if words(page, line, Column.CATEGORIES) != [name for name, _on in line.row.categories]
    ]
    assert len(cut) <= 0.05 * len(every)


def test_a_reduced_price_stands_above_the_regular_one(page: ProductsPage) -> None:
    line = next(line for line in lines(page) if line.row.name == NAMES[0])
    assert line.row.discount == 25
    shown = words(page, line, Column.NET)
    assert shown == [line.texts[Column.NET], shown[1]]
    assert shown[1].startswith("4")
    page.stack.set_view(ListView.COMPACT)
    assert words(page, line, Column.NET) == [line.texts[Column.NET]]


# --- pictures -------------------------------------------------------------------------------------


def pixel(page: ProductsPage, position: QPoint) -> QColor:
    return page.stack.list.viewport().grab().toImage().pixelColor(position)


def test_pictures_are_seen_in_rows_and_tiles_and_can_be_switched_off(
    qtbot: QtBot, page: ProductsPage
) -> None:
    in_row = QPoint(24 + 20, 26)
    qtbot.waitUntil(lambda: pixel(page, in_row) == GREEN)
    switch(qtbot, page, "viewGallery")
    gallery = page.stack.gallery
    position = gallery.area_of(0).topLeft() + QPoint(gallery.area_of(0).width() // 2, 14 + 72)
    qtbot.waitUntil(lambda: pixel(page, position) == GREEN)
    page.context.settings.set("ui.pictures", False)
    assert pixel(page, position) != GREEN
    switch(qtbot, page, "viewPictures")
    assert pixel(page, in_row) != GREEN
    page.context.settings.set("ui.pictures", True)
    qtbot.waitUntil(lambda: pixel(page, in_row) == GREEN)


def test_rows_are_as_high_as_the_view_and_the_setting_say(page: ProductsPage) -> None:
    heights = {}
    for view in (ListView.PICTURES, ListView.COMPACT):
        page.stack.set_view(view)
        for dense in (False, True):
            page.context.settings.set("ui.compact", dense)
            heights[view, dense] = page.grid.row_height()
    assert list(heights.values()) == [52, 44, 36, 28]


def test_rows_become_higher_all_at_once(page: ProductsPage) -> None:
    page.stack.set_view(ListView.COMPACT)
    resized: list[int] = []
    page.grid.verticalHeader().sectionResized.connect(lambda row, *_sizes: resized.append(row))
    page.stack.set_view(ListView.PICTURES)
    assert page.grid.rowHeight(len(page.model.ids) - 1) == 52
    assert resized == []  # one by one it takes minutes for a million


def test_the_view_is_remembered_and_shown_by_its_button(qtbot: QtBot, page: ProductsPage) -> None:
    for name, view in (("viewCompact", "compact"), ("viewGallery", "gallery")):
        switch(qtbot, page, name)
        assert page.stack.view == view
        assert page.context.memory.value("products/view") == view
        pressed = [
            choice.objectName()
            for choice in page.bar.views.findChildren(QToolButton)
            if choice.isChecked()
        ]
        assert pressed == [name]


# --- the gallery ----------------------------------------------------------------------------------


def selected(page: ProductsPage) -> list[tuple[int, int]]:
    return page.grid.selected_rows()


def test_the_gallery_is_walked_by_keyboard(qtbot: QtBot, page: ProductsPage) -> None:
    page.grid.setFocus()
    page.stack.set_view(ListView.GALLERY)
    gallery = page.stack.gallery
    assert page.window().focusWidget() is gallery
    columns = gallery.columns
    assert columns >= 4
    for key, row in (
        (Qt.Key.Key_Right, 1), (Qt.Key.Key_Down, 1 + columns), (Qt.Key.Key_Left, columns),
        (Qt.Key.Key_Up, 0), (Qt.Key.Key_Up, 0), (Qt.Key.Key_End, PAGE - 1),
        (Qt.Key.Key_Down, PAGE - 1), (Qt.Key.Key_Home, 0),
    ):  # fmt: skip
        qtbot.keyClick(gallery, key)
        assert page.grid.currentIndex().row() == row
        assert selected(page) == [(row, row)]
        assert gallery.viewport().rect().contains(gallery.area_of(row).center())
    qtbot.keyClick(gallery, Qt.Key.Key_Down, SHIFT)
    assert selected(page) == [(0, columns)]
    qtbot.keyClick(gallery, Qt.Key.Key_A, CONTROL)
    assert selected(page) == [(0, PAGE - 1)]
    qtbot.keyClicks(gallery, "k")
    assert find(page, QLineEdit, "productSearch").text() == "k"


def test_tiles_are_chosen_by_mouse_as_rows_are(qtbot: QtBot, page: ProductsPage) -> None:
    for view in (ListView.GALLERY, ListView.PICTURES):
        page.stack.set_view(view)
        click_row(qtbot, page, 2, Qt.KeyboardModifier.NoModifier)
        click_row(qtbot, page, 7, SHIFT)
        assert selected(page) == [(2, 7)]
        click_row(qtbot, page, 4, CONTROL)
        assert sum(last - first + 1 for first, last in selected(page)) == 5
        click_row(qtbot, page, 9, CONTROL)
        assert list(page.grid.selected_products()) == [
            page.model.ids[row] for row in (2, 3, 5, 6, 7, 9)
        ]


def test_what_the_gallery_shows_is_what_the_list_has(qtbot: QtBot, page: ProductsPage) -> None:
    page.stack.set_view(ListView.GALLERY)
    gallery = page.stack.gallery
    bar = gallery.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert gallery.shown_rows().stop == PAGE
    assert gallery.area_of(PAGE - 1).bottom() <= gallery.viewport().height()
    page.set_filters(Filters(uncategorised=True))
    wait_list(qtbot, page)
    assert gallery.shown_rows() == range(len(page.model.ids))
    page.set_filters(Filters(price_from=Decimal(10**9)))
    qtbot.waitUntil(lambda: not page.model.ids)
    assert page.stack.currentWidget() is page.stack.empty
    page.set_filters(Filters())
    wait_list(qtbot, page)
    assert page.stack.currentWidget() is gallery
    page.window().resize(1000, 640)
    assert isinstance(page.stack.list, Gallery)
    assert isinstance(page.grid, ProductGrid)


def test_the_first_tiles_in_sight_stay_there_in_a_window_of_another_width(
    qtbot: QtBot, page: ProductsPage
) -> None:
    page.stack.set_view(ListView.GALLERY)
    gallery, window = page.stack.gallery, page.window()
    columns = gallery.columns
    bar = gallery.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    first = gallery.shown_rows().start
    assert first > columns
    window.resize(window.width() - 300, window.height())
    qtbot.waitUntil(lambda: gallery.columns < columns)
    assert first in gallery.shown_rows()[: gallery.columns]
    before = bar.value()
    window.resize(window.width() - 10, window.height() - 40)  # the columns stay as many
    window.resize(window.width() + 10, window.height() + 40)
    assert bar.value() == before
    window.resize(window.width() + 300, window.height())
    qtbot.waitUntil(lambda: gallery.columns == columns)
    assert gallery.shown_rows().start == first


def test_what_is_chosen_while_the_list_is_read_again_stays_chosen(
    qtbot: QtBot, page: ProductsPage
) -> None:
    page.refresh()
    assert page.model.busy
    click_row(qtbot, page, 2, Qt.KeyboardModifier.NoModifier)
    click_row(qtbot, page, 5, SHIFT)
    wait_list(qtbot, page)
    assert sum(last - first + 1 for first, last in selected(page)) == 4


# --- the bar for what is chosen -------------------------------------------------------------------


def test_the_bar_is_there_for_what_the_user_chose(qtbot: QtBot, page: ProductsPage) -> None:
    assert page.grid.current_product() is not None
    assert not page.selection.isVisible(), "nobody chose the first product"
    click_row(qtbot, page, 1, Qt.KeyboardModifier.NoModifier)
    click_row(qtbot, page, 3, CONTROL)
    assert page.selection.isVisible()
    assert find(page, QLabel, "selectionCount").text().startswith("2 ")
    chosen = [lines(page)[row] for row in (1, 3)]
    clipboard = QGuiApplication.clipboard()
    for name, copied in (
        ("selectionSkusButton", [line.row.sku for line in chosen if line.row.sku]),
        (
            "selectionCategoriesButton",
            list(dict.fromkeys(name for line in chosen for name, _on in line.row.categories)),
        ),
    ):
        clipboard.clear()
        qtbot.mouseClick(find(page, QPushButton, name), Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: clipboard.text() != "")
        assert clipboard.text().split("\n") == copied
    qtbot.mouseClick(find(page, QToolButton, "selectionClearButton"), Qt.MouseButton.LeftButton)
    assert not page.selection.isVisible()
    assert selected(page) == []


def test_chosen_products_go_into_a_newsletter_where_one_is_made(
    qtbot: QtBot, page: ProductsPage
) -> None:
    wanted: list[tuple[int, ...]] = []
    page.context.requests.letter_wanted.connect(wanted.append)
    click_row(qtbot, page, 2, Qt.KeyboardModifier.NoModifier)
    click_row(qtbot, page, 4, SHIFT)
    button = find(page, QPushButton, "selectionLetterButton")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert wanted[-1] == tuple(page.model.ids[2:5])
    page.stack.list.setFocus()
    qtbot.keyClick(page.stack.list, Qt.Key.Key_A, CONTROL)
    assert button.isEnabled() == (PAGE <= 200)


@pytest.mark.parametrize("cleared", [False, True])
def test_the_gallery_stays_where_it_is_when_the_list_is_read_again(
    qtbot: QtBot, page: ProductsPage, cleared: bool
) -> None:
    page.stack.set_view(ListView.GALLERY)
    # Not by the mouse: Qt scrolls to what was clicked once more when no second click has followed.
    page.grid.selectRow(1)
    if cleared:
        page.grid.clearSelection()
    bar = page.stack.gallery.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    before = bar.value()
    assert 1 not in page.stack.gallery.shown_rows()
    for _again in range(2):
        page.refresh()
        wait_list(qtbot, page)
        assert bar.value() == before
    qtbot.keyClick(page.stack.gallery, Qt.Key.Key_Right)
    assert 2 in page.stack.gallery.shown_rows()


def test_a_picture_that_comes_has_its_own_tile_painted_alone(
    qtbot: QtBot, page: ProductsPage
) -> None:
    switch(qtbot, page, "viewGallery")
    gallery = find(page, Gallery, "productGallery")
    assert len(gallery.shown_rows()) > 5
    QGuiApplication.processEvents()
    with patch.object(page.model, "row_texts", wraps=page.model.row_texts) as asked:
        gallery.viewport().repaint(gallery.area_of(2))
    assert [call.args for call in asked.call_args_list] == [(2,)]
