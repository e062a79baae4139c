"""Filters of the products page that have limits: prices, and the day since which something changed."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDoubleSpinBox,
    QLabel,
    QLineEdit,
)

from shopsync_gui.core.products.changes import Since
from shopsync_gui.core.text import NBSP, format_date, format_int, translate
from shopsync_gui.store.lists.grid_row import GridRow
from shopsync_gui.store.search.filters import Filters
from shopsync_gui.sync.outputs.change_words import change_words
from tests.ui.products_page import ProductsDriver


@pytest.mark.parametrize(
    ("low", "high", "chip"),
    [
        (2000, 0, "Gross price from {low}"),
        (0, 9000, "Gross price up to {high}"),
        (2000, 9000, "Gross price: {low} – {high}"),
        (0, 0, None),
    ],
)
def test_a_range_of_prices(
    driver: ProductsDriver, everything: list[GridRow], low: int, high: int, chip: str | None
) -> None:
    driver.filter("filter_price")
    dialog = driver.wait_for(QDialog, "priceDialog")
    for name, value in (("priceFrom", low), ("priceTo", high)):
        field = driver.find(QDoubleSpinBox, name, dialog)
        field.selectAll()
        driver.bot.keyClicks(field, str(value))
    driver.apply(dialog)
    least, most = low, high
    found = driver.lists(
        Filters(
            price_from=Decimal(least) if least else None, price_to=Decimal(most) if most else None
        )
    )
    if chip is None:
        assert driver.chips() == []
        assert found == everything
        return
    assert driver.chips() == [translate(chip).format(low=format_int(low), high=format_int(high))]
    within = [
        row
        for row in everything
        if row.gross is not None and least <= row.gross <= (most or row.gross)
    ]
    assert found == within
    assert 0 < len(found) < len(everything)


def test_what_is_typed_takes_the_place_of_no_limit(driver: ProductsDriver) -> None:
    driver.filter("filter_price")
    dialog = driver.wait_for(QDialog, "priceDialog")
    low, high = (driver.find(QDoubleSpinBox, name, dialog) for name in ("priceFrom", "priceTo"))
    assert low.text() == translate("no limit")
    low.lineEdit().end(False)
    driver.bot.keyClicks(low, "50000")
    driver.bot.keyClick(low, Qt.Key.Key_Tab)
    driver.bot.keyClicks(high, "100")
    assert (low.value(), high.value()) == (50000, 100)
    driver.click("filterApplyButton")
    assert driver.text("priceWrong") == translate(
        "The lower limit is above the upper one, so no price lies between them."
    )
    assert driver.products.filters == Filters()
    driver.bot.keyClicks(high, "70000")
    assert not driver.shown(QLabel, "priceWrong")
    driver.apply(dialog)
    assert driver.chips() == [
        translate("Gross price: {low} – {high}").format(low="50\u00a0000", high="70\u00a0000")
    ]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("20.000", 20000), ("1.234.567,5", 1234567.5), ("20 000", 20000), ("20.5", 20.5), ("20,50", 20.5),
        ("", 0),
    ],
)  # fmt: skip
def test_prices_are_read_as_hungarians_write_them(
    driver: ProductsDriver, typed: str, value: float
) -> None:
    driver.filter("filter_price")
    field = driver.find(QDoubleSpinBox, "priceTo", driver.wait_for(QDialog, "priceDialog"))
    field.setValue(5000)
    field.selectAll()
    driver.bot.keyClick(field, Qt.Key.Key_Delete)
    driver.bot.keyClicks(field, typed)
    driver.bot.keyClick(field, Qt.Key.Key_Tab)
    assert field.value() == value
    driver.click("filterCancelButton")


@pytest.mark.parametrize("pasted", ["20 000 Ft", "20\u00a0000,00 HUF", "20.000 Ft", "20000 €"])
def test_an_amount_may_be_pasted_as_a_shop_shows_it(driver: ProductsDriver, pasted: str) -> None:
    driver.filter("filter_price")
    field = driver.find(QDoubleSpinBox, "priceFrom", driver.wait_for(QDialog, "priceDialog"))
    QGuiApplication.clipboard().setText(pasted)
    field.selectAll()
    field.lineEdit().paste()
    driver.bot.keyClick(field, Qt.Key.Key_Tab)
    assert field.value() == 20000
    driver.click("filterCancelButton")


def test_an_emptied_limit_is_none(driver: ProductsDriver) -> None:
    driver.products.set_filters(Filters(price_to=Decimal(5000)))
    driver.filter("filter_price")
    dialog = driver.wait_for(QDialog, "priceDialog")
    high = driver.find(QDoubleSpinBox, "priceTo", dialog)
    high.selectAll()
    driver.bot.keyClick(high, Qt.Key.Key_Delete)
    driver.apply(dialog)
    driver.lists(Filters())


def test_the_price_dialog_begins_with_the_range_in_force_and_may_be_left(
    driver: ProductsDriver,
) -> None:
    driver.products.set_filters(Filters(price_from=Decimal(1500), price_to=Decimal("2999.5")))
    driver.filter("filter_price")
    dialog = driver.wait_for(QDialog, "priceDialog")
    assert driver.find(QDoubleSpinBox, "priceFrom", dialog).value() == 1500
    assert driver.find(QDoubleSpinBox, "priceTo", dialog).value() == 2999.5
    driver.find(QDoubleSpinBox, "priceFrom", dialog).setValue(1)
    driver.click("filterCancelButton")
    driver.lists(Filters(price_from=Decimal(1500), price_to=Decimal("2999.5")))


def test_a_date_lists_what_changed_since_and_says_how(driver: ProductsDriver) -> None:
    driver.filter("filter_changed")
    dialog = driver.wait_for(QDialog, "dateDialog")
    field = driver.find(QLineEdit, "changedSince", dialog)
    today = datetime.now().astimezone()
    assert field.text() == format_date(today - timedelta(days=7)).replace(NBSP, " ")
    for unusable in (f"{today + timedelta(days=3):%Y-%m-%d}", "2026. 02. 30.", "2026. 01."):
        driver.bot.mouseDClick(field, Qt.MouseButton.LeftButton)
        driver.bot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        driver.bot.keyClicks(field, unusable)
        driver.bot.keyClick(field, Qt.Key.Key_Return)
        assert dialog.isVisible()
        assert driver.find(QLabel, "changedSinceRemark", dialog).property("role") == "bad"
    driver.bot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    driver.bot.keyClicks(field, "2026.01.15.")
    assert driver.find(QLabel, "changedSinceRemark", dialog).property("role") == "small"
    driver.bot.keyClick(field, Qt.Key.Key_Return)
    driver.bot.waitUntil(lambda: not driver.shown(QDialog, "dateDialog"))
    driver.settle()
    since = datetime(2026, 1, 15).astimezone()
    rows = driver.lists(Filters(changed_since=Since(since)))
    assert driver.chips() == [
        translate("{what} since {date}").format(what=translate("Changed"), date=format_date(since))
    ]
    header = driver.products.grid.model().headerData(6, Qt.Orientation.Horizontal)
    assert header == translate("Change")
    assert [row[6] for row in driver.cells()] == [change_words(row) for row in rows]
    driver.remove_chip(driver.chips()[0])
    header = driver.products.grid.model().headerData(6, Qt.Orientation.Horizontal)
    assert header == translate("Updated")
