"""Saved views: saved from the list, chosen in the menu and in the tree, counted as they are now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
)
from pytestqt.qtbot import QtBot

from shopsync_gui.core.text import translate
from shopsync_gui.sandbox.shop.catalogue import Catalogue
from shopsync_gui.store import open_store
from shopsync_gui.store.search.filters import Filters
from shopsync_gui.store.search.query import GridQuery
from shopsync_gui.system.paths import database_file
from shopsync_gui.ui.jobs.purposes import ListPurpose
from shopsync_gui.ui.products.products_page import ProductsPage
from shopsync_gui.ui.products.rows.columns import Column
from tests.catalogues import NOW, as_shop_product, fill
from tests.ui.driver import Driver, fast_writes

PRODUCTS = 200
#: A window without room for the sidebar: 1280 × 800 at 200 %.
NARROW = (640, 400)


@pytest.fixture
def driver(qtbot: QtBot, shopsync_home: Path) -> Iterator[Driver]:
    """The window with the products of a shop."""
    fast_writes(shopsync_home)
    fill(database_file(shopsync_home), PRODUCTS)
    driver = Driver(qtbot)
    driver.open()
    driver.page("pageProducts")
    yield driver
    driver.close()


@pytest.fixture
def page(driver: Driver) -> ProductsPage:
    """The page, its list there as a whole."""
    page = driver.find(ProductsPage, "pageProducts")
    settle(driver, page)
    return page


def settle(driver: Driver, page: ProductsPage) -> None:
    model = page.model
    driver.bot.waitUntil(lambda: model.complete and not model.busy)


def save(driver: Driver, page: ProductsPage, name: str) -> None:
    """Save what is shown, as a user does."""
    menu = page.bar.saved.menu
    menu.popup(page.mapToGlobal(page.rect().center()))
    action = menu.findChild(QAction, "saveViewAction")
    assert action is not None
    action.trigger()
    menu.close()
    dialog = driver.wait_for(QDialog, "saveViewDialog")
    ok = driver.find(QPushButton, "saveViewButton", dialog)
    assert not ok.isEnabled()
    field = driver.find(QLineEdit, "viewName", dialog)
    assert dialog.focusWidget() is field
    field.insert(name)
    assert f"{len(name)}" in driver.find(QLabel, "viewNameCount", dialog).text()
    driver.bot.keyClick(field, Qt.Key.Key_Return)
    views = page.context.views
    driver.bot.waitUntil(lambda: (v := views.named(name)) is not None and bool(views.count(v.id)))


def entry(driver: Driver, name: str) -> QTreeWidgetItem:
    """The view's line in the tree."""
    tree = driver.find(QTreeWidget, "navTree")
    (found,) = tree.findItems(name, Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive)
    return found


def click(driver: Driver, name: str) -> None:
    tree = driver.find(QTreeWidget, "navTree")
    position = tree.visualItemRect(entry(driver, name)).center()
    driver.bot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=position)


def question(page: ProductsPage) -> GridQuery:
    return replace(page.model.query, limit=None)


def test_a_view_is_saved_and_shown_again_from_the_tree(driver: Driver, page: ProductsPage) -> None:
    page.set_filters(Filters(on_sale=True))
    page.search.setText("cipő")
    page.grid.horizontalHeader().setSortIndicator(Column.DISCOUNT, Qt.SortOrder.DescendingOrder)
    settle(driver, page)
    saved, ids = question(page), list(page.model.ids)
    assert 0 < len(ids) < PRODUCTS
    save(driver, page, "Akciós cipők")
    count = entry(driver, "Akciós cipők").data(0, Qt.ItemDataRole.AccessibleTextRole)
    assert str(len(ids)) in count
    page.search.clear()
    page.set_filters(Filters())
    page.grid.horizontalHeader().setSortIndicator(Column.NAME, Qt.SortOrder.AscendingOrder)
    driver.page("pageGeneral")
    click(driver, "Akciós cipők")
    assert driver.window.current_page() == "pageProducts"
    settle(driver, page)
    assert (question(page), list(page.model.ids)) == (saved, ids)
    assert page.search.text() == "cipő"
    assert page.grid.horizontalHeader().sortIndicatorSection() == Column.DISCOUNT
    page.set_filters(Filters())
    click(driver, "Akciós cipők")
    settle(driver, page)
    assert list(page.model.ids) == ids, "the entry is the current one already"


def test_the_number_follows_the_products(driver: Driver, page: ProductsPage) -> None:
    page.set_filters(Filters(on_sale=True))
    settle(driver, page)
    before = len(page.model.ids)
    save(driver, page, "Akciós")
    store = open_store(page.context.store.path)
    (run,) = store.runs.newest(limit=1)
    assert run.connection_id is not None
    reduced = replace(
        as_shop_product(Catalogue(1).product(PRODUCTS + 1)), net=Decimal(1), list_net=Decimal(2)
    )
    store.pull.land_extra(run.run_id, run.connection_id, [reduced], NOW)
    store.close()
    page.context.connections.reload()
    views = page.context.views
    driver.bot.waitUntil(lambda: [views.count(v.id) for v in views] == [before + 1])


def test_a_view_is_chosen_replaced_and_removed_in_the_menu(
    driver: Driver, page: ProductsPage
) -> None:
    page.set_filters(Filters(uncategorised=True))
    save(driver, page, "Rendezendő")
    page.set_filters(Filters(on_sale=True))
    save(driver, page, "rendezendő")
    sale = Filters(on_sale=True)
    driver.bot.waitUntil(lambda: [view.filters for view in page.context.views] == [sale])
    (view,) = page.context.views
    assert view.name == "rendezendő"
    page.set_filters(Filters())
    menu: QMenu = page.bar.saved.menu
    menu.popup(page.mapToGlobal(page.rect().center()))
    action = menu.findChild(QAction, f"view_{view.id}")
    assert action is not None
    action.trigger()
    assert page.filters == Filters(on_sale=True)
    remove = menu.findChild(QAction, f"remove_view_{view.id}")
    assert remove is not None
    remove.trigger()
    menu.close()
    driver.bot.waitUntil(lambda: not list(page.context.views))
    tree = driver.find(QTreeWidget, "navTree")
    found = tree.findItems("rendezendő", Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive)
    assert found == []


def test_the_menu_in_place_of_the_sidebar_has_the_views_too(
    driver: Driver, page: ProductsPage
) -> None:
    sale = Filters(on_sale=True)
    page.set_filters(sale)
    save(driver, page, "Akció & kifutó")
    (view,) = page.context.views
    driver.page("pageGeneral")
    driver.window.setMinimumSize(*NARROW)
    driver.window.resize(*NARROW)
    menu = driver.wait_for(QToolButton, "pagesButton").menu()

    def entries() -> dict[str, QAction]:
        menu.aboutToShow.emit()
        return {action.objectName(): action for action in menu.actions()}

    chosen = entries()[f"open_view_{view.id}"]
    assert "Akció && kifutó" in chosen.text()
    assert f"{page.context.views.count(view.id)}" in chosen.text()
    chosen.trigger()
    assert driver.window.current_page() == "pageProducts"
    settle(driver, page)
    assert page.filters == sale
    marked = [name for name, action in entries().items() if action.isChecked()]
    assert marked == [f"open_view_{view.id}"]
    entries()["open_pageProducts"].trigger()
    settle(driver, page)
    assert page.filters == Filters()


def test_several_categories_are_chosen_at_once(driver: Driver, page: ProductsPage) -> None:
    menu = page.bar.filter_menu.menu
    menu.popup(page.mapToGlobal(page.rect().center()))
    action = menu.findChild(QAction, "filter_category")
    assert action is not None
    action.trigger()
    menu.close()
    dialog = driver.wait_for(QDialog, "categoryDialog")
    tree = driver.find(QTreeWidget, "categoryTree", dialog)
    driver.bot.waitUntil(lambda: tree.topLevelItemCount() > 2)
    used = [
        item
        for number in range(tree.topLevelItemCount())
        if (item := tree.topLevelItem(number)) is not None and item.text(1) != "0"
    ][:2]
    tree.setFocus()
    for item in used:
        tree.setCurrentItem(item)
        driver.bot.keyClick(tree, Qt.Key.Key_Space)
    ids = {item.data(0, Qt.ItemDataRole.UserRole) for item in used}
    names = ", ".join(item.text(0) for item in used)
    driver.bot.mouseClick(
        driver.find(QPushButton, "filterApplyButton", dialog), Qt.MouseButton.LeftButton
    )
    settle(driver, page)
    assert page.filters.category is not None
    assert page.filters.category.ids == ids
    assert page.filters.category.name == names
    with closing(open_store(page.context.store.path, read_only=True)) as store:
        first, second = (
            set(store.grid.ids(GridQuery(categories=frozenset({number})))) for number in ids
        )
    assert first
    assert second
    assert set(page.model.ids) == first | second


def spoken(driver: Driver, name: str) -> str:
    return str(entry(driver, name).data(0, Qt.ItemDataRole.AccessibleTextRole))


def test_a_view_that_is_altered_says_so_and_can_be_kept_or_left(
    driver: Driver, page: ProductsPage
) -> None:
    tree, views = driver.find(QTreeWidget, "navTree"), page.context.views
    page.set_filters(Filters(on_sale=True))
    settle(driver, page)
    save(driver, page, "Akciós")
    driver.bot.waitUntil(lambda: views.opened is not None)
    assert tree.currentItem() is entry(driver, "Akciós"), "what is shown is the saved view"
    plain = spoken(driver, "Akciós")
    page.search.setText("cipő")
    assert tree.currentItem() is entry(driver, "Akciós")
    assert spoken(driver, "Akciós") != plain
    page.search.clear()
    assert spoken(driver, "Akciós") == plain
    header = page.grid.horizontalHeader()
    header.setSortIndicator(Column.GROSS, Qt.SortOrder.DescendingOrder)
    assert spoken(driver, "Akciós") != plain
    driver.click("saveViewChanges")
    driver.bot.waitUntil(lambda: [v.descending for v in views] == [True])
    driver.bot.waitUntil(lambda: spoken(driver, "Akciós") == plain)
    assert not driver.shown(QPushButton, "saveViewChanges")
    page.set_filters(Filters(uncategorised=True))
    click(driver, "Akciós")
    settle(driver, page)
    assert (page.filters, spoken(driver, "Akciós")) == (Filters(on_sale=True), plain)
    click(driver, translate("Products"))
    assert tree.currentItem() is entry(driver, translate("Products"))
    settle(driver, page)
    assert (page.filters, page.search.text()) == (Filters(), "")
    assert len(page.model.ids) == PRODUCTS
    assert not page.model.query.descending, "the order was the view's"
    page.search.setText("cipő")
    driver.page("pageGeneral")
    click(driver, translate("Products"))
    assert page.search.text() == "cipő", "what was typed by hand stays while another page is shown"


def test_another_list_is_no_altered_view(driver: Driver, page: ProductsPage) -> None:
    tree = driver.find(QTreeWidget, "navTree")
    page.set_filters(Filters(on_sale=True))
    save(driver, page, "Akciós")
    driver.bot.waitUntil(lambda: tree.currentItem() is entry(driver, "Akciós"))
    driver.page("pageGeneral")
    driver.page("pageProducts")
    assert tree.currentItem() is entry(driver, "Akciós"), "its list is shown as it was"
    page.set_filters(Filters())
    assert tree.currentItem() is entry(driver, translate("Products"))
    click(driver, "Akciós")
    driver.page("pageGeneral")
    page.context.requests.open_for(ListPurpose(skipped_or_failed=True))
    assert tree.currentItem() is entry(driver, translate("Products"))
    click(driver, "Akciós")
    views = page.context.views
    (view,) = views
    views.remove(view.id)
    driver.bot.waitUntil(lambda: not list(views))
    assert tree.currentItem() is entry(driver, translate("Products"))
    assert views.opened is None


def test_a_name_with_spaces_between_is_known_as_it_is_kept(
    driver: Driver, page: ProductsPage
) -> None:
    save(driver, page, "nagy  akcio")
    settle(driver, page)
    driver.bot.waitUntil(lambda: len(list(page.context.views)) == 1)
    known = page.context.views.named("nagy  akcio ")
    assert known is not None
    assert known.name == "nagy akcio"
