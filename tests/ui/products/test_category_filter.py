"""The filter of the products page by a category: its tree, its search, what it brings along."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
)

from shopsync_gui.core.strings.folding import fold
from shopsync_gui.core.text import translate
from shopsync_gui.store.lists.overview import CategoryCount
from shopsync_gui.store.search.filters import CategoryChoice, Filters
from shopsync_gui.ui.shell.main_window import MainWindow
from tests.ui.past import connect
from tests.ui.products_page import ProductsDriver, reading, writing


def children_of(item: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    return [child for index in range(item.childCount()) if (child := item.child(index))]


def items_of(tree: QTreeWidget) -> Iterator[QTreeWidgetItem]:
    waiting = children_of(tree.invisibleRootItem())
    while waiting:
        yield (item := waiting.pop())
        waiting += children_of(item)


def open_categories(driver: ProductsDriver) -> tuple[QDialog, QTreeWidget]:
    driver.filter("filter_category")
    dialog = driver.wait_for(QDialog, "categoryDialog")
    tree = driver.find(QTreeWidget, "categoryTree", dialog)
    driver.bot.waitUntil(lambda: tree.topLevelItemCount() > 0)
    return dialog, tree


def categories(window: MainWindow) -> dict[int, CategoryCount]:
    with reading(window) as store:
        return {category.id: category for category in store.overview.categories()}


def test_the_tree_holds_every_category_under_its_parent_with_its_number(
    driver: ProductsDriver, window: MainWindow
) -> None:
    dialog, tree = open_categories(driver)
    known = categories(window)
    held = {item.data(0, Qt.ItemDataRole.UserRole): item for item in items_of(tree)}
    assert held.keys() == known.keys()
    for number, item in held.items():
        category, above = known[number], item.parent()
        assert item.text(0) == category.name
        assert item.text(1) == str(category.products)
        assert item.font(0).strikeOut() is not category.enabled
        parent = None if above is None else above.data(0, Qt.ItemDataRole.UserRole)
        assert parent == category.parent
    assert any(not category.enabled for category in known.values())
    dialog.reject()


def test_a_category_brings_those_below_it_along(driver: ProductsDriver, window: MainWindow) -> None:
    dialog, tree = open_categories(driver)
    ok = driver.find(QPushButton, "filterApplyButton", dialog)
    assert not ok.isEnabled()
    item = next(item for item in items_of(tree) if item.childCount())
    tree.setCurrentItem(item)
    assert ok.isEnabled()
    number = item.data(0, Qt.ItemDataRole.UserRole)
    name = categories(window)[number].label
    told = item.text(1)
    driver.apply(dialog)
    known = categories(window)
    ids = {number}
    while more := {c.id for c in known.values() if c.parent in ids} - ids:
        ids |= more
    found = driver.lists(Filters(category=CategoryChoice(name, frozenset(ids))))
    assert driver.chips() == [translate("Category: {name}").format(name=name)]
    names = {known[product_id].name for product_id in ids}
    assert found
    assert all(names & {category for category, _enabled in row.categories} for row in found)
    assert told == str(len(found))


def test_a_category_is_searched_and_chosen_by_a_double_click(
    driver: ProductsDriver, window: MainWindow
) -> None:
    dialog, tree = open_categories(driver)
    wanted = max(categories(window).values(), key=lambda category: category.products)
    driver.type("categorySearch", fold(wanted.name))
    shown = [item for item in items_of(tree) if not item.isHidden()]
    assert len(shown) < len(categories(window))
    for item in shown:
        names = [item.text(0), *(child.text(0) for child in children_of(item))]
        assert any(fold(wanted.name) in fold(name) for name in names)
    driver.find(QLineEdit, "categorySearch", dialog).clear()
    assert not any(item.isHidden() for item in items_of(tree))
    item = next(i for i in items_of(tree) if i.data(0, Qt.ItemDataRole.UserRole) == wanted.id)
    tree.scrollToItem(item)
    position = tree.visualItemRect(item).center()
    driver.bot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=position)
    driver.bot.mouseDClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=position)
    driver.bot.waitUntil(lambda: not driver.shown(QDialog, "categoryDialog"))
    driver.settle()
    assert driver.chips() == [translate("Category: {name}").format(name=wanted.label)]
    assert driver.count() == wanted.products


def test_a_double_click_on_a_shop_folds_it_and_filters_nothing(
    driver: ProductsDriver, window: MainWindow
) -> None:
    with writing(window) as store:
        other = connect(store, "masik")
    window.context.connections.reload()
    try:
        driver.bot.waitUntil(lambda: len(window.context.connections) == 2)
        dialog, tree = open_categories(driver)
        shop = tree.topLevelItem(0)
        assert shop is not None
        position = tree.visualItemRect(shop).center()
        driver.bot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=position)
        driver.bot.mouseDClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=position)
        assert driver.shown(QDialog, "categoryDialog")
        assert driver.chips() == []
        dialog.reject()
    finally:
        with writing(window) as store:
            store.removals.remove(other.id)
        window.context.connections.reload()
        driver.bot.waitUntil(lambda: len(window.context.connections) == 1)
