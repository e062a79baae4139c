"""The object names that scripts and checks from outside work the window by."""

from __future__ import annotations

from threading import Event

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton

from shopsync_gui.core.text import translate
from shopsync_gui.ui.shell.pages import PAGES, PAGES_LATER, PageArea
from tests.ui.conftest import OpenSandbox
from tests.ui.driver import Driver

ALWAYS = (
    "navTree", "breadcrumb", "addConnectionButton",
    "pageConnections", "pageProducts", "pageRuns", "pageAccount", "pageNotifications", "pageGeneral",
    "productSearch", "productFilter", "productGrid", "productCount", "productDetails", "exportButton",
    "pageNewsletter", "letterProducts", "letterLayout", "letterPreview", "letterChecks", "letterList",
    "copyHtmlButton",
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


def _missing(driver: Driver) -> list[str]:
    return [name for name in ALWAYS if driver.window.findChild(QObject, name) is None]


@pytest.fixture
def later() -> int:
    """As in the program."""
    return PAGES_LATER


def test_the_window_and_its_pages_have_their_names(driver: Driver) -> None:
    """Pages that nobody opened are built as soon as the window has nothing else to do."""
    assert driver.window.objectName() == "mainWindow"
    driver.bot.waitUntil(lambda: not _missing(driver))
    assert driver.window.current_page() == "pageConnections"


def test_pages_that_nobody_opened_leave_the_processor_to_the_one_that_reads(
    driver: Driver,
) -> None:
    area = PageArea(driver.window.context, {}, later=0)
    driver.bot.addWidget(area)
    area.open("pageGeneral")
    answered, passes = Event(), []
    driver.window.context.store.lister.ask(area, lambda _store: answered.wait(60))
    timer = QTimer(area)
    timer.timeout.connect(lambda: passes.append(area.count()))
    timer.start(0)
    area.show()
    driver.bot.waitUntil(lambda: len(passes) > 50)
    assert set(passes) == {1}
    answered.set()
    driver.bot.waitUntil(lambda: area.count() == len(PAGES))


def test_a_card_and_its_consent_have_their_names(driver: Driver, open_sandbox: OpenSandbox) -> None:
    driver.have_shop(open_sandbox(products=5).endpoints)
    for name in IN_THE_CONSENT:
        assert driver.window.findChild(QObject, name) is not None, name
    sync = driver.find(QPushButton, "consentSyncButton")
    assert (sync.text(), sync.isEnabled()) == (translate("Synchronise"), False)
    assert driver.find(QPushButton, "consentCancelButton").text() == translate("Cancel")
    card = driver.card
    assert card.objectName() == "connectionCard"
    for name in ON_A_CARD:
        assert card.findChild(QObject, name) is not None, name
    for name, text in ACTIONS.items():
        action = card.findChild(QAction, name)
        assert action is not None, name
        assert action.text() == text
