"""Looking into a product: both sides, history, picture; and painting the list."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QToolButton,
    QWidget,
)

from shopsync_gui.core.catalogue import TargetProduct
from shopsync_gui.core.text import format_money, format_percent, format_when, translate
from shopsync_gui.store.search.filters import Filters
from shopsync_gui.ui.kit.thumbnail import Thumbnail
from shopsync_gui.ui.products.details.product_history import PriceLine, price_points
from shopsync_gui.ui.products.grid.grid import ProductGrid
from shopsync_gui.ui.products.rows.list_view import ListView
from shopsync_gui.ui.shell.main_window import MainWindow
from tests.pictures import PictureServer, serving
from tests.ui.products_page import ProductsDriver, all_details, land_product, writing


def look_into(driver: ProductsDriver, product_id: int) -> QFrame:
    """Click the product in the list; the panel at the side, when it shows it."""
    ids = [details.row.id for details in all_details(driver.window)]
    driver.lists(Filters())
    driver.products.details_switch.choose(True)
    panel = driver.find(QFrame, "productDetails")
    driver.choose(ids.index(product_id))
    row = next(
        details.row for details in all_details(driver.window) if details.row.id == product_id
    )
    driver.bot.waitUntil(lambda: row.name in driver.words(panel)[:1])
    return panel


# --- closing --------------------------------------------------------------------------------------


def test_the_panel_has_a_button_in_sight_that_closes_it(driver: ProductsDriver) -> None:
    window, page = driver.window, driver.products
    size, least = window.size(), window.minimumSize()
    window.setMinimumSize(1, 1)
    window.resize(667, 427)  # 1000 x 640 at 150 %
    page.details_switch.choose(True)
    driver.choose(1)
    close = driver.find(QToolButton, "productDetailsClose")
    assert window.rect().contains(close.rect().translated(close.mapTo(window, QPoint())))
    assert close.accessibleName()
    assert window.focusWidget() is page.grid
    driver.click("productDetailsClose", QToolButton)
    assert not driver.shown(QFrame, "productDetails")
    assert not page.bar.details_button.isChecked()
    assert page.grid.selected_rows() == [(1, 1)]
    assert window.focusWidget() is page.grid
    window.setMinimumSize(least)
    window.resize(size)


@pytest.mark.parametrize("view", [ListView.PICTURES, ListView.GALLERY])
def test_escape_closes_the_panel_from_the_list_and_from_within(
    driver: ProductsDriver, view: ListView
) -> None:
    page = driver.products
    driver.window.activateWindow()
    driver.bot.waitUntil(driver.window.isActiveWindow)
    driver.choose(1)
    page.stack.set_view(view)
    for place in (page.stack.list, page.details.close_button):
        page.details_switch.choose(True)
        place.setFocus()
        driver.bot.keyClick(place, Qt.Key.Key_Escape)
        assert not driver.shown(QFrame, "productDetails")
        assert driver.window.focusWidget() is page.stack.list
        assert page.grid.selected_rows() == [(1, 1)]
    page.stack.set_view(ListView.PICTURES)


def test_escape_in_the_search_leaves_the_panel(driver: ProductsDriver) -> None:
    driver.products.details_switch.choose(True)
    search = driver.find(QLineEdit, "productSearch")
    search.setFocus()
    driver.bot.keyClick(search, Qt.Key.Key_Escape)
    assert driver.shown(QFrame, "productDetails")
    driver.products.details_switch.choose(False)


# --- both sides -----------------------------------------------------------------------------------


def test_both_sides_stand_beside_each_other_and_what_differs_stands_out(
    driver: ProductsDriver,
) -> None:
    details = next(
        d for d in all_details(driver.window) if d.account is not None and d.row.categories
    )
    assert details.account is not None
    row, there = details.row, details.account.product
    changed = TargetProduct(
        sa_id=there.sa_id,
        sku=there.sku,
        name="Ahogy a fiók mondja",
        net=Decimal("12.5"),
        vat=there.vat,
        currency=there.currency,
        category_ids=there.category_ids,
    )
    with writing(driver.window) as store:
        store.target.upsert_product(row.connection_id, changed)
        deque(store.findings.setting_differences(row.connection_id, {row.id: ("name", "net")}), 0)
    driver.products.refresh()
    panel = look_into(driver, row.id)
    driver.bot.waitUntil(lambda: "Ahogy a fiók mondja" in driver.words(panel))
    table = driver.find(QWidget, "productComparison", panel)
    words = driver.words(table)
    assert words[:2] == ["Webshop", "SalesAutopilot"]
    money = format_money(row.net, row.currency)
    names = ", ".join(name for name, _enabled in row.categories)
    assert there.name == row.name
    other = format_money(Decimal("12.5"), row.currency)
    written = ", ".join(details.account.categories)
    once = sorted(path.rpartition(" > ")[2] for path in details.account.categories)
    assert once == sorted(names.split(", "))
    assert words[2:] == [
        *(translate("Name"), row.name, "Ahogy a fiók mondja"),
        *(translate("SKU"), there.sku),
        *(translate("Net price"), money, other),
        *(translate("VAT"), format_percent(row.vat)),
        *(translate("Categories"), written),
    ]
    marked = [label for label in table.findChildren(QLabel) if label.property("role") == "bad"]
    assert [label.text() for label in marked] == ["Ahogy a fiók mondja", other]
    differs = translate("Differs from the shop; the next sync brings it over.")
    assert {label.accessibleDescription() for label in marked} == {differs}
    with writing(driver.window) as store:
        deque(store.findings.setting_differences(row.connection_id, {}), 0)
        store.target.upsert_product(row.connection_id, there)
    driver.products.refresh()
    agree = translate("The webshop and SalesAutopilot agree:")
    driver.bot.waitUntil(lambda: agree in driver.words(panel))
    table = driver.find(QWidget, "productComparison", panel)
    assert driver.words(table)[1:3] == [translate("Name"), row.name]
    assert translate("SKU") in driver.words(table)[3], "the name stands there once"
    assert not [label for label in table.findChildren(QLabel) if label.property("role") == "bad"]


@pytest.mark.parametrize("word", ["kaspó, őszibarack", "mosogatógéptablettatartó-állvány"])
def test_no_word_makes_the_panel_wider_than_it_is(driver: ProductsDriver, word: str) -> None:
    details = next(
        d for d in all_details(driver.window) if d.account is not None and d.row.categories
    )
    assert details.account is not None
    row, there = details.row, details.account.product
    changed = replace(there, name=f"Kerti fa {word} 1 l", sku="KNA-00245", net=Decimal("1234567.5"))
    fields = ("name", "sku", "net", "categories")
    with writing(driver.window) as store:
        store.target.upsert_product(row.connection_id, changed)
        deque(store.findings.setting_differences(row.connection_id, {row.id: fields}), 0)
    driver.products.refresh()
    panel = look_into(driver, row.id)
    driver.bot.waitUntil(lambda: changed.name in driver.words(panel))
    area = panel.findChild(QScrollArea)
    assert isinstance(area, QScrollArea)
    inside = area.widget()
    assert inside is not None
    assert inside.minimumSizeHint().width() <= area.viewport().width()
    with writing(driver.window) as store:
        deque(store.findings.setting_differences(row.connection_id, {}), 0)
        store.target.upsert_product(row.connection_id, there)


def test_one_that_is_not_in_the_account_says_why(driver: ProductsDriver) -> None:
    details = next(d for d in all_details(driver.window) if d.row.reason == "no_sku")
    panel = look_into(driver, details.row.id)
    assert not driver.shown(QWidget, "productComparison")
    note = driver.find(QFrame, "productProblemBox", panel)
    assert driver.words(note)[0] == translate("Not brought over to SalesAutopilot")
    assert driver.find(QPushButton, "retryProductButton", panel).isEnabled()
    words = driver.words(panel)
    assert any(text.startswith(translate("no SalesAutopilot id yet")) for text in words)
    assert words[words.index(translate("Net price")) + 1] == format_money(
        details.row.net, details.row.currency
    )


# --- history --------------------------------------------------------------------------------------


def test_the_history_names_every_change_with_its_run_and_date(driver: ProductsDriver) -> None:
    known = all_details(driver.window)
    details = next(d for d in known if any(c.field == "net" for c in d.changes))
    panel = look_into(driver, details.row.id)
    words = driver.words(driver.find(QWidget, "productHistory", panel))
    assert len(words) == 2 * len(details.changes) + 1
    assert words[-1] == translate("First seen: {when}").format(
        when=format_when(details.first_seen_at)
    )
    index = next(i for i, c in enumerate(details.changes) if c.field == "net")
    change = details.changes[index]
    assert isinstance(change.old, Decimal)
    assert isinstance(change.new, Decimal)
    assert words[2 * index] == translate("{field} · {when} · run {number}").format(
        field=translate("Net price"), when=format_when(change.at), number=change.run_id
    )
    prices = [format_money(price, details.row.currency) for price in (change.old, change.new)]
    assert words[2 * index + 1] == " → ".join(prices)
    line = driver.find(PriceLine, "priceLine", panel)
    assert all(price in line.accessibleName() for price in prices)
    assert not line.grab().toImage().isNull()


def test_a_change_of_stock_is_told_in_words(driver: ProductsDriver) -> None:
    known = all_details(driver.window)
    details = next(d for d in known if any(c.field == "stock" for c in d.changes))
    panel = look_into(driver, details.row.id)
    words = driver.words(driver.find(QWidget, "productHistory", panel))
    index = next(i for i, c in enumerate(details.changes) if c.field == "stock")
    change = details.changes[index]
    assert words[2 * index].startswith(f"{translate('Stock')} · ")
    assert words[2 * index + 1] == f"{change.old:.0f} → {change.new:.0f}"


def test_a_steady_price_has_no_line(driver: ProductsDriver) -> None:
    known = all_details(driver.window)
    details = next(d for d in known if not d.changes)
    panel = look_into(driver, details.row.id)
    assert not driver.shown(QWidget, "priceLine")
    assert driver.words(driver.find(QWidget, "productHistory", panel)) == [
        translate("First seen: {when}").format(when=format_when(details.first_seen_at))
    ]


def test_the_price_line_goes_from_the_first_price_to_now(window: MainWindow) -> None:
    details = next(d for d in all_details(window) if any(c.field == "net" for c in d.changes))
    (change,) = [c for c in details.changes if c.field == "net"]
    points = price_points(details)
    assert points[:2] == [(details.first_seen_at, change.old), (change.at, change.new)]
    assert points[-1][1] == details.row.net
    assert [when for when, _price in points] == sorted(when for when, _price in points)


# --- pictures -------------------------------------------------------------------------------------


@pytest.fixture
def server() -> Iterator[PictureServer]:
    """A server on this computer, as the sandbox is one."""
    with serving(PictureServer()) as server:
        yield server


def test_the_panel_shows_the_product_s_picture(
    driver: ProductsDriver, server: PictureServer
) -> None:
    plain = land_product(driver, 700_001)
    pictured = land_product(driver, 700_002, image=server.address("a.png"))
    look_into(driver, plain)
    assert not driver.shown(Thumbnail, "productPicture")
    panel = look_into(driver, pictured)
    shown = driver.find(Thumbnail, "productPicture", panel)
    driver.bot.waitUntil(lambda: shown.has_picture)
    assert server.paths() == ["/a.png"]
    driver.window.context.settings.set("ui.pictures", False)
    driver.bot.waitUntil(lambda: not driver.shown(Thumbnail, "productPicture"))
    driver.window.context.settings.reset(["ui.pictures"])
    driver.bot.waitUntil(lambda: driver.shown(Thumbnail, "productPicture"))


# --- painting -------------------------------------------------------------------------------------


def drift_of_none(work: Callable[[], None], times: int) -> int:
    """By how much the references to None change while something is done so many times."""
    work()
    before = sys.getrefcount(None)
    for _time in range(times):
        work()
    return sys.getrefcount(None) - before


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None counts no references any more")
def test_painting_gives_back_every_reference_to_none(driver: ProductsDriver) -> None:
    """A virtual method that returns None once took a reference with each call (PySide 6.12.0)."""
    driver.lists(Filters())
    driver.cells()
    grid = driver.find(ProductGrid, "productGrid")
    assert abs(drift_of_none(grid.viewport().repaint, 200)) < 100
    header = grid.horizontalHeader().viewport()
    assert abs(drift_of_none(header.repaint, 200)) < 100
