"""Connect, consent, sync, look at the products: the whole line through the window."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import pytest
from PySide6.QtCore import QMetaObject, Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
)

from shopsync_gui.core.settings.shop_choices import Package, PriceChoice
from shopsync_gui.core.text import translate
from shopsync_gui.core.tone import Tone
from shopsync_gui.sandbox.config import Endpoints
from shopsync_gui.store.search.filters import Filters
from shopsync_gui.sync.standing.remark import Step, step_label
from shopsync_gui.system.launch import program_command
from shopsync_gui.ui.kit.single_instance import SingleInstance
from tests.ui.conftest import OpenSandbox
from tests.ui.driver import Driver, products_in_account


def writes_at_target(driver: Driver) -> int:
    """Requests of the last run that changed something in the account."""
    context = driver.window.context
    runs: list[int] = []
    context.store.reader.ask(
        context.store,
        lambda store: store.runs.newest(1)[0],
        lambda run: runs.append(run.created + run.updated),
    )
    driver.bot.waitUntil(lambda: bool(runs))
    return runs[0]


def test_a_shop_is_connected_synced_and_its_products_are_found(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    sandbox = open_sandbox(products=120)
    driver.connect_shop(sandbox.endpoints)
    expected = translate("Expected duration: about {time}.").partition("{")[0]
    assert expected in driver.text("consentText")  # the connection test has counted
    assert driver.text("consentText").count("<li") == 4
    assert driver.find(QPushButton, "consentDetailsButton").text() == step_label(Step.PREVIEW)
    start = driver.find(QPushButton, "consentSyncButton")
    assert start.text() == translate("Synchronise")
    assert not start.isEnabled()
    driver.tick("consentCheckBox")
    assert start.isEnabled()
    driver.tick("consentCheckBox")
    assert not start.isEnabled()
    with sandbox.held():
        driver.consent()
        driver.bot.waitUntil(lambda: driver.state() == "running")
        assert driver.shown(QPushButton, "cancelButton")
    driver.wait_end()
    assert not driver.shown(QPushButton, "cancelButton")
    assert driver.find(QLabel, "verifiedBadge").property("tone") == Tone.GOOD
    driver.page("pageProducts")
    driver.bot.waitUntil(lambda: driver.text("productCount").startswith("120"))
    assert len(driver.table("productGrid")) == 120
    in_account = products_in_account(sandbox.endpoints)
    wanted = in_account[len(in_account) // 2]
    driver.type("productSearch", wanted.sku)
    driver.bot.waitUntil(lambda: driver.text("productCount").startswith("1 "))
    driver.bot.waitUntil(lambda: driver.table("productGrid")[0][:2] == [wanted.name, wanted.sku])
    driver.page("pageConnections")
    assert driver.find(QPushButton, "accountCount").text() == str(len(in_account))
    driver.sync()
    assert writes_at_target(driver) == 0


def test_the_whole_job_by_the_keyboard(driver: Driver, open_sandbox: OpenSandbox) -> None:
    endpoints = open_sandbox(products=10).endpoints
    bot = driver.bot
    add = driver.find(QPushButton, "addConnectionButton")
    add.setFocus()
    bot.keyClick(add, Qt.Key.Key_Space)
    dialog = driver.wait_for(QDialog, "connectionDialog")
    for name, value in (
        ("shopField", endpoints.shop_name),
        ("clientIdField", endpoints.client_id),
        ("clientSecretField", endpoints.client_secret),
        ("saUserField", endpoints.sa_user),
        ("saPasswordField", endpoints.sa_password),
    ):
        field = dialog.focusWidget()
        assert isinstance(field, QLineEdit)
        assert field.objectName() == name
        bot.keyClicks(field, value)
        bot.keyClick(field, Qt.Key.Key_Tab)
        if isinstance(eye := dialog.focusWidget(), QToolButton):  # it shows the secret
            bot.keyClick(eye, Qt.Key.Key_Tab)
    bot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    more = dialog.focusWidget()
    assert more is not None
    assert more.objectName() == "addressesButton"
    bot.keyClick(more, Qt.Key.Key_Space)
    for _box in ("languageBox", "priceBox", "categoriesBox", "paceBox"):
        bot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        assert dialog.focusWidget().objectName() == _box
    for value in (endpoints.shop_url, endpoints.token_url, endpoints.sa_url):
        bot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        bot.keyClicks(dialog.focusWidget(), value)
    bot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    box = driver.wait_for(QCheckBox, "sessionOnlyCheckBox")
    box.setFocus()
    bot.keyClick(box, Qt.Key.Key_Space)
    bot.keyClick(box, Qt.Key.Key_Return)
    consent = driver.wait_for(QDialog, "consentDialog")
    bot.keyClick(consent, Qt.Key.Key_Return)
    assert consent.isVisible()
    while not isinstance(consent.focusWidget(), QCheckBox):
        bot.keyClick(consent.focusWidget(), Qt.Key.Key_Tab)
    bot.keyClick(consent.focusWidget(), Qt.Key.Key_Space)
    start = driver.find(QPushButton, "consentSyncButton")
    start.setFocus()
    with driver.begins():
        bot.keyClick(start, Qt.Key.Key_Space)
    driver.wait_end()


class DemoProcess:
    """A demo that is on its way until it ends."""

    started: ClassVar[list[tuple[list[str], Path, DemoProcess]]] = []

    def __init__(self, command: list[str], *, env: dict[str, str], **_: object) -> None:
        self.code: int | None = None
        self.started.append((command, Path(env["SHOPSYNC_HOME"]), self))

    def poll(self) -> int | None:
        """The exit code; None while it runs."""
        return self.code


@pytest.fixture
def demos(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], Path, DemoProcess]]:
    """The demos that were started."""
    monkeypatch.setattr(subprocess, "Popen", DemoProcess)
    DemoProcess.started.clear()
    return DemoProcess.started


def test_the_demo_is_a_program_of_its_own(
    driver: Driver, demos: list[tuple[list[str], Path, DemoProcess]]
) -> None:
    demo = driver.find(QPushButton, "emptyDemoButton")
    usual = demo.text()
    demo.click()
    ((command, home, _process),) = demos
    assert command == [*program_command(), "--demo"]
    assert home == driver.window.context.home / "demo"
    assert (demo.isEnabled(), demo.text()) == (False, translate("The demo is opening…"))
    window = SingleInstance(home, driver.window)
    window.listen(lambda: None)
    driver.bot.waitUntil(demo.isEnabled)
    assert demo.text() == usual
    window.close()


def test_a_demo_that_does_not_open_says_so(
    driver: Driver, demos: list[tuple[list[str], Path, DemoProcess]]
) -> None:
    demo = driver.find(QPushButton, "emptyDemoButton")
    usual = demo.text()
    demo.click()
    demos[-1][2].code = 1
    driver.bot.waitUntil(demo.isEnabled)
    assert demo.text() == translate("The demo did not open. Try again")
    demo.click()
    demos[-1][2].code = 0  # as a second start ends, which has an open window come to the front
    driver.bot.waitUntil(demo.isEnabled)
    assert demo.text() == usual


def test_the_products_of_a_run_are_one_click_away(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    driver.have_shop(open_sandbox(products=12).endpoints)
    driver.consent()
    driver.wait_end()
    driver.page("pageRuns")
    driver.wait_for(QPushButton, "changedInRunButton").click()
    driver.bot.waitUntil(lambda: driver.window.current_page() == "pageProducts")
    driver.bot.waitUntil(lambda: driver.text("productCount").startswith("12 "))
    chip = driver.wait_for(QPushButton, "filterChip")
    assert "1" in chip.text()


def test_a_sync_is_cancelled_within_a_second_and_goes_on_later(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    sandbox = open_sandbox(products=45, latency_ms=40)
    driver.have_shop(sandbox.endpoints)
    driver.consent()
    bar_moved = lambda: "/" in driver.text("progressText")  # noqa: E731
    driver.bot.waitUntil(bar_moved)
    before = datetime.now(UTC)
    driver.click("cancelButton")
    driver.wait_end("idle")
    assert (datetime.now(UTC) - before).total_seconds() < 1.5
    assert driver.wait_for(QLabel, "noteTitle").text() == translate("The last sync was cancelled.")
    driver.click("step_continue")
    assert not driver.shown(QDialog, "consentDialog")  # its consent holds
    driver.wait_end()
    assert driver.find(QLabel, "verifiedBadge").property("tone") == Tone.GOOD


def test_a_preview_writes_nothing_and_its_numbers_stand_in_the_consent(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    endpoints = open_sandbox(products=30).endpoints
    driver.have_shop(endpoints)
    driver.click("consentCancelButton")
    driver.menu("actionPreview")
    driver.wait_end("idle")
    driver.click("planCancelButton")
    note = driver.wait_for(QLabel, "noteTitle")
    assert note.text() == translate("The preview is ready; nothing has been written.")
    assert products_in_account(endpoints) == ()
    driver.menu("actionProductSync")
    dialog = driver.wait_for(QDialog, "consentDialog")

    def figures() -> list[str]:
        labels = dialog.findChildren(QLabel)
        return [label.text() for label in labels if label.property("role") == "figure"]

    driver.bot.waitUntil(lambda: len(figures()) == 6)
    in_shop, new, changes, unchanged, skipped, gone = map(int, figures())
    assert in_shop == 30 == new + changes + unchanged + skipped
    assert (changes, gone) == (0, 0)
    details = driver.find(QPushButton, "consentDetailsButton", dialog)
    assert details.text() == translate("Details ({n})").format(n=new + skipped)
    driver.click("consentDetailsButton")
    driver.wait_for(QDialog, "previewDialog")
    assert not driver.shown(QDialog, "consentDialog")
    driver.wait_end("idle")
    driver.click("planCancelButton")
    assert products_in_account(endpoints) == ()
    driver.menu("actionProductSync")
    driver.wait_for(QDialog, "consentDialog")
    with driver.begins():
        driver.consent()
    driver.wait_end()
    assert len(products_in_account(endpoints)) == new
    assert new + skipped == 30


def test_the_first_sync_is_previewed_from_its_consent(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    endpoints = open_sandbox(products=5).endpoints
    driver.have_shop(endpoints)
    with driver.begins():
        driver.click("consentDetailsButton")
    driver.wait_for(QDialog, "previewDialog")
    assert not driver.shown(QDialog, "consentDialog")
    driver.wait_end("idle")
    driver.click("planCancelButton")
    assert products_in_account(endpoints) == ()


def test_disconnecting_forgets_the_shop_here_only(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    endpoints: Endpoints = open_sandbox().endpoints
    driver.have_shop(endpoints)
    driver.consent()
    driver.wait_end()
    page = driver.window.open_page("pageProducts")
    page.set_filters(Filters(in_stock=True))  # type: ignore[attr-defined]
    driver.bot.keyClicks(driver.find(QLineEdit, "productSearch"), "a")
    driver.page("pageConnections")
    driver.menu("actionDisconnect")
    dialog = driver.wait_for(QDialog, "disconnectDialog")
    driver.bot.keyClick(dialog, Qt.Key.Key_Return)
    driver.bot.waitUntil(lambda: not driver.shown(QDialog, "disconnectDialog"))
    assert driver.card.isVisible()
    driver.menu("actionDisconnect")
    driver.wait_for(QDialog, "disconnectDialog")
    driver.click("disconnectConfirmButton")
    driver.bot.waitUntil(lambda: driver.shown(QPushButton, "emptyAddButton"))
    driver.page("pageProducts")
    driver.bot.waitUntil(lambda: driver.shown(QLabel, "productEmptyTitle"))
    assert not driver.shown(QPushButton, "filterChip")  # there is nothing left to narrow
    assert driver.find(QLineEdit, "productSearch").text() == ""


def quit_by_menu(driver: Driver) -> None:
    driver.window.quit()


def log_off(driver: Driver) -> None:
    """What Qt does when Windows ends the session: the process is gone when this returns."""
    app = QApplication.instance()
    assert app is not None
    QMetaObject.invokeMethod(app, "aboutToQuit")


@pytest.mark.parametrize("leave", [quit_by_menu, log_off])
def test_quitting_during_a_sync_ends_it_cleanly(
    driver: Driver, open_sandbox: OpenSandbox, shopsync_home: Path, leave: Callable[[Driver], None]
) -> None:
    driver.have_shop(open_sandbox(products=90, latency_ms=40).endpoints)
    driver.consent()
    driver.bot.waitUntil(lambda: "/" in driver.text("progressText"))
    before = datetime.now(UTC)
    leave(driver)
    assert (datetime.now(UTC) - before).total_seconds() < 1.5
    # Whoever copies the file alone has everything.
    assert not list(shopsync_home.glob("*.db-wal"))
    driver.open()
    driver.bot.waitUntil(lambda: driver.state() == "idle")
    driver.page("pageRuns")
    assert driver.wait_for(QLabel, "runState").text() == translate("Cancelled")


def test_with_the_free_package_the_first_sync_waits_for_the_user(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    driver.fill_connection(open_sandbox().endpoints)
    for name, index in (("packageBox", 1), ("priceBox", 1), ("categoriesBox", 1), ("paceBox", 1)):
        box = driver.find(QComboBox, name)
        driver.bot.keyClick(box, Qt.Key.Key_Down)
        assert box.currentIndex() == index
    driver.click("connectButton")
    driver.wait_for(QCheckBox, "sessionOnlyCheckBox")
    driver.tick("sessionOnlyCheckBox")
    driver.click("connectButton")
    driver.wait_for(QLabel, "noteTitle")
    assert not driver.shown(QDialog, "consentDialog")
    (connection,) = driver.window.context.connections
    chosen = connection.options
    assert (chosen.package, chosen.price) == (Package.FREE, PriceChoice.LIST)
    driver.menu("actionEdit")
    driver.wait_for(QDialog, "connectionDialog")
    assert driver.find(QComboBox, "packageBox").currentIndex() == 1
    driver.click("connectButton")
    driver.bot.waitUntil(lambda: not driver.shown(QDialog, "connectionDialog"))
    (connection,) = driver.window.context.connections
    assert connection.options == chosen
    driver.sync()
