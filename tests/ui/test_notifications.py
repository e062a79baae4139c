"""The e-mail account through its page: preset, fields, test message, and the message after a sync."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from functools import partial
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QSpinBox

from shopsync_gui.core.runs.mail import COMPLETE_SUBJECT
from shopsync_gui.core.text import _, translate
from shopsync_gui.store import Store
from shopsync_gui.system.secrets import MAIL, SMTP_PASSWORD
from tests.patience import patient
from tests.ports import free_port
from tests.ui.conftest import OpenSandbox
from tests.ui.driver import Driver
from tests.ui.program import program, wait_until


@dataclass
class Mailbox:
    """A mail server without a password, on this computer."""

    port: int
    taken: list[bytes] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken.append(envelope.content)
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox(free_port())
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    yield box
    controller.stop()


def fill(driver: Driver, mailbox: Mailbox) -> None:
    """Type an account that leads to the server in the test."""
    driver.page("pageNotifications")
    driver.window.context.settings.set("mail.security", "none")
    driver.find(QSpinBox, "mailPort").setValue(mailbox.port)
    for name, text in (
        ("mailHost", "127.0.0.1"),
        ("mailSender", "bolt@example.com"),
        ("mailRecipients", "marketing@example.com, bolt@example.com"),
    ):
        driver.type(name, text)
        driver.find(QLineEdit, name).editingFinished.emit()


def type_in(driver: Driver, name: str, text: str) -> None:
    """Type into a field and leave it."""
    driver.type(name, text)
    driver.find(QLineEdit, name).editingFinished.emit()


def result(driver: Driver) -> str:
    return driver.find(QLabel, "mailTestResult").text()


def taken() -> str:
    return translate("The mail server has taken the test message.")


def test_a_provider_fills_in_its_server(driver: Driver) -> None:
    driver.page("pageNotifications")
    provider = driver.find(QComboBox, "mailProvider")
    provider.setCurrentIndex(provider.findText("Gmail"))
    provider.activated.emit(provider.currentIndex())
    assert driver.find(QLineEdit, "mailHost").text() == "smtp.gmail.com"
    assert driver.find(QSpinBox, "mailPort").value() == 587
    assert driver.find(QComboBox, "mailSecurity").currentText() == "STARTTLS"
    driver.type("mailHost", "smtp.example.com")
    driver.find(QLineEdit, "mailHost").editingFinished.emit()
    assert provider.currentIndex() == 0


def test_no_encryption_is_shown_as_it_is(driver: Driver) -> None:
    driver.page("pageNotifications")
    settings = driver.window.context.settings
    field = driver.find(QComboBox, "mailSecurity")
    offered = field.count()
    settings.set("mail.security", "none")
    assert field.currentData() == "none"
    elsewhere = driver.text("mailSecurityNote")
    type_in(driver, "mailHost", "127.0.0.1")
    here = driver.text("mailSecurityNote")
    assert elsewhere
    assert here
    assert here != elsewhere
    settings.set("mail.security", "tls")
    assert field.currentData() == "tls"
    assert not driver.shown(QLabel, "mailSecurityNote")
    field.setCurrentIndex(field.findData("none"))
    field.activated.emit(field.currentIndex())
    assert settings.get("mail.security") == "none"
    settings.set("mail.security", "starttls")
    type_in(driver, "mailHost", "smtp.example.com")
    assert field.count() == offered
    assert field.currentData() == "starttls"


def test_recipients_may_have_names(driver: Driver) -> None:
    driver.page("pageNotifications")
    type_in(driver, "mailRecipients", "Kovács  Béla <bela@example.com>; anna@example.com")
    kept = "Kovács Béla <bela@example.com>, anna@example.com"
    assert driver.window.context.settings.get("mail.recipients") == kept
    assert driver.find(QLineEdit, "mailRecipients").text() == kept


def test_pasted_lines_are_recipients(driver: Driver) -> None:
    driver.page("pageNotifications")
    field = driver.find(QLineEdit, "mailRecipients")
    QApplication.clipboard().setText("Kovács Béla <bela@example.com>\nanna@example.com\n")
    field.paste()
    field.editingFinished.emit()
    kept = driver.window.context.settings.get("mail.recipients")
    assert kept == "Kovács Béla <bela@example.com>, anna@example.com"


def test_a_test_message_and_then_one_after_the_sync(
    driver: Driver, mailbox: Mailbox, open_sandbox: OpenSandbox
) -> None:
    fill(driver, mailbox)
    driver.click("mailTestButton")
    driver.bot.waitUntil(lambda: result(driver) == taken())
    assert len(mailbox.taken) == 1
    driver.page("pageConnections")
    driver.have_shop(open_sandbox(products=10).endpoints)
    driver.consent()
    driver.wait_end()
    driver.bot.waitUntil(lambda: len(mailbox.taken) == 2)
    message = message_from_bytes(mailbox.taken[1], policy=policy.default)
    assert message["Subject"] == COMPLETE_SUBJECT
    driver.page("pageNotifications")
    state = driver.wait_for(QLabel, "mailState")
    driver.bot.waitUntil(lambda: driver.text("mailState") == translate("Sent"))
    assert state is not None


def test_a_server_that_is_not_there_is_named(driver: Driver, mailbox: Mailbox) -> None:
    fill(driver, mailbox)
    driver.type("mailHost", "localhost")
    driver.find(QLineEdit, "mailHost").editingFinished.emit()
    driver.find(QSpinBox, "mailPort").setValue(1)
    driver.click("mailTestButton")
    driver.bot.waitUntil(lambda: told(driver, "localhost:1"))
    assert told(driver, _("The mail server cannot be reached"))
    assert result(driver) == ""
    driver.page("pageRuns")
    driver.page("pageNotifications")
    assert not told(driver, _("The mail server cannot be reached"))  # it has been seen


class _HangsUp(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        """Say nothing and hang up."""


def test_a_server_that_hangs_up_is_told_in_plain_words(driver: Driver, mailbox: Mailbox) -> None:
    fill(driver, mailbox)
    with socketserver.TCPServer(("127.0.0.1", 0), _HangsUp) as server:
        thread = threading.Thread(target=server.handle_request, daemon=True)
        thread.start()
        driver.find(QSpinBox, "mailPort").setValue(server.server_address[1])
        driver.click("mailTestButton")
        driver.bot.waitUntil(
            lambda: told(driver, translate("The mail server ended the connection"))
        )
        thread.join(patient(5))
    assert not told(driver, "SMTP")


def test_a_password_leaves_the_field_and_is_never_a_setting(driver: Driver) -> None:
    driver.page("pageNotifications")
    field = driver.find(QLineEdit, "mailPassword")
    assert field.echoMode() is QLineEdit.EchoMode.Password
    driver.type("mailPassword", "titkos-kanari")
    field.editingFinished.emit()
    driver.bot.waitUntil(lambda: field.text() == "")
    context = driver.window.context
    assert (
        context.secrets.get(MAIL, SMTP_PASSWORD, context.settings.values.mail.host)
        == "titkos-kanari"
    )
    raw = b"".join(p.read_bytes() for p in context.home.rglob("*") if p.is_file())
    assert b"titkos-kanari" not in raw


def test_what_is_typed_while_the_keyring_is_asked_stays(driver: Driver) -> None:
    driver.page("pageNotifications")
    context = driver.window.context
    may_go_on, asked = threading.Event(), threading.Event()

    def wait(_store: Store) -> None:
        asked.set()
        may_go_on.wait(20)

    context.store.keyring.ask(context.store, wait, lambda _done: None)
    field = driver.find(QLineEdit, "mailPassword")
    driver.type("mailPassword", "elso")
    field.editingFinished.emit()
    driver.bot.waitUntil(asked.is_set)
    driver.type("mailPassword", "masodik")
    may_go_on.set()
    host = context.settings.values.mail.host
    driver.bot.waitUntil(lambda: context.secrets.get(MAIL, SMTP_PASSWORD, host) == "elso")
    driver.bot.waitUntil(
        lambda: field.placeholderText() == translate("kept until the program is closed")
    )
    assert field.text() == "masodik"


@pytest.mark.parametrize(
    ("name", "key", "text", "wrong"),
    [
        ("mailSender", "mail.sender", "Bolt Kft.", "Bolt Kft."),
        ("mailRecipients", "mail.recipients", "jo@example.com; Kis Éva rossz", "Kis Éva rossz"),
    ],
)
def test_what_is_no_address_is_not_kept_and_the_field_says_why(
    driver: Driver, name: str, key: str, text: str, wrong: str
) -> None:
    driver.page("pageNotifications")
    type_in(driver, name, "bolt@example.com")
    type_in(driver, name, text)
    field = driver.find(QLineEdit, name)
    assert field.property("invalid") is True
    assert field.text() == text
    assert f"„{wrong}”" in driver.text(f"{name}Fault")
    assert driver.window.context.settings.get(key) == "bolt@example.com"
    type_in(driver, name, "")
    assert field.property("invalid") is False
    assert not driver.shown(QLabel, f"{name}Fault")
    assert driver.window.context.settings.get(key) == ""


def test_the_test_names_an_address_that_is_none(driver: Driver, mailbox: Mailbox) -> None:
    fill(driver, mailbox)
    for name, text in (
        ("mailSender", "bolt"),
        ("mailRecipients", "jo@example.com, rossz"),
    ):
        before = driver.find(QLineEdit, name).text()
        driver.type(name, text)
        driver.find(QLineEdit, name).editingFinished.emit()
        driver.click("mailTestButton")
        wrong = text.split()[-1]
        driver.bot.waitUntil(partial(told, driver, translate("This is not an e-mail address")))
        assert told(driver, f"„{wrong}”")
        assert not told(
            driver, translate("The mail server, the sender or the recipient is missing.")
        )
        driver.type(name, before)
        driver.find(QLineEdit, name).editingFinished.emit()
    assert mailbox.taken == []


def told(driver: Driver, words: str) -> bool:
    labels = driver.window.findChildren(QLabel)
    return any(words in label.text() for label in labels if label.isVisible())


def test_the_test_button_keeps_the_focus(driver: Driver, mailbox: Mailbox) -> None:
    fill(driver, mailbox)
    button = driver.find(QPushButton, "mailTestButton")
    button.setFocus()
    driver.bot.keyClick(button, Qt.Key.Key_Space)
    driver.bot.keyClick(button, Qt.Key.Key_Space)  # nothing more while it works
    assert driver.window.focusWidget() is button
    driver.bot.waitUntil(lambda: result(driver) == taken())
    assert driver.window.focusWidget() is button
    assert len(mailbox.taken) == 1


def test_the_switches_say_that_nothing_is_sent_without_an_account(
    driver: Driver, mailbox: Mailbox
) -> None:
    driver.page("pageNotifications")
    assert driver.text("noMailNote") == translate(
        "No e-mail is sent until the mail server, the sender and a recipient are given below."
    )
    switches = ("setting:notify.mail", "setting:notify.mail_problems")
    for name in switches:
        driver.tick(name)
    assert not driver.shown(QLabel, "noMailNote")
    driver.tick(switches[0])
    assert driver.shown(QLabel, "noMailNote")
    fill(driver, mailbox)
    assert not driver.shown(QLabel, "noMailNote")


def test_what_no_setting_can_hold_is_marked_and_not_kept(driver: Driver) -> None:
    driver.page("pageNotifications")
    field = driver.find(QLineEdit, "mailHost")
    for text, fine in (("smtp.example.com\u200b", False), ("smtp.example.com ", True)):
        driver.type("mailHost", text)
        field.editingFinished.emit()
        assert bool(field.property("invalid")) is not fine
        assert driver.shown(QLabel, "mailHostFault") is not fine
        kept = driver.window.context.settings.get("mail.host")
        assert kept == ("smtp.example.com" if fine else "")


def test_a_program_that_is_closed_looks_into_the_outbox_no_more(qapp: QApplication) -> None:
    with program() as window:
        window.show()
        context = window.context
        assert context.home.is_dir()
    context.mailer.look()
    wait_until(lambda: not context.background.is_busy)
    assert not context.home.exists()
