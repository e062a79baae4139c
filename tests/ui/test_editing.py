"""The dialog that edits a connected shop: each side has its own secret, and the focus is where it helps."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from socketserver import BaseRequestHandler, ThreadingTCPServer

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from shopsync_gui.core import errors
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.core.text import translate
from shopsync_gui.sandbox.config import Endpoints
from shopsync_gui.store import open_store
from shopsync_gui.sync.run.secret_addresses import address_of, forget_secrets
from shopsync_gui.sync.standing.remark import Step
from shopsync_gui.system.secrets import CLIENT_SECRET, SA_PASSWORD
from shopsync_gui.ui.jobs.purposes import EditShop
from shopsync_gui.ui.jobs.steps import TakeStep
from tests.connected import connect_shop
from tests.ui.conftest import OpenSandbox
from tests.ui.driver import Driver


@pytest.fixture
def editing(driver: Driver, open_sandbox: OpenSandbox) -> Endpoints:
    """The editor of a shop of which no secret is stored."""
    endpoints = open_sandbox().endpoints
    driver.have_shop(endpoints)
    driver.click("consentCancelButton")
    context = driver.window.context
    forget_secrets(context.secrets, context.connections[0])
    driver.menu("actionEdit")
    driver.wait_for(QDialog, "connectionDialog")
    for side in ("shopStatus", "accountStatus"):
        driver.bot.waitUntil(lambda: driver.status(side).startswith("✗"))  # noqa: B023
    return endpoints


def test_the_editor_begins_at_the_first_secret_that_is_missing(
    driver: Driver, editing: Endpoints
) -> None:
    dialog = driver.find(QDialog, "connectionDialog")
    assert dialog.focusWidget() is driver.find(QLineEdit, "clientSecretField")


@pytest.mark.parametrize(
    ("kind", "field"),
    [(CLIENT_SECRET, "clientSecretField"), (SA_PASSWORD, "saPasswordField")],
)
def test_the_missing_password_on_the_first_page_leads_to_its_field(
    driver: Driver, open_sandbox: OpenSandbox, kind: str, field: str
) -> None:
    driver.have_shop(open_sandbox().endpoints)
    driver.click("consentCancelButton")
    context = driver.window.context
    (shop,) = context.connections
    context.secrets.delete(shop.name, kind, address_of(shop, kind))
    context.requests.open_for(EditShop(shop.id))
    dialog = driver.wait_for(QDialog, "connectionDialog")
    secret = driver.find(QLineEdit, field)
    driver.bot.waitUntil(lambda: dialog.focusWidget() is secret)
    assert secret.placeholderText() == ""


def test_another_naming_of_categories_says_when_it_takes_effect(
    driver: Driver, editing: Endpoints
) -> None:
    assert not driver.shown(QLabel, "categoriesLater")
    driver.click("addressesButton")
    box = driver.find(QComboBox, "categoriesBox")
    assert not driver.shown(QLabel, "categoriesLater")
    kept = box.currentIndex()
    box.setCurrentIndex(1 - kept)
    assert driver.shown(QLabel, "categoriesLater")
    for shown in (False, True):
        driver.click("addressesButton")
        assert driver.shown(QLabel, "categoriesLater") is shown
    box.setCurrentIndex(kept)
    assert not driver.shown(QLabel, "categoriesLater")


def test_who_types_already_is_not_led_away(driver: Driver, open_sandbox: OpenSandbox) -> None:
    driver.have_shop(open_sandbox().endpoints)
    driver.click("consentCancelButton")
    context = driver.window.context
    forget_secrets(context.secrets, context.connections[0])
    driver.menu("actionEdit")
    dialog = driver.find(QDialog, "connectionDialog")
    client_id = driver.find(QLineEdit, "clientIdField")
    client_id.setFocus()
    driver.bot.keyClicks(client_id, "x")
    driver.bot.waitUntil(lambda: driver.status("accountStatus").startswith("✗"))
    assert dialog.focusWidget() is client_id


def paste(driver: Driver, name: str, text: str) -> None:
    QApplication.clipboard().setText(text)
    driver.bot.keyClick(
        driver.find(QLineEdit, name), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier
    )


def test_a_side_needs_no_secret_but_its_own(driver: Driver, editing: Endpoints) -> None:
    secrets = ("clientSecretField", "saPasswordField")
    assert [driver.find(QLineEdit, name).placeholderText() for name in secrets] == ["", ""]
    assert "webshop" not in driver.status("accountStatus")
    paste(driver, "clientSecretField", editing.client_secret)
    driver.bot.waitUntil(lambda: driver.status("shopStatus").startswith("✓"))
    assert driver.status("accountStatus").startswith("✗")
    paste(driver, "saPasswordField", editing.sa_password)
    driver.bot.waitUntil(lambda: driver.status("accountStatus").startswith("✓"))
    assert driver.status("shopStatus").startswith("✓")


def test_what_a_side_refused_is_taken_back_when_both_answer(
    driver: Driver, open_sandbox: OpenSandbox, monkeypatch: pytest.MonkeyPatch, editing: Endpoints
) -> None:
    monkeypatch.setenv("SHOPSYNC_CLIENT_SECRET", editing.client_secret)
    monkeypatch.setenv("SHOPSYNC_SA_PASSWORD", editing.sa_password)
    driver.click("testButton")
    driver.bot.waitUntil(lambda: driver.note() == translate("Both sides answer"))
    both = [driver.status(name)[:1] for name in ("shopStatus", "accountStatus")]
    assert both == ["✓", "✓"]


@pytest.mark.parametrize(
    ("wrong", "outcome"), [("clientSecretField", ["✗", "✓"]), ("saPasswordField", ["✓", "✗"])]
)
def test_a_failed_test_says_at_each_side_how_it_went(
    driver: Driver, editing: Endpoints, wrong: str, outcome: list[str]
) -> None:
    secrets = {"clientSecretField": editing.client_secret, "saPasswordField": editing.sa_password}
    for name, secret in {**secrets, wrong: "wrong"}.items():
        driver.find(QLineEdit, name).setText(secret)
    driver.click("testButton")  # before either side was asked by itself
    sides = ("shopStatus", "accountStatus")
    driver.bot.waitUntil(lambda: [driver.status(side)[:1] for side in sides] == outcome)


@pytest.mark.parametrize(
    ("problem", "field"),
    [
        (errors.WrongAccountPassword(user="u"), "saPasswordField"),
        (errors.WrongClientSecret(), "clientSecretField"),
    ],
)
def test_the_editor_begins_at_the_secret_that_was_refused(
    driver: Driver, open_sandbox: OpenSandbox, problem: errors.ShopSyncError, field: str
) -> None:
    driver.have_shop(open_sandbox().endpoints)
    driver.click("consentCancelButton")
    (shop,) = driver.window.context.connections
    run = RunReport(
        run_id=1,
        connection_id=shop.id,
        kind=JobKind.SYNC,
        state=RunState.FAILED,
        started_at=datetime.now(UTC),
        problem=problem.problem,
    )
    driver.window.context.requests.open_for(TakeStep(Step.EDIT, shop.id, run))
    dialog = driver.wait_for(QDialog, "connectionDialog")
    assert dialog.focusWidget() is driver.find(QLineEdit, field)


def test_the_editor_says_when_the_values_lead_elsewhere(driver: Driver, editing: Endpoints) -> None:
    note = driver.find(QDialog, "connectionDialog").findChild(QWidget, "elsewhereNoteBox")
    assert note is not None
    assert note.isHidden()
    user = driver.find(QLineEdit, "saUserField")
    user.setText("another@example.com")
    assert note.isVisible()
    user.setText(editing.sa_user)
    assert note.isHidden()


@pytest.mark.parametrize(
    ("column", "note"),
    [("sa_url", "accountHostNote"), ("shop_url", "shopHostNote"), ("token_url", "shopHostNote")],
)
def test_the_editor_shows_whose_address_a_password_would_be_sent_to(
    driver: Driver, open_sandbox: OpenSandbox, column: str, note: str
) -> None:
    driver.have_shop(open_sandbox().endpoints)
    driver.click("consentCancelButton")
    context = driver.window.context
    (shop,) = context.connections
    with closing(open_store(context.store.path)) as store:
        store.connections.update(shop.id, **{column: "https://elsewhere.example/api"})
    context.connections.reload()
    driver.bot.waitUntil(lambda: getattr(context.connections[0], column) != getattr(shop, column))
    driver.menu("actionEdit")
    driver.wait_for(QDialog, "connectionDialog")
    assert "elsewhere.example" in driver.find(QLabel, note).text()
    shown = {each for each in ("shopHostNote", "accountHostNote") if driver.shown(QLabel, each)}
    assert shown == {note}
    address = {"sa_url": "saUrlField", "shop_url": "shopUrlField", "token_url": "tokenUrlField"}
    field = driver.find(QLineEdit, address[column])
    assert field.text() == "https://elsewhere.example/api"
    field.setText(getattr(shop, column))
    assert not driver.shown(QLabel, note)


def test_passwords_that_nobody_types_stay_where_they_are(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    endpoints = open_sandbox(products=5).endpoints
    driver.have_shop(endpoints)  # no keyring works in a test
    driver.menu("actionEdit")
    driver.wait_for(QDialog, "connectionDialog")
    driver.click("addressesButton")
    driver.type("saUrlField", endpoints.sa_url + "/")
    driver.click("connectButton")
    driver.bot.waitUntil(lambda: not driver.shown(QDialog, "connectionDialog"))
    context = driver.window.context
    (shop,) = context.connections
    assert context.secrets.get(shop.name, SA_PASSWORD, shop.sa_url) == endpoints.sa_password


def test_a_saved_password_takes_back_that_it_was_refused(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    endpoints = open_sandbox(products=5).endpoints
    driver.have_shop(endpoints)
    context = driver.window.context
    (shop,) = context.connections
    address = address_of(shop, SA_PASSWORD)
    context.secrets.remember(shop.name, SA_PASSWORD, address, "wrong")
    driver.consent()
    driver.wait_end("paused")

    def titles() -> list[str]:
        notes = driver.card.findChildren(QLabel, "noteTitle")
        return [note.text() for note in notes if note.isVisible()]

    refused = errors.WrongAccountPassword(user=endpoints.sa_user).problem.title
    driver.bot.waitUntil(lambda: titles() == [refused])
    driver.menu("actionEdit")
    driver.wait_for(QDialog, "connectionDialog")
    driver.type("saPasswordField", endpoints.sa_password)
    driver.click("connectButton")
    driver.wait_for(QCheckBox, "sessionOnlyCheckBox")
    driver.tick("sessionOnlyCheckBox")
    driver.click("connectButton")
    wanted = translate("The new connection is in force; the sync can go on.")
    driver.bot.waitUntil(lambda: titles() == [wanted])


def test_escape_does_not_lose_what_was_typed(driver: Driver, editing: Endpoints) -> None:
    dialog = driver.find(QDialog, "connectionDialog")
    driver.type("saPasswordField", editing.sa_password)
    driver.bot.keyClick(dialog, Qt.Key.Key_Escape)
    driver.wait_for(QDialog, "leaveDialog")
    driver.click("leaveCancelButton")
    assert driver.find(QLineEdit, "saPasswordField").text() == editing.sa_password
    driver.bot.keyClick(dialog, Qt.Key.Key_Escape)
    driver.wait_for(QDialog, "leaveDialog")
    driver.click("leaveConfirmButton")
    assert not driver.shown(QDialog, "connectionDialog")
    driver.menu("actionEdit")
    dialog = driver.wait_for(QDialog, "connectionDialog")
    driver.bot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not driver.shown(QDialog, "connectionDialog"), "nothing was typed"


class _Doors(ThreadingTCPServer):
    """Both services, at one address; counts who came."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), BaseRequestHandler)
        self.visits = 0

    def process_request(self, request: object, client_address: object) -> None:
        self.visits += 1
        self.shutdown_request(request)  # type: ignore[arg-type]


@pytest.fixture
def doors(driver: Driver) -> Iterator[_Doors]:
    """The editor of a shop whose addresses lead to these doors, and of which no secret is stored."""
    server = _Doors()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    context = driver.window.context
    with closing(open_store(context.store.path)) as store:
        connect_shop(
            store,
            shop_url=f"{url}/api",
            token_url=f"{url}/token",
            sa_url=url,
            sa_user="user",
            now=datetime.now(UTC),
        )
    context.connections.reload()
    driver.page("pageConnections")
    driver.bot.waitUntil(lambda: len(context.connections) == 1)
    driver.menu("actionEdit")
    driver.wait_for(QDialog, "connectionDialog")
    for side in ("shopStatus", "accountStatus"):
        driver.bot.waitUntil(lambda: driver.status(side).startswith("✗"))  # noqa: B023
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def change_elsewhere(driver: Driver) -> None:
    with closing(open_store(driver.window.context.store.path)) as store:
        store.connections.update(1, sa_user="another@example.com")


@pytest.mark.parametrize("button", ["testButton", "connectButton", None])
def test_no_service_is_asked_by_values_that_were_changed_elsewhere(
    driver: Driver, doors: _Doors, button: str | None
) -> None:
    """Neither by a button nor by the check that follows the typing (None)."""
    change_elsewhere(driver)
    for field in ("clientSecretField", "saPasswordField"):
        driver.find(QLineEdit, field).setText("of-the-old-account")
    if button is not None:
        driver.click(button)
    driver.bot.waitUntil(lambda: driver.note() == errors.ConnectionChanged().problem.title)
    assert doors.visits == 0
    for name in ("testButton", "connectButton"):
        assert not driver.find(QPushButton, name).isEnabled()
    driver.find(QLineEdit, "saPasswordField").setText("another")
    assert driver.note() == errors.ConnectionChanged().problem.title
    assert not driver.find(QPushButton, "connectButton").isEnabled()


@pytest.mark.parametrize("removed", [False, True])
def test_an_open_form_says_at_once_that_the_connection_was_changed_elsewhere(
    driver: Driver, doors: _Doors, removed: bool
) -> None:
    change_elsewhere(driver)
    context = driver.window.context
    if removed:
        with closing(open_store(context.store.path)) as store:
            store.removals.remove(1)
    context.connections.reload()
    driver.bot.waitUntil(lambda: driver.note() == errors.ConnectionChanged().problem.title)
    assert doors.visits == 0


def test_what_a_command_changed_meanwhile_is_not_overwritten(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    endpoints = open_sandbox(products=5).endpoints
    driver.have_shop(endpoints)
    driver.menu("actionEdit")
    driver.wait_for(QDialog, "connectionDialog")
    context = driver.window.context
    (shop,) = context.connections
    elsewhere = {"shop_url": "https://other.example/api", "sa_user": "another@example.com"}
    with closing(open_store(context.store.path)) as store:
        changed = store.connections.update(shop.id, **elsewhere)
    driver.type("clientSecretField", endpoints.client_secret)
    driver.type("saPasswordField", endpoints.sa_password)
    driver.click("connectButton")
    driver.bot.waitUntil(lambda: driver.note() == errors.ConnectionChanged().problem.title)
    with closing(open_store(context.store.path)) as store:
        assert store.connections.all() == [changed]
    driver.click("connectionCancelButton")
    driver.bot.waitUntil(lambda: context.connections[0] == changed)
    driver.menu("actionEdit")
    driver.wait_for(QDialog, "connectionDialog")
    assert driver.find(QLineEdit, "shopUrlField").text() == changed.shop_url
