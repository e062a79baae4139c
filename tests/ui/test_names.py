"""The object names that scripts and checks from outside work the window by."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QPushButton

from tests.ui.conftest import OpenSandbox
from tests.ui.driver import Driver

ALWAYS = (
    "navTree", "breadcrumb", "addConnectionButton",
    "pageConnections", "pageProducts", "pageRuns", "pageAccount", "pageNotifications", "pageGeneral",
    "productSearch", "productFilter", "productGrid", "productCount", "productDetails", "exportButton",
)  # fmt: skip
ON_A_CARD = ("menuButton", "statusIcon", "progressBar", "progressText", "cancelButton")
ACTIONS = {
    "actionProductSync": "Terméktörzs szinkron…",
    "actionPreview": "Előnézet…",
    "actionImportOrders": "Korábbi megrendelések áthozása…",
    "actionTestConnection": "Kapcsolat tesztelése",
    "actionEdit": "Szerkesztés…",
    "actionHistory": "Szinkron előzmények",
    "actionDisconnect": "Leválasztás…",
}
IN_THE_CONSENT = ("consentText", "consentCheckBox", "consentSyncButton", "consentCancelButton")


def test_the_window_and_its_pages_have_their_names(driver: Driver) -> None:
    assert driver.window.objectName() == "mainWindow"
    for name in ALWAYS:
        assert driver.window.findChild(QObject, name) is not None, name


def test_a_part_of_a_page_that_nobody_opened_is_found(driver: Driver) -> None:
    assert driver.window.findChild(QLineEdit, name="productSearch") is not None
    assert len(driver.window.pages.built()) == 6
    assert driver.window.findChildren(QLineEdit, "nobody") == []


def test_the_other_pages_are_built_once_the_window_is_there(driver: Driver) -> None:
    pages = driver.window.pages
    driver.bot.waitUntil(lambda: len(pages.built()) == 6, timeout=5000)
    assert driver.window.current_page() == "pageConnections"


def test_a_card_and_its_consent_have_their_names(driver: Driver, open_sandbox: OpenSandbox) -> None:
    driver.connect_shop(open_sandbox(products=5).endpoints)
    for name in IN_THE_CONSENT:
        assert driver.window.findChild(QObject, name) is not None, name
    sync = driver.find(QPushButton, "consentSyncButton")
    assert (sync.text(), sync.isEnabled()) == ("Szinkronizálás", False)
    assert driver.find(QPushButton, "consentCancelButton").text() == "Mégse"
    card = driver.card
    assert card.objectName() == "connectionCard"
    for name in ON_A_CARD:
        assert card.findChild(QObject, name) is not None, name
    for name, text in ACTIONS.items():
        action = card.findChild(QAction, name)
        assert action is not None, name
        assert action.text() == text
