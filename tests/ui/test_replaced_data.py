"""A backup restored by another program under an open window: ids mean other rows, nothing stays chosen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QComboBox, QWidget
from pytestqt.qtbot import QtBot

from shopsync_gui.store import open_store
from shopsync_gui.store.search.filters import Filters
from shopsync_gui.system.paths import database_file
from shopsync_gui.ui.newsletter.newsletter_page import NewsletterPage
from shopsync_gui.ui.products.products_page import ProductsPage
from shopsync_gui.ui.products.sku_check_dialog import SkuCheckDialog
from tests.catalogues import fill
from tests.ui.driver import Driver
from tests.ui.list_views import wait_list


@pytest.fixture
def driver(qtbot: QtBot, shopsync_home: Path) -> Iterator[Driver]:
    """The window with 40 products of two shops."""
    shopsync_home.mkdir(parents=True, exist_ok=True)
    fill(database_file(shopsync_home), 40, shops=2)
    driver = Driver(qtbot)
    driver.open()
    yield driver
    driver.close()


def restore(driver: Driver, source: Path, shops: Sequence[str] = ("bolt-1",)) -> None:
    """Put another file in the place of everything, as `shopsync restore` does."""
    fill(source, 30, shops=len(shops))
    with closing(open_store(source)) as store:
        for connection, name in zip(store.connections.all(), shops, strict=True):
            store.connections.update(connection.id, name=name)
    with closing(open_store(driver.window.context.store.path)) as store:
        store.restore(source, datetime.now(UTC))


def test_the_list_begins_anew_with_nothing_chosen(driver: Driver, tmp_path: Path) -> None:
    driver.page("pageProducts")
    page = driver.find(ProductsPage, "pageProducts")
    wait_list(driver.bot, page)
    page.set_filters(replace(Filters(), connection_id=1))
    wait_list(driver.bot, page)
    page.grid.selectRow(3)
    assert page.selection.isVisible()
    restore(driver, tmp_path / "other.db")
    driver.window.context.other_programs.look()
    # A list that was read anew just before shows the new data, too, with the former filter.
    driver.bot.waitUntil(
        lambda: page.filters == Filters() and len(page.model.ids) == 30 and not page.model.busy
    )
    assert page.grid.selected_count() == 0
    assert page.grid.current_product() is None
    assert not page.selection.isVisible()
    page.grid.selectRow(1)
    page.refresh()
    wait_list(driver.bot, page)
    assert page.grid.selected_rows() == [(1, 1)]  # the mark is told once


def test_the_next_window_opens_no_list_by_former_ids(driver: Driver, tmp_path: Path) -> None:
    driver.page("pageProducts")
    page = driver.find(ProductsPage, "pageProducts")
    page.set_filters(Filters(connection_id=2, on_sale=True))
    driver.close()
    driver.open()
    driver.page("pageProducts")
    assert driver.find(ProductsPage, "pageProducts").filters.connection_id == 2
    driver.close()
    restore(driver, tmp_path / "other.db", ("one", "two"))
    driver.open()
    driver.page("pageProducts")
    assert driver.find(ProductsPage, "pageProducts").filters == Filters(on_sale=True)


@pytest.mark.parametrize(("name", "kept"), [("same", True), ("other", False)])
def test_the_overview_is_about_the_shop_of_the_chosen_name(
    driver: Driver, tmp_path: Path, name: str, kept: bool
) -> None:
    chosen = driver.window.context.connections[1]
    driver.page("pageOverview")
    choice = driver.wait_for(QComboBox, "overviewShop")
    choice.setCurrentIndex(choice.findData(chosen.id))
    choice.activated.emit(choice.currentIndex())
    restore(driver, tmp_path / "other.db", ("first", chosen.name if name == "same" else "third"))
    driver.window.context.other_programs.look()
    titles = [shop.name for shop in driver.window.context.connections]
    driver.bot.waitUntil(lambda: [c.name for c in driver.window.context.connections] != titles)
    driver.bot.waitUntil(lambda: choice.currentData() == (chosen.id if kept else 0))


def test_an_open_letter_is_left(driver: Driver, tmp_path: Path) -> None:
    context = driver.window.context
    context.requests.letter_wanted.emit((2, 3))
    driver.wait_for(QWidget, "letterProducts")
    page = driver.find(NewsletterPage, "pageNewsletter")
    restore(driver, tmp_path / "other.db")
    context.other_programs.look()
    driver.bot.waitUntil(lambda: page.draft.connection is None)
    assert not driver.shown(QWidget, "letterProducts")
    page.draft.keep()
    with closing(open_store(context.store.path)) as store:
        assert store.letters.all() == []


def test_dialogs_that_tell_of_the_former_data_are_closed(driver: Driver, tmp_path: Path) -> None:
    driver.page("pageGeneral")
    driver.click("logsButton")
    driver.page("pageConnections")
    driver.menu("actionEdit")
    driver.wait_for(QWidget, "connectionDialog")
    SkuCheckDialog(driver.window.context, driver.window).show()
    restore(driver, tmp_path / "other.db")
    driver.window.context.other_programs.look()
    driver.bot.waitUntil(lambda: not driver.shown(QWidget, "skuCheckDialog"))
    assert not driver.shown(QWidget, "connectionDialog")
    assert driver.shown(QWidget, "logsDialog")


def test_a_shop_that_is_being_added_stays_in_its_dialog(driver: Driver, tmp_path: Path) -> None:
    driver.page("pageConnections")
    driver.click("addConnectionButton")
    driver.wait_for(QWidget, "connectionDialog")
    restore(driver, tmp_path / "other.db")
    with driver.bot.waitSignal(driver.window.context.connections.replaced):
        driver.window.context.other_programs.look()
    assert driver.shown(QWidget, "connectionDialog")


@pytest.mark.usefixtures("driver")
def test_each_replacement_has_another_mark(shopsync_home: Path) -> None:
    with closing(open_store(database_file(shopsync_home))) as store:
        marks = [store.replacement_mark()]
        for _again in range(2):
            store.erase()
            marks.append(store.replacement_mark())
    assert sorted(set(marks)) == marks
