"""A finished letter on its way out: the clipboard, the browser, a file."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QObject, QPoint, QUrl, Slot
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QScrollArea,
    QToolButton,
    QWidget,
)

from shopsync_gui.store import Store
from tests.ui.driver import Driver
from tests.ui.newsletter.composer import (
    clipboard,
    compose,
    copied,
    on_day,
    page_of,
    products,
)
from tests.ui.program import settle


def test_copying_keeps_the_letter_and_counts_as_the_last_newsletter(
    driver: Driver, shop: Store
) -> None:
    compose(driver, 1, 2)
    copied(driver)
    driver.bot.waitUntil(lambda: bool(shop.letters.all()) and bool(shop.letters.all()[0].copied_at))
    (letter,) = shop.letters.all()
    assert [item.price for item in letter.items] == [Decimal("800.00"), Decimal("2000.00")]
    assert letter.items[0].earlier == Decimal("1000.00")
    driver.bot.waitUntil(lambda: shop.connections.all()[0].newsletter_at is not None)


def test_what_is_copied_suits_an_editor_and_a_field_for_html(driver: Driver) -> None:
    compose(driver, 1)
    html, text = copied(driver)
    assert "product_id=1" in html
    assert text.startswith("<!DOCTYPE html>")
    assert "product_id=1" in text


def test_the_plain_text_is_copied_for_the_text_version(driver: Driver) -> None:
    compose(driver, 1)
    menu = driver.find(QToolButton, "letterMoreButton").menu()
    plain = menu.findChild(QAction, "actionCopyText")
    assert plain is not None
    QGuiApplication.clipboard().setText("")
    plain.trigger()
    driver.bot.waitUntil(lambda: "product_id=1" in clipboard()[1])
    assert "<" not in clipboard()[1]
    assert not QGuiApplication.clipboard().mimeData().hasHtml()


def test_that_it_was_copied_is_said_in_sight_and_moves_nothing(driver: Driver) -> None:
    compose(driver, 1, 2)
    settle(driver.window)
    area = driver.find(QWidget, "letterPanel").findChildren(QScrollArea)[0]
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum() // 2)
    shown = driver.find(QWidget, "letterProducts")
    before = shown.mapTo(driver.window, QPoint())
    copied(driver)
    said = driver.find(QWidget, "letterDoneBox")
    driver.bot.waitUntil(lambda: said.height() > 20)
    panel = driver.find(QWidget, "letterPanel")
    position = said.mapTo(panel, QPoint())
    assert 0 <= position.y() <= panel.height() - said.height()
    assert shown.mapTo(driver.window, QPoint()) == before


def test_what_is_on_the_clipboard_is_no_longer_said_once_the_letter_is_another(
    driver: Driver, shop: Store
) -> None:
    compose(driver, 1, 2)
    copied(driver)
    cheaper = [replace(each, gross=Decimal(700)) for each in products()]
    on_day(shop, 0, cheaper)
    page_of(driver).draft.refresh()
    driver.bot.waitUntil(lambda: not driver.shown(QWidget, "letterDoneBox"))


class _Opened(QObject):
    """Takes the addresses that the browser would be given."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[QUrl] = []

    @Slot(QUrl)
    def open(self, address: QUrl) -> None:
        self.addresses.append(address)


def test_the_browser_gets_a_file(driver: Driver) -> None:
    compose(driver, 1)
    opened = _Opened()
    QDesktopServices.setUrlHandler("file", opened, "open")  # type: ignore[arg-type]
    try:
        driver.click("letterBrowserButton")
        driver.bot.waitUntil(lambda: bool(opened.addresses))
    finally:
        QDesktopServices.unsetUrlHandler("file")
    html = Path(opened.addresses[0].toLocalFile()).read_text("utf-8")
    assert "Cipő 1" in html


@pytest.mark.parametrize("name", ["levél.html", "levél.txt"])
def test_the_letter_is_saved_as_a_file(driver: Driver, tmp_path: Path, name: str) -> None:
    compose(driver, 1)
    page_of(driver).composer.outlets.save_to(tmp_path / name)
    driver.wait_for(QWidget, "letterDoneBox")
    written = (tmp_path / name).read_text("utf-8")
    assert "Cipő 1" in written
    assert ("<html" in written) is name.endswith("html")


def test_a_file_that_cannot_be_written_is_told(driver: Driver, tmp_path: Path) -> None:
    compose(driver, 1)
    page_of(driver).composer.outlets.save_to(tmp_path / "no" / "a.html")
    driver.wait_for(QWidget, "problemBox")
