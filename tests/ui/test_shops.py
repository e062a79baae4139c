"""Several shops: which one is meant, how they are told apart, and when they share an account."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton

from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.text import translate
from shopsync_gui.store import Store, open_store
from shopsync_gui.sync.standing.next_steps import missing_secrets_title
from shopsync_gui.sync.standing.shop_remarks import shared_text
from shopsync_gui.ui.connections.connection_card import ConnectionCard
from tests.ui.driver import Driver
from tests.ui.past import connect, ran, shown


def texts(dialog: QDialog) -> str:
    return " | ".join(w.text() for w in dialog.findChildren(QLabel))


def test_f5_asks_which_of_several_shops(driver: Driver, store: Store) -> None:
    for name in ("egy", "ketto"):
        connect(store, name)
    shown(driver, store)
    driver.page("pageProducts")
    driver.bot.keyClick(driver.window, Qt.Key.Key_F5)
    dialog = driver.wait_for(QDialog, "shopChoiceDialog")
    assert not driver.shown(QDialog, "consentDialog")
    shops = dialog.findChildren(QPushButton, "shopChoiceButton")
    assert [shop.text().split(" → ")[0] for shop in shops] == ["Bolt egy", "Bolt ketto"]
    driver.bot.keyClick(shops[1], Qt.Key.Key_Return)
    consent = driver.wait_for(QDialog, "consentDialog")
    assert "Bolt ketto" in texts(consent)


def test_one_shop_is_not_asked_about(driver: Driver, store: Store) -> None:
    connect(store)
    shown(driver, store)
    driver.bot.keyClick(driver.window, Qt.Key.Key_F5)
    driver.wait_for(QDialog, "consentDialog")


def test_a_shop_without_its_passwords_is_edited_first(
    driver: Driver, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SHOPSYNC_SA_PASSWORD")
    connect(store)
    missing = missing_secrets_title()
    driver.bot.waitUntil(lambda: missing in shown(driver, store))
    driver.bot.keyClick(driver.window, Qt.Key.Key_F5)
    driver.wait_for(QDialog, "connectionDialog")
    assert not driver.shown(QDialog, "consentDialog")


def test_shops_of_one_title_are_told_apart(driver: Driver, store: Store) -> None:
    for name in ("egy", "ketto"):
        shop = connect(store, name)
        store.connections.update(shop.id, title="Bemutató Mintabolt")
        ran(store, shop, JobKind.SYNC, RunState.PARTIAL, failed=1)
    shown(driver, store)
    titles = [w.text() for w in driver.window.findChildren(QLabel, "connectionTitle")]
    assert titles == ["Bemutató Mintabolt (egy)", "Bemutató Mintabolt (ketto)"]
    driver.menu("actionProductSync")
    assert "Bemutató Mintabolt (egy) →" in texts(driver.wait_for(QDialog, "consentDialog"))
    driver.click("consentCancelButton")
    driver.page("pageRuns")
    driver.bot.waitUntil(lambda: len(driver.table("runList")) == 2)
    assert [row[1] for row in driver.table("runList")] == [
        "ketto",
        "egy",
    ]


def test_two_shops_of_one_account_are_warned_of(driver: Driver, store: Store) -> None:
    first = connect(store, "egy")
    second = connect(store, "ketto")
    shown(driver, store)
    words = shared_text("Bolt ketto")
    notes = [w.text() for w in driver.card.findChildren(QLabel, "noteTitle") if w.isVisible()]
    assert words in notes
    driver.menu("actionProductSync")
    driver.wait_for(QDialog, "consentDialog")
    assert words in driver.text("consentText")
    driver.click("consentCancelButton")
    with closing(open_store(driver.window.context.store.path)) as again:
        again.connections.update(second.id, sa_user="masik")
    driver.window.context.connections.reload()

    def quiet() -> bool:
        card = driver.card
        titles = [w.text() for w in card.findChildren(QLabel, "noteTitle") if w.isVisible()]
        return card.connection.id == first.id and not any(words in title for title in titles)

    driver.bot.waitUntil(quiet)


@pytest.fixture(params=[100, 130], ids=lambda percent: f"{percent} %")
def stretched(request: pytest.FixtureRequest, driver: Driver) -> Iterator[None]:
    """The window's letters wider by so many percent, as another system's font may have them."""
    font = QFont(QApplication.font())
    font.setStretch(request.param)
    QApplication.setFont(font)
    yield
    font.setStretch(100)
    QApplication.setFont(font)


@pytest.mark.usefixtures("stretched")
def test_a_green_card_has_the_way_to_the_next_sync(driver: Driver, store: Store) -> None:
    shop = connect(store)
    ran(store, shop, JobKind.SYNC, RunState.DONE, verified=True)
    store.close()
    driver.window.context.connections.reload()
    button = driver.wait_for(QPushButton, "cardSyncButton")
    assert button.text() == translate("Product sync…")
    button.click()
    driver.wait_for(QDialog, "consentDialog")
    driver.click("consentCancelButton")
    card = driver.find(ConnectionCard, "connectionCard")
    title = driver.find(QLabel, "connectionTitle")
    for width in (1000, 930, 860, 620, 1000):
        driver.window.resize(width, 560)
        driver.bot.waitUntil(lambda: card.visibleRegion().boundingRect().width() == card.width())
        assert driver.shown(QPushButton, "cardSyncButton")
        driver.bot.waitUntil(lambda: title.width() >= min(title.sizeHint().width(), 160))


def test_a_narrow_card_has_its_addresses_in_two_lines(driver: Driver, store: Store) -> None:
    shop = connect(store)
    store.connections.update(shop.id, shop_url="https://levendula-otthon-bolt.example.hu/api")
    ran(store, shop, JobKind.SYNC, RunState.DONE, verified=True)
    store.close()
    driver.window.resize(1000, 640)
    driver.window.context.connections.reload()
    driver.wait_for(QPushButton, "cardSyncButton")
    addresses = driver.find(QLabel, "connectionSubtitle")
    driver.bot.waitUntil(lambda: driver.shown(QLabel, "verifiedBadge"))
    two = 2 * addresses.fontMetrics().lineSpacing() + 4
    driver.bot.waitUntil(lambda: addresses.heightForWidth(addresses.width()) <= two)


def test_a_new_card_offers_a_look_first(driver: Driver, store: Store) -> None:
    connect(store)
    shown(driver, store)
    buttons = [b.text() for b in driver.card.findChildren(QPushButton) if b.isVisible()]
    assert buttons[:2] == [translate("Preview…"), translate("Product sync…")]


@pytest.mark.parametrize(
    ("page", "way"), [("pageProducts", "productEmptyButton"), ("pageRuns", "runsEmptyButton")]
)
def test_an_empty_page_of_a_connected_shop_leads_to_its_sync(
    driver: Driver, store: Store, page: str, way: str
) -> None:
    connect(store)
    shown(driver, store)
    driver.page(page)
    button = driver.wait_for(QPushButton, way)
    driver.bot.waitUntil(lambda: button.text() == translate("Product sync…"))
    driver.click(way)
    driver.wait_for(QDialog, "consentDialog")
