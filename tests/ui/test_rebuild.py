"""Another language or look in the middle of things: everything is built anew, nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from shopsync_gui.core.text import translate
from shopsync_gui.store.search.filters import Filters
from shopsync_gui.store.search.query import GridSort
from shopsync_gui.sync.outputs.export import Export
from shopsync_gui.system.paths import database_file
from shopsync_gui.ui.products.products_page import ProductsPage
from shopsync_gui.ui.products.rows.columns import Column
from shopsync_gui.ui.settings.data_card import DataCard
from shopsync_gui.ui.shell.pages import PAGES
from tests.catalogues import fill
from tests.ui.conftest import OpenSandbox
from tests.ui.driver import Driver


@pytest.fixture
def filled(qtbot: QtBot, shopsync_home: Path) -> Driver:
    """The window on the page of 600 products."""
    shopsync_home.mkdir(parents=True, exist_ok=True)
    fill(database_file(shopsync_home), 600)
    driver = Driver(qtbot)
    driver.open()
    driver.page("pageProducts")
    settle(driver)
    return driver


def settle(driver: Driver) -> ProductsPage:
    """Wait until the list is there; the page."""
    page = driver.find(ProductsPage, "pageProducts")
    model = page.model
    driver.bot.waitUntil(lambda: model.complete and not model.busy)
    return page


def choose(driver: Driver, key: str, value: str) -> None:
    """Choose another language or look."""
    driver.window.context.settings.set(key, value)


def test_the_products_page_stays_where_it_was(filled: Driver) -> None:
    window, page = filled.window, filled.find(ProductsPage, "pageProducts")
    page.set_filters(Filters(on_sale=True))
    filled.type("productSearch", "a")
    page.grid.horizontalHeader().setSortIndicator(Column.NET, Qt.SortOrder.DescendingOrder)
    page = settle(filled)
    assert len(page.model.ids) > 12
    row = len(page.model.ids) - 3
    page.grid.select_rows([row, row - 2])
    filled.bot.keyClick(page.grid, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    count = filled.text("selectionCount")
    page.grid.scrollTo(page.model.index(row, 0))
    ids, chosen = list(page.model.ids), page.grid.kept_products()
    top = page.model.product_id(page.grid.rowAt(0))
    search = filled.find(QLineEdit, "productSearch")
    search.setFocus()
    for key, value in (("ui.language", "en"), ("ui.theme", "dark"), ("ui.language", "hu")):
        choose(filled, key, value)
        again = settle(filled)
        assert again is not page
        assert filled.window is window
        assert list(again.model.ids) == ids
        assert filled.find(QLineEdit, "productSearch").text() == "a"
        assert filled.find(QLineEdit, "productSearch").placeholderText() == translate(
            "Search by name, SKU or category"
        )
        assert again.filters == Filters(on_sale=True)
        assert again.model.query.sort is GridSort.NET
        assert again.grid.horizontalHeader().sortIndicatorSection() == Column.NET
        assert again.grid.kept_products() == chosen
        filled.wait_for(QLabel, "selectionCount")
        assert filled.text("selectionCount").split()[0] == count.split()[0]
        assert again.model.product_id(again.grid.rowAt(0)) == top
        assert window.focusWidget() is filled.find(QLineEdit, "productSearch")
    filled.close()


def test_the_view_of_changes_and_an_export_go_on(filled: Driver, tmp_path: Path) -> None:
    filled.click("productChanges")
    page = filled.find(ProductsPage, "pageProducts")
    filled.bot.waitUntil(lambda: page.filters.changed_since is not None)
    period = filled.find(QComboBox, "changesPeriod")
    period.setCurrentIndex(1)
    period.activated.emit(1)
    filters = page.filters
    path = tmp_path / "products.csv"
    page.list_actions.bar.start(Export(path, page.model.query))
    choose(filled, "ui.language", "hu")
    assert filled.find(QComboBox, "changesPeriod").currentIndex() == 1
    assert filled.find(QPushButton, "productChanges").isChecked()
    assert filled.find(ProductsPage, "pageProducts").filters == filters
    filled.bot.waitUntil(lambda: str(path) in filled.text("exportText"))
    filled.close()


def test_a_running_sync_is_shown_by_the_new_card(driver: Driver, open_sandbox: OpenSandbox) -> None:
    sandbox = open_sandbox(products=5)
    driver.have_shop(sandbox.endpoints)
    jobs = driver.window.context.jobs
    with sandbox.held():
        driver.consent()
        driver.bot.waitUntil(lambda: jobs.busy and driver.state() == "running")
        job, card = jobs.current, driver.card
        driver.page("pageProducts")
        driver.type("productSearch", "c")
        choose(driver, "ui.language", "en")
        assert driver.window.current_page() == "pageProducts"
        assert driver.find(QLineEdit, "productSearch").text() == "c"
        driver.page("pageConnections")
        assert driver.card is not card
        assert jobs.current == job
        assert driver.state() == "running"
        assert driver.find(QProgressBar, "progressBar").isVisible()
    driver.wait_end()
    assert driver.find(QLabel, "statusIcon").property("state") == "done"


def test_settings_stay_scrolled_and_keep_the_focus(driver: Driver) -> None:
    driver.window.resize(900, 560)
    driver.page("pageGeneral")
    language = driver.find(QComboBox, "setting:ui.language")
    language.setFocus()
    area = driver.find(QScrollArea, "settingsArea")
    area.verticalScrollBar().setValue(120)
    driver.page("pageRuns")
    driver.page("pageGeneral")
    language.setFocus()
    language.setCurrentIndex(language.findData("en"))
    language.activated.emit(language.currentIndex())
    again = driver.find(QComboBox, "setting:ui.language")
    assert again is not language
    assert again.currentData() == "en"
    assert driver.window.focusWidget() is again  # on X11 the window may not be active yet
    driver.bot.waitUntil(
        lambda: driver.find(QScrollArea, "settingsArea").verticalScrollBar().value() == 120
    )
    assert driver.find(QWidget, "pageGeneral").isVisible()


def test_what_a_backup_and_a_test_came_to_is_told_in_the_new_language(
    driver: Driver, open_sandbox: OpenSandbox, tmp_path: Path
) -> None:
    driver.have_shop(open_sandbox(products=5).endpoints)
    driver.click("consentCancelButton")
    driver.menu("actionTestConnection")
    driver.wait_for(QLabel, "noteTitle")
    driver.page("pageGeneral")
    target = tmp_path / "backup.db"
    driver.window.findChildren(DataCard)[0].back_up(target)
    choose(driver, "ui.language", "en")  # before either has ended
    driver.bot.waitUntil(lambda: str(target) in driver.text("dataResult"))
    driver.page("pageConnections")
    connected = translate("Both sides answer")
    driver.bot.waitUntil(
        lambda: connected in [label.text() for label in driver.card.findChildren(QLabel)]
    )


def test_what_was_typed_to_join_a_team_stays(driver: Driver) -> None:
    driver.page("pageTeam")
    address = driver.find(QLineEdit, "teamAddress")
    driver.type("teamAddress", "postgresql://db.example.com/bolt")
    driver.type("teamPassword", "titok")
    driver.find(QCheckBox, "teamViewer").setChecked(True)
    choose(driver, "ui.theme", "dark")
    assert driver.find(QLineEdit, "teamAddress") is not address
    assert driver.find(QLineEdit, "teamAddress").text() == "postgresql://db.example.com/bolt"
    assert driver.find(QLineEdit, "teamPassword").text() == "titok"
    assert driver.find(QCheckBox, "teamViewer").isChecked()


class ShownWindows(QObject):
    """The widgets that become windows of their own while this filter is at work."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(f"{type(watched).__name__} {watched.objectName()}")
        return False


def test_no_other_window_is_seen_while_everything_is_built_anew(filled: Driver) -> None:
    filled.find(ProductsPage, "pageProducts").details_switch.choose(True)
    for name in PAGES:
        filled.page(name)
    shown = ShownWindows()
    app = QApplication.instance()
    assert app is not None
    app.installEventFilter(shown)
    try:
        filled.page("pageProducts")
        choose(filled, "ui.language", "en")
        choose(filled, "ui.theme", "dark")
    finally:
        app.removeEventFilter(shown)
    assert shown.seen == []
    filled.close()
