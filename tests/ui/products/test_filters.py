"""Filters of the products page: menu, chips, what is remembered, what an empty list says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt, QTimer
from PySide6.QtGui import QAction, QCursor
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QMenu,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.products.labels import PRODUCT_STATES, reason_label
from shopsync_gui.core.products.numbers import SKIPPED, parts_label
from shopsync_gui.core.text import translate
from shopsync_gui.store import open_store
from shopsync_gui.store.lists.grid_row import GridRow
from shopsync_gui.store.search.filters import Filters, recalled
from shopsync_gui.system.paths import database_file
from shopsync_gui.ui.kit.menu import Menu
from shopsync_gui.ui.products.bar.filters import SWITCHES
from shopsync_gui.ui.products.empty_state import EmptyState
from shopsync_gui.ui.products.rows.columns import Column
from shopsync_gui.ui.shell.main_window import MainWindow
from tests.catalogues import fill
from tests.ui.driver import Driver
from tests.ui.past import connect
from tests.ui.products_page import ProductsDriver, writing
from tests.ui.program import settle

MEETS: dict[str, Callable[[GridRow], bool]] = {
    "uncategorised": lambda row: not row.categories,
    "only_disabled_categories": lambda row: (
        bool(row.categories) and not any(enabled for _name, enabled in row.categories)
    ),
    "skipped_or_failed": lambda row: row.reason is not None or row.failure is not None,
    "differs": lambda _row: False,
    "kept_differently": lambda _row: False,
    "on_sale": lambda row: row.on_sale,
    "in_stock": lambda row: row.stock is not None and row.stock > 0,
    "sold_out": lambda row: row.stock is not None and row.stock <= 0,
}


# --- the menu -------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", list(ProductState))
def test_a_state_narrows_the_list(
    driver: ProductsDriver, everything: list[GridRow], state: ProductState
) -> None:
    driver.filter(f"filter_{state.value}")
    found = driver.lists(Filters(states=frozenset({state})))
    assert found == [row for row in everything if row.state is state]
    (chip,) = driver.chips()
    assert chip == translate("State: {name}").format(name=translate(PRODUCT_STATES[state]))
    driver.remove_chip(chip)
    assert driver.chips() == []
    assert driver.lists(Filters()) == everything


@pytest.mark.parametrize("name", SWITCHES)
def test_a_switch_narrows_the_list(
    driver: ProductsDriver, everything: list[GridRow], name: str
) -> None:
    driver.filter(f"filter_{name}")
    found = driver.lists(Filters().switched(name, True))
    assert found == [row for row in everything if MEETS[name](row)]
    assert len(driver.chips()) == 1
    driver.filter(f"filter_{name}")
    assert driver.chips() == []
    assert driver.lists(Filters()) == everything


def test_what_was_skipped_says_why_in_the_list(driver: ProductsDriver) -> None:
    grid = driver.products.grid
    before = grid.sizeHintForColumn(Column.STATE)
    driver.filter("filter_skipped_or_failed")
    driver.settle()
    rows = driver.lists(Filters(skipped_or_failed=True))
    why = reason_label(next(row.reason for row in rows if row.reason))
    hints = [
        str(grid.model().index(row, Column.STATE).data(Qt.ItemDataRole.ToolTipRole))
        for row in range(len(rows))
    ]
    assert any(why in hint for hint in hints)
    assert grid.sizeHintForColumn(Column.STATE) > before, "the cells say more"
    assert grid.columnWidth(Column.STATE) >= grid.sizeHintForColumn(Column.STATE)
    driver.filter("filter_skipped_or_failed")
    driver.settle()
    assert grid.sizeHintForColumn(Column.STATE) == before


def state_chip(name: str) -> str:
    """The words of the chip of a state."""
    return translate("State: {name}").format(name=translate(name))


def test_the_menu_stays_open_for_several_and_each_chip_takes_only_its_own(
    driver: ProductsDriver, everything: list[GridRow]
) -> None:
    driver.filter("filter_active", "filter_disabled", "filter_uncategorised")
    both = frozenset({ProductState.ACTIVE, ProductState.DISABLED})
    driver.lists(Filters(states=both, uncategorised=True))
    uncategorised = translate("Uncategorised")
    assert driver.chips() == [state_chip("Active"), state_chip("Disabled"), uncategorised]
    driver.remove_chip(state_chip("Active"))
    driver.lists(Filters(states=both - {ProductState.ACTIVE}, uncategorised=True))
    assert driver.chips() == [state_chip("Disabled"), uncategorised]
    driver.remove_chip(uncategorised)
    disabled = driver.lists(Filters(states=both - {ProductState.ACTIVE}))
    assert disabled == [row for row in everything if row.state is ProductState.DISABLED]
    driver.remove_chip(state_chip("Disabled"))
    assert driver.count() == len(everything)


def test_boxes_in_the_menu_are_ticked_with_the_space_bar(driver: ProductsDriver) -> None:
    menu = driver.find(QPushButton, "productFilter").menu()
    assert isinstance(menu, QMenu)
    menu.popup(driver.window.mapToGlobal(QPoint(80, 80)))
    for state in (ProductState.ACTIVE, ProductState.DISABLED):
        driver.bot.keyClick(menu, Qt.Key.Key_Down)
        driver.bot.keyClick(menu, Qt.Key.Key_Space)
        assert menu.isVisible()
        assert state in driver.products.filters.states
    driver.bot.keyClick(menu, Qt.Key.Key_Space)
    assert driver.products.filters.states == {ProductState.ACTIVE}
    driver.bot.keyClick(menu, Qt.Key.Key_Escape)
    assert not menu.isVisible()
    driver.products.set_filters(Filters())


def test_filters_and_a_search_narrow_together(
    driver: ProductsDriver, everything: list[GridRow]
) -> None:
    word = everything[10].name.split()[0]
    driver.search(word)
    searched = driver.lists(Filters(), word)
    assert 0 < len(searched) < len(everything)
    driver.filter("filter_active", "filter_on_sale")
    wanted = Filters(states=frozenset({ProductState.ACTIVE}), on_sale=True)
    found = driver.lists(wanted, word)
    assert found == [r for r in searched if r.on_sale and r.state is ProductState.ACTIVE]
    driver.find(QLineEdit, "productSearch").clear()
    assert {row.id for row in driver.lists(wanted)} > {row.id for row in found}


# --- nothing fits ---------------------------------------------------------------------------------


def test_an_empty_list_names_the_search_and_the_filters_and_clears_one_after_the_other(
    driver: ProductsDriver, everything: list[GridRow]
) -> None:
    driver.search("nincs ilyen termék")
    driver.filter("filter_gone", "filter_uncategorised")
    driver.settle()
    assert driver.count() == 0
    assert driver.text("productEmptyTitle") == translate("No product matches")
    said = driver.text("productEmptyText")
    for words in ("nincs ilyen termék", *driver.chips()):
        assert words in said
    assert driver.find(QPushButton, "productEmptyButton").text() == translate("Clear the filters")
    driver.click("productEmptyButton")
    driver.settle()
    assert driver.chips() == []
    assert driver.find(QLineEdit, "productSearch").text() == "nincs ilyen termék"
    assert "nincs ilyen termék" in driver.text("productEmptyText")
    assert driver.find(QPushButton, "productEmptyButton").text() == translate("Clear the search")
    driver.click("productEmptyButton")
    driver.settle()
    assert not driver.shown(QFrame, "productEmpty")
    assert driver.count() == len(everything)


def test_a_filter_that_ends_with_a_dot_ends_the_sentence(driver: ProductsDriver) -> None:
    empty = EmptyState(driver.window.context)
    empty.show_nothing_found("", Filters(changed_in_run=10))
    assert empty.text.text().endswith("10.")
    assert not empty.text.text().endswith("..")


def test_filters_alone_leave_nothing(driver: ProductsDriver, everything: list[GridRow]) -> None:
    driver.filter("filter_from_order", "filter_on_sale")
    driver.settle()
    assert all(words in driver.text("productEmptyText") for words in driver.chips())
    assert "„" not in driver.text("productEmptyText")  # nothing is searched, so nothing is quoted
    driver.click("productEmptyButton")
    driver.settle()
    assert driver.count() == len(everything)


def test_what_is_sold_out_is_not_in_stock(
    driver: ProductsDriver, everything: list[GridRow]
) -> None:
    driver.filter("filter_in_stock", "filter_sold_out")
    found = driver.lists(Filters(sold_out=True))
    assert found == [row for row in everything if MEETS["sold_out"](row)]
    assert found
    assert driver.chips() == [translate("Sold out")]
    ticked = {
        action.objectName() for action in driver.window.findChildren(QAction) if action.isChecked()
    }
    assert "filter_sold_out" in ticked
    assert "filter_in_stock" not in ticked


def test_the_changes_of_a_run_are_not_asked_for_after_its_shop_has_gone(
    driver: ProductsDriver, window: MainWindow
) -> None:
    connections = window.context.connections
    with writing(window) as store:
        other = connect(store, "masik")
    connections.reload()
    driver.bot.waitUntil(lambda: len(connections) == 2)
    driver.products.set_filters(Filters(changed_in_run=7, connection_id=other.id, on_sale=True))
    with writing(window) as store:
        store.removals.remove(other.id)
    connections.reload()
    driver.bot.waitUntil(lambda: len(connections) == 1)
    assert driver.products.filters == Filters(on_sale=True)
    assert driver.chips() == [translate("On sale")]


# --- the next start -------------------------------------------------------------------------------


def test_filters_are_there_again_at_the_next_start(qtbot: QtBot, shopsync_home: Path) -> None:
    shopsync_home.mkdir(parents=True)
    fill(database_file(shopsync_home), 90)
    store = open_store(database_file(shopsync_home))
    store.settings.set("ui.language", "hu")
    store.close()
    first = Driver(qtbot)
    hands = ProductsDriver(qtbot, first.open())
    hands.filter("filter_active", "filter_on_sale")
    wanted = Filters(states=frozenset({ProductState.ACTIVE}), on_sale=True)
    found = hands.lists(wanted)
    assert 0 < len(found) < 90
    first.close()
    second = Driver(qtbot)
    window = second.open()
    second.page("pageProducts")
    second.bot.waitUntil(lambda: second.text("productCount").startswith(f"{len(found)} "))
    chips = [c for c in window.findChildren(QPushButton, "filterChip") if c.isVisible()]
    assert [chip.text() for chip in chips] == [
        state_chip("Active"),
        translate("On sale"),
    ]
    second.close()


def test_each_choice_is_written_down(driver: ProductsDriver, window: MainWindow) -> None:
    driver.filter("filter_disabled")
    memory = QSettings(str(window.context.home / "window.ini"), QSettings.Format.IniFormat)
    wanted = Filters(states=frozenset({ProductState.DISABLED}))
    assert recalled(memory.value("products/filters")) == wanted
    driver.remove_chip(state_chip("Disabled"))
    memory.sync()
    assert recalled(memory.value("products/filters")) == Filters()


def test_what_is_searched_after_a_copy_has_no_sum_of_the_whole_list(
    driver: ProductsDriver,
) -> None:
    sum_of_all = translate("{n} in the shop").removeprefix("{n}")
    driver.bot.waitUntil(lambda: sum_of_all in driver.text("productCount"))
    driver.products.grid.copied.emit(1)
    driver.search("a")
    said = driver.products.count.findChildren(QTimer)
    driver.bot.waitUntil(lambda: not any(timer.isActive() for timer in said))
    settle(driver.window)
    assert sum_of_all not in driver.text("productCount")


def test_a_box_below_the_pointer_is_not_ticked_by_the_click_that_opens(
    driver: ProductsDriver,
) -> None:
    menu = driver.find(QPushButton, "productFilter").menu()
    assert isinstance(menu, Menu)
    place = driver.window.mapToGlobal(QPoint(80, 80))
    menu.popup(place)
    box = menu.findChild(QAction, "filter_active")
    assert box is not None
    QCursor.setPos(menu.mapToGlobal(menu.actionGeometry(box).center()))
    menu.close()
    menu.popup(place)
    box = menu.findChild(QAction, "filter_active")
    assert box is not None
    driver.bot.mouseRelease(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(box).center())
    assert not driver.products.filters.states
    driver.bot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(box).center())
    assert driver.products.filters.states
    menu.close()


def test_products_that_all_have_a_reason_are_one_chip(driver: ProductsDriver) -> None:
    driver.products.set_filters(Filters(parts=SKIPPED, skipped_or_failed=True))
    driver.settle()
    assert driver.chips() == [parts_label(SKIPPED)]
    driver.remove_chip(parts_label(SKIPPED))
    assert driver.products.filters == Filters()


def test_the_tab_key_comes_to_the_chips_before_the_list(driver: ProductsDriver) -> None:
    driver.products.set_filters(Filters(states=frozenset({ProductState.ACTIVE})))
    driver.settle()
    page = driver.products
    seen: list[QWidget] = []
    widget: QWidget = page.search
    while widget is not page.grid and widget not in seen:
        seen.append(widget)
        following = widget.nextInFocusChain()
        assert following is not None
        widget = following
    assert widget is page.grid
    names = [one.objectName() for one in seen]
    assert names.index("productFilter") < names.index("filterChip")
