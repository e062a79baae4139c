"""The composer as a user works it: products, checks, the clipboard, keys."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QLabel,
    QWidget,
)

from shopsync_gui.core.catalogue import ShopProduct
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.store import Store
from shopsync_gui.ui.newsletter.newsletter_page import NewsletterPage
from shopsync_gui.ui.newsletter.product_list import ProductList
from tests.store.shop_products import product
from tests.ui.driver import Driver

NOW = datetime.now(UTC)
LINK = "https://bolt.hu/index.php?route=product/product&product_id={}"


def on_day(store: Store, days_ago: float, products: list[ShopProduct]) -> None:
    """The shop is read so many days ago, and has these products."""
    at = NOW - timedelta(days=days_ago)
    shop = store.connections.all()[0].id
    run = store.runs.start(JobKind.SYNC, shop, at).run_id
    store.pull.land_page(run, shop, 0, 200, products, at)
    store.shop_readings.completed(run, at, at)


def products() -> list[ShopProduct]:
    return [
        product(n, name=f"Cipő {n}", gross=Decimal(1000 * n), page=LINK.format(n), stock=Decimal(5))
        for n in range(1, 6)
    ]


def page_of(driver: Driver) -> NewsletterPage:
    page = driver.window.open_page("pageNewsletter")
    assert isinstance(page, NewsletterPage)
    return page


def compose(driver: Driver, *ids: int) -> ProductList:
    """Open the composer with these products, as other pages do."""
    driver.window.context.requests.letter_wanted.emit(ids)
    shown = driver.wait_for(ProductList, "letterProducts")
    driver.bot.waitUntil(lambda: shown.ids() == list(ids))
    return shown


def checks(driver: Driver) -> list[str]:
    box = driver.find(QWidget, "letterChecks")
    return [w.text() for w in box.findChildren(QLabel, "letterCheck") if w.isVisible()]


def clipboard() -> tuple[str, str]:
    data = QGuiApplication.clipboard().mimeData()
    return data.html(), data.text()


def copied(driver: Driver) -> tuple[str, str]:
    """Copy by the button; what is on the clipboard then."""
    QGuiApplication.clipboard().setText("")
    driver.click("copyHtmlButton")
    driver.bot.waitUntil(lambda: bool(clipboard()[1]))
    driver.wait_for(QWidget, "letterDoneBox")
    return clipboard()


def key(driver: Driver, widget: QWidget, *keys: Qt.Key, alt: bool = False) -> None:
    modifier = Qt.KeyboardModifier.AltModifier if alt else Qt.KeyboardModifier.NoModifier
    for pressed in keys:
        driver.bot.keyClick(widget, pressed, modifier)
