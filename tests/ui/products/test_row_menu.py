"""The menu of a product's row, and the address that a browser is given."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication, QFrame, QMenu

from shopsync_gui.core.text import translate
from shopsync_gui.store.search.filters import Filters
from shopsync_gui.ui.products.grid.row_menu import shop_page
from tests.ui.products_page import ProductsDriver, land_product


class _Browser(QObject):
    """Stands where the system's browser stands."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    @Slot(QUrl)
    def show(self, url: QUrl) -> None:
        self.shown.append(url.toString())


@pytest.fixture
def browser(qapp: QApplication) -> Iterator[_Browser]:
    browser = _Browser()
    for scheme in ("http", "https"):
        QDesktopServices.setUrlHandler(scheme, browser, "show")  # type: ignore[arg-type]
    yield browser
    for scheme in ("http", "https"):
        QDesktopServices.unsetUrlHandler(scheme)


def entry(menu: QMenu, name: str) -> QAction:
    action = menu.findChild(QAction, name)
    assert action is not None
    return action


def test_the_menu_opens_the_product_in_the_shop(driver: ProductsDriver, browser: _Browser) -> None:
    rows = driver.lists(Filters())
    driver.cells()
    menu = driver.row_menu(2)
    visit = entry(menu, "openInShopAction")
    assert visit.isEnabled()
    position = menu.actionGeometry(visit).center()
    driver.bot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=position)
    assert browser.shown == [rows[2].page]


@pytest.mark.parametrize("page", ["http://bolt.hu/termek", "javascript:alert(1)", ""])
def test_the_menu_offers_no_other_address(
    driver: ProductsDriver, browser: _Browser, page: str
) -> None:
    number = 710_000 + len(page)
    product = land_product(driver, number, page=page)
    driver.search(f"UJ-{number}")
    assert [row.id for row in driver.lists(Filters(), f"UJ-{number}")] == [product]
    driver.cells()
    menu = driver.row_menu(0)
    visit = entry(menu, "openInShopAction")
    assert not visit.isEnabled()
    driver.bot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(visit).center())
    menu.close()
    assert browser.shown == []


@pytest.mark.parametrize(
    "address",
    [
        "http://bolt.hu/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https:///termek",
        "https://user:secret@bolt.hu/",
        "https://bolt.hu/a b",
        "//bolt.hu/",
        "bolt.hu",
        "",
    ],
)
def test_no_browser_is_given_a_doubtful_address(address: str) -> None:
    assert shop_page(address) is None


def test_a_browser_is_given_an_https_address() -> None:
    assert shop_page("https://www.bolt.hu/Noi_cipo-1") == QUrl("https://www.bolt.hu/Noi_cipo-1")


def test_the_menu_copies_and_shows_the_details_again(driver: ProductsDriver) -> None:
    rows = driver.lists(Filters())
    driver.cells()
    menu = driver.row_menu(1)
    next(action for action in menu.actions() if action.text() == translate("Copy SKU")).trigger()
    assert QGuiApplication.clipboard().text() == rows[1].sku
    driver.products.details_switch.choose(False)
    assert not driver.shown(QFrame, "productDetails")
    entry(menu, "showHistoryAction").trigger()
    menu.close()
    assert driver.shown(QFrame, "productDetails")
