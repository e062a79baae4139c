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
    QFrame,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QToolButton,
)

from shopsync_gui.core import errors
from shopsync_gui.core.mapping import Package, PriceChoice
from shopsync_gui.core.text import ngettext, translate
from shopsync_gui.core.tone import Tone
from shopsync_gui.sandbox.config import Endpoints
from shopsync_gui.system.launch import program_command
from shopsync_gui.ui.kit.single_instance import SingleInstance
from tests.ui.conftest import OpenSandbox
from tests.ui.driver import Driver, products_in_account


def hours() -> str:
    return translate("The sync can take as long as 1–2 hours.")


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
    assert hours() not in driver.text("consentText")  # the connection test has counted
    assert driver.text("consentText").count("<li") == 4
    assert not driver.shown(QPushButton, "consentDetailsButton")
    start = driver.find(QPushButton, "consentSyncButton")
    assert start.text() == translate("Synchronise")
    assert not start.isEnabled()
    driver.tick("consentCheckBox")
    assert start.isEnabled()
    driver.tick("consentCheckBox")
    assert not start.isEnabled()
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
    driver.bot.waitUntil(
        lambda: (
            driver.text("productCount") == ngettext("{n} product", "{n} products", 1).format(n="1")
        )
    )
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
    bot.keyClick(start, Qt.Key.Key_Space)
    driver.bot.waitUntil(lambda: driver.window.context.jobs.busy)
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
    window = SingleInstance(home, lambda: None, driver.window)
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
    driver.connect_shop(open_sandbox(products=12).endpoints)
    driver.consent()
    driver.wait_end()
    driver.page("pageRuns")
    driver.wait_for(QPushButton, "changedInRunButton").click()
    driver.bot.waitUntil(lambda: driver.window.current_page() == "pageProducts")
    driver.bot.waitUntil(
        lambda: (
            driver.text("productCount")
            == ngettext("{n} product", "{n} products", 12).format(n="12")
        )
    )
    chip = driver.wait_for(QPushButton, "filterChip")
    assert "1" in chip.text()


def test_two_syncs_of_one_shop_are_warned_of(driver: Driver, open_sandbox: OpenSandbox) -> None:
    driver.connect_shop(open_sandbox().endpoints)
    chips = [driver.find(QPushButton, name) for name in ("hostedYes", "hostedNo", "hostedUnknown")]
    assert not any(chip.isChecked() for chip in chips)  # the answer is the user's own
    for name, warned in (("hostedYes", True), ("hostedUnknown", True), ("hostedNo", False)):
        driver.click(name)
        assert [chip.objectName() for chip in chips if chip.isChecked()] == [name]
        assert driver.shown(QFrame, "consentHostedWarningBox") is warned
    driver.click("hostedUnknown")
    unsure = driver.text("consentHostedText")
    driver.click("hostedYes")
    assert driver.text("consentHostedText") != unsure  # what is known is not said to be possible
    assert not driver.find(QPushButton, "consentSyncButton").isEnabled()
    driver.click("consentCancelButton")
    driver.menu("actionPreview")
    driver.wait_for(QFrame, "consentHostedWarningBox")
    assert not driver.shown(QPushButton, "hostedYes")  # answered, and not asked again
    driver.click("planCancelButton")
    driver.menu("actionProductSync")
    driver.wait_for(QFrame, "consentHostedWarningBox")
    driver.click("consentHostedChange")
    assert driver.find(QPushButton, "hostedYes").isChecked()
    driver.click("hostedNo")
    assert not driver.shown(QFrame, "consentHostedWarningBox")


def test_the_question_of_the_other_sync_is_asked_once(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    driver.connect_shop(open_sandbox().endpoints)
    assert driver.shown(QPushButton, "hostedYes")
    driver.consent()  # without an answer
    driver.wait_end()
    driver.menu("actionProductSync")
    driver.wait_for(QDialog, "consentDialog")
    assert not driver.shown(QPushButton, "hostedYes")
    assert driver.shown(QFrame, "consentHostedWarningBox")


def test_no_length_is_told_before_it_is_known_what_is_written(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    driver.connect_shop(open_sandbox(products=150).endpoints)
    later = translate("How long it still takes is shown once the first products are written.")
    driver.bot.waitUntil(lambda: later in driver.text("consentText"))
    assert hours() not in driver.text("consentText")
    driver.consent()
    driver.bot.waitUntil(lambda: driver.state() == "running")
    assert not any(sign.isdigit() for sign in driver.text("remainingText"))
    assert driver.find(QProgressBar, "progressBar").maximum() > 0
    driver.click("cancelButton")
    driver.bot.waitUntil(lambda: not driver.window.context.jobs.busy)


def test_no_length_is_told_of_an_account_whose_pace_nobody_knows(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    driver.connect_shop(open_sandbox(products=1001).endpoints)
    driver.bot.waitUntil(lambda: hours() in driver.text("consentText"))
    driver.consent()
    driver.bot.waitUntil(lambda: driver.state() == "running")
    assert driver.text("remainingText") == hours()
    driver.click("cancelButton")
    driver.bot.waitUntil(lambda: not driver.window.context.jobs.busy)


def test_hours_are_not_said_of_a_small_shop_nor_beside_an_estimate(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    driver.connect_shop(open_sandbox(products=60, latency_ms=30).endpoints)
    driver.consent()
    driver.bot.waitUntil(lambda: "/" in driver.text("progressText"))
    assert driver.text("remainingText") != hours()
    driver.wait_end()
    driver.menu("actionProductSync")
    driver.wait_for(QDialog, "consentDialog")
    driver.bot.waitUntil(
        lambda: (
            translate("The last sync took {time}.").partition("{")[0] in driver.text("consentText")
        )
    )
    assert hours() not in driver.text("consentText")
    kept = translate(
        "Every value that is written over is kept on this computer, so that the sync can be"
        " undone. It deletes nothing that was in the account."
    )
    assert kept in driver.text("consentText")
    driver.click("consentCancelButton")
    driver.menu("actionPreview")
    driver.wait_for(QLabel, "planCount")
    driver.click("planCancelButton")
    driver.menu("actionProductSync")
    driver.wait_for(QDialog, "consentDialog")
    driver.bot.waitUntil(
        lambda: (
            translate("Expected duration: about {time}.").partition("{")[0]
            in driver.text("consentText")
        )
    )
    assert hours() not in driver.text("consentText")


def test_escape_leaves_the_consent_and_starts_nothing(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    driver.connect_shop(open_sandbox().endpoints)
    driver.tick("consentCheckBox")
    dialog = driver.find(QDialog, "consentDialog")
    driver.bot.keyClick(dialog, Qt.Key.Key_Escape)
    driver.bot.waitUntil(lambda: not driver.shown(QDialog, "consentDialog"))
    assert not driver.window.context.jobs.busy
    assert driver.state() == "idle"


def test_a_sync_is_cancelled_within_a_second_and_goes_on_later(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    sandbox = open_sandbox(products=90, latency_ms=40)
    driver.connect_shop(sandbox.endpoints)
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


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"clientSecretField": "wrong-secret"}, errors.WrongClientSecret),
        ({"saPasswordField": "wrong-password"}, errors.WrongAccountPassword),
        ({"tokenUrlField": "{origin}/oauth/nowhere/app/token"}, errors.UnknownShop),
        ({"saUrlField": "http://127.0.0.1:9/sa"}, errors.NoNetwork),
        ({"shopUrlField": "http://127.0.0.1:9/api"}, errors.NoNetwork),
        ({"shopUrlField": "{page}", "tokenUrlField": "{page}"}, errors.WebPageInstead),
        ({"saUrlField": "{page}"}, errors.WebPageInstead),
        ({"fault": "shop-api-off"}, errors.ShopForbidden),
        ({"fault": "missing-scope"}, errors.MissingScope),
    ],
)
def test_what_is_wrong_is_named_and_nothing_typed_is_lost(
    driver: Driver,
    open_sandbox: OpenSandbox,
    web_page: str,
    wrong: dict[str, str],
    problem: type[errors.ShopSyncError],
) -> None:
    other = dict(wrong)
    fault = other.pop("fault", "")
    endpoints = open_sandbox(faults=(fault,) if fault else ()).endpoints
    origin = endpoints.sa_url.rsplit("/", 1)[0]
    other = {name: text.format(origin=origin, page=web_page) for name, text in other.items()}
    driver.fill_connection(endpoints, **other)
    driver.click("testButton")
    side = "SalesAutopilot" if any(name.startswith("sa") for name in other) else "Shoprenter"
    wanted = translate(problem.title).format(service=side)
    driver.bot.waitUntil(lambda: driver.note() == wanted)
    for name, text in other.items():
        assert driver.find(QLineEdit, name).text() == text
    assert driver.find(QPushButton, "connectButton").isEnabled()
    driver.click("connectButton")
    assert driver.note() == ""
    driver.bot.waitUntil(lambda: driver.note() == wanted)
    assert driver.find(QDialog, "connectionDialog").isVisible()


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("shopField", "not a shop!"),
        ("saUrlField", "http://example.com"),
        ("shopUrlField", "ftp://x"),
    ],
)
def test_what_cannot_be_right_is_marked_while_typing(
    driver: Driver, open_sandbox: OpenSandbox, field: str, text: str
) -> None:
    driver.fill_connection(open_sandbox().endpoints, **{field: text})
    assert driver.find(QLineEdit, field).property("invalid") is True
    assert not driver.find(QPushButton, "connectButton").isEnabled()


def test_a_shop_can_be_pasted_as_any_of_its_addresses(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    endpoints = open_sandbox().endpoints
    pasted = f"  https://www.{endpoints.shop_name}.shoprenter.hu/admin/?x=1 "
    driver.fill_connection(endpoints, shopField=pasted)
    driver.click("testButton")
    driver.bot.waitUntil(lambda: driver.note() == translate("Both sides answer"))


def test_a_preview_writes_nothing_and_its_numbers_stand_in_the_consent(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    endpoints = open_sandbox(products=30).endpoints
    driver.connect_shop(endpoints)
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
    driver.consent()
    driver.bot.waitUntil(lambda: driver.window.context.jobs.busy)
    driver.wait_end()
    assert len(products_in_account(endpoints)) == new
    assert new + skipped == 30


def test_disconnecting_forgets_the_shop_here_only(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    endpoints: Endpoints = open_sandbox().endpoints
    driver.connect_shop(endpoints)
    driver.consent()
    driver.wait_end()
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
    driver.connect_shop(open_sandbox(products=90, latency_ms=40).endpoints)
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
    driver.wait_for(QCheckBox, "sessionOnlyCheckBox")
    driver.tick("sessionOnlyCheckBox")
    driver.click("connectButton")
    driver.bot.waitUntil(lambda: not driver.shown(QDialog, "connectionDialog"))
    (connection,) = driver.window.context.connections
    assert connection.options == chosen
    driver.sync()
