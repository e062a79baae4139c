"""Everything can be reached, seen and named without a mouse."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAction, QContextMenuEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLineEdit,
    QMenu,
    QPushButton,
    QTableView,
)

from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.store import Store
from shopsync_gui.store.search.query import GridSort
from shopsync_gui.ui.kit.rows_model import RowsModel, TableColumn
from shopsync_gui.ui.kit.scrolling import ColumnArea
from shopsync_gui.ui.kit.tables import table
from shopsync_gui.ui.products.grid.grid import ProductGrid
from shopsync_gui.ui.products.rows.columns import Column
from shopsync_gui.ui.shell.pages import PAGES, SECTIONS
from tests.ui.conftest import OpenSandbox
from tests.ui.driver import Driver
from tests.ui.past import connect, ran
from tests.ui.program import program, settle, sync_shop


def test_tab_goes_through_each_page_as_it_is_seen_and_ends_at_the_help(
    qapp: QApplication, open_sandbox: OpenSandbox
) -> None:
    with program(open_sandbox(products=20).endpoints) as window:
        sync_shop(window)
        window.activateWindow()
        stops: dict[str, list[str]] = {}
        for page in ("pageProducts", "pageAccount", "pageOverview", "pageTeam", "pageGeneral"):
            window.open_page(page)
            settle(window)
            window.frame.tree.setFocus(Qt.FocusReason.TabFocusReason)
            stops[page] = []
            while len(stops[page]) < 60:
                focused = QApplication.focusWidget()
                assert focused is not None
                QTest.keyClick(focused, Qt.Key.Key_Tab)
                focused = QApplication.focusWidget()
                assert focused is not None
                if focused is window.frame.tree:
                    break
                stops[page].append(focused.objectName())
            assert stops[page][-1] == "openGuide"
            assert len(stops[page]) > 3
        account = stops["pageAccount"]
        assert account.index("accountEditButton") < account.index("setting:sync.account_edits")


def test_what_is_tabbed_into_out_of_sight_is_scrolled_to(driver: Driver) -> None:
    window = driver.window
    window.resize(1000, 640)
    window.activateWindow()
    page = window.open_page("pageGeneral")
    settle(window)
    (area,) = page.findChildren(ColumnArea)
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    window.frame.tree.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(window.frame.tree, Qt.Key.Key_Tab)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert area.isAncestorOf(focused)
    assert not focused.visibleRegion().isEmpty()


def frame_seen(view: QTableView | ColumnArea) -> bool:
    """Whether the focus makes a visible difference."""

    def picture() -> QImage:
        QApplication.processEvents()
        return view.grab().toImage()

    view.setFocus(Qt.FocusReason.TabFocusReason)
    with_focus = picture()
    view.clearFocus()
    return with_focus != picture()


def test_the_focus_can_be_seen_in_both_looks(qapp: QApplication, open_sandbox: OpenSandbox) -> None:
    with program(open_sandbox(products=20).endpoints) as window:
        sync_shop(window)
        window.activateWindow()
        for theme in ("light", "dark"):
            window.context.settings.set("ui.theme", theme)
            for page, name in (("pageProducts", "productGrid"), ("pageRuns", "runList")):
                window.open_page(page)
                settle(window)
                view = window.findChild(QTableView, name)
                assert view is not None
                view.selectRow(0)
                assert frame_seen(view), (theme, name)
            before = window.frame.tree.grab().toImage()
            window.frame.tree.setFocus(Qt.FocusReason.TabFocusReason)
            assert window.frame.tree.grab().toImage() != before


def test_the_focus_can_be_seen_where_there_is_nothing_but_to_scroll(
    driver: Driver, store: Store
) -> None:
    shop = connect(store)
    ran(store, shop, JobKind.SYNC, RunState.DONE, verified=True)
    store.close()
    driver.window.activateWindow()
    driver.window.context.connections.reload()
    page = driver.window.open_page("pageRuns")
    settle(driver.window)
    takes = Qt.FocusPolicy.TabFocus
    (area,) = (a for a in page.findChildren(ColumnArea) if a.focusPolicy() & takes == takes)
    driver.bot.waitUntil(area.isVisible)
    assert frame_seen(area)


def test_the_focus_can_be_seen_in_an_empty_table(driver: Driver) -> None:
    theme = driver.window.context.theme
    column = TableColumn("Name", str)
    view = table(RowsModel([column], theme, theme), [column], "empty", stretch=0)
    driver.bot.addWidget(view)
    view.show()
    view.activateWindow()
    driver.bot.waitUntil(view.isActiveWindow)
    assert frame_seen(view)


def test_order_and_columns_by_the_keyboard(driver: Driver, open_sandbox: OpenSandbox) -> None:
    driver.have_synced(open_sandbox(products=20).endpoints)
    driver.page("pageProducts")
    grid = driver.wait_for(ProductGrid, "productGrid")
    driver.bot.waitUntil(lambda: grid.current_product() is not None)

    def is_read() -> bool:
        row = grid.currentIndex().row()
        return row >= 0 and grid.products.row_texts(row) is not None

    def choose(name: str) -> None:
        driver.bot.waitUntil(is_read)
        reason = QContextMenuEvent.Reason.Keyboard
        position = grid.rect().center()
        QApplication.sendEvent(
            grid.viewport(), QContextMenuEvent(reason, position, grid.mapToGlobal(position))
        )
        menu = driver.wait_for(QMenu, "productMenu")
        action = menu.findChild(QAction, name)
        assert action is not None
        action.trigger()
        menu.close()
        driver.bot.waitUntil(lambda: not driver.shown(QMenu, "productMenu"))

    choose("sort_gross")
    choose("sort_descending")
    driver.bot.waitUntil(lambda: grid.products.query.descending)
    header = grid.horizontalHeader()
    assert header.sortIndicatorSection() == Column.GROSS
    assert header.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder
    choose("sort_discount")
    driver.bot.waitUntil(lambda: grid.products.query.sort is GridSort.DISCOUNT)
    choose("column_net")
    driver.bot.waitUntil(lambda: grid.isColumnHidden(Column.NET))
    choose("column_sku")
    driver.bot.waitUntil(lambda: not grid.isColumnHidden(Column.SKU))


def test_the_focus_stays_with_the_button_of_the_test(driver: Driver) -> None:
    driver.click("addConnectionButton")
    dialog = driver.wait_for(QDialog, "connectionDialog")
    driver.click("addressesButton")
    for field in dialog.findChildren(QLineEdit):
        nobody = field.objectName().endswith("UrlField")
        field.setText("http://127.0.0.1:9" if nobody else "bemutato")
    test = driver.find(QPushButton, "testButton")
    test.setFocus()
    test.click()
    assert not test.isEnabled()
    assert dialog.focusWidget() is dialog
    driver.bot.waitUntil(test.isEnabled)
    assert dialog.focusWidget() is test


def test_what_was_started_has_the_focus_on_its_card(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    driver.have_shop(open_sandbox(products=20).endpoints)
    with driver.begins():
        driver.consent()
    assert driver.card.isAncestorOf(driver.window.focusWidget())
    driver.wait_end()
    assert driver.card.isAncestorOf(driver.window.focusWidget())
    for action in ("actionVerify", "actionTestConnection"):
        driver.find(QPushButton, "addConnectionButton").setFocus()
        driver.menu(action)
        assert driver.card.isAncestorOf(driver.window.focusWidget()), action
        driver.bot.waitUntil(lambda: not driver.window.context.jobs.busy)


def test_headings_of_the_tree_cannot_be_opened(qapp: QApplication) -> None:
    with program() as window:
        window.show()
        settle(window)
        tree = window.frame.tree
        headings = [
            item
            for number in range(tree.topLevelItemCount())
            if (item := tree.topLevelItem(number)) is not None and item not in tree.entries.values()
        ]
        assert len(headings) == sum(bool(path()) for path, _entries in SECTIONS)
        before = window.current_page()
        for heading in headings:
            where = tree.visualItemRect(heading).center()
            QTest.mouseClick(
                tree.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where
            )
            assert window.current_page() == before
            assert tree.currentItem() is tree.entries[before]


def test_keys_go_from_page_to_page_past_the_headings(qapp: QApplication) -> None:
    with program() as window:
        window.show()
        settle(window)
        tree, names = window.frame.tree, list(PAGES)
        tree.setFocus(Qt.FocusReason.TabFocusReason)
        moves = {
            Qt.Key.Key_Home: [names[0]],
            Qt.Key.Key_Down: [*names[1:], names[-1]],
            Qt.Key.Key_Up: [*reversed(names[:-1]), names[0]],
            Qt.Key.Key_End: [names[-1]],
        }
        for key, pages in moves.items():
            for page in pages:
                QTest.keyClick(tree, key)
                assert window.current_page() == page
                assert window.frame.pages.currentWidget() is window.frame.pages.page(page)
        for key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Left, *"SMBH"):
            QTest.keyClick(tree, key)
            assert window.current_page() in names


def test_screen_readers_read_the_headings(qapp: QApplication) -> None:
    with program() as window:
        window.show()
        reader = QAccessible.queryAccessibleInterface(window.frame.tree)
        children = [reader.child(number) for number in range(reader.childCount())]
        spoken = [child.text(QAccessible.Text.Name) for child in children]
        for path, _entries in SECTIONS:
            if path():
                assert " › ".join(path()).upper() in spoken
