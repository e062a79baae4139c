"""A keyring that does not answer holds up nothing but what it is asked for."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from threading import Event

import keyring
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton

from shopsync_gui.core.errors import SecretsStay
from shopsync_gui.core.text import translate
from shopsync_gui.store import open_store
from tests.keyrings import DeafKeyring, LockedKeyring
from tests.patience import patient
from tests.ui.conftest import OpenSandbox
from tests.ui.driver import Driver
from tests.ui.past import connect


@pytest.fixture
def deaf(own_keyring: None) -> Iterator[DeafKeyring]:
    """A keyring that does not answer before the test lets it."""
    backend = DeafKeyring()
    yield backend
    backend.let.set()


def is_written(driver: Driver, key: str, value: object) -> bool:
    """Whether a setting stands in the file."""
    with closing(open_store(driver.window.context.store.path, read_only=True)) as store:
        return store.settings.all().get(key) == value


def type_mail_password(driver: Driver, deaf: DeafKeyring) -> None:
    """Have a password on its way to the keyring."""
    keyring.set_keyring(deaf)
    driver.page("pageNotifications")
    driver.type("mailPassword", "titok")
    driver.find(QLineEdit, "mailPassword").editingFinished.emit()
    driver.bot.waitUntil(deaf.asked.is_set)


def test_settings_are_written_while_a_password_is_being_kept(
    driver: Driver, deaf: DeafKeyring
) -> None:
    type_mail_password(driver, deaf)
    driver.window.context.settings.set("ui.theme", "dark")
    driver.bot.waitUntil(lambda: is_written(driver, "ui.theme", "dark"))
    assert not deaf.let.is_set()


def test_the_program_ends_while_the_keyring_is_silent(driver: Driver, deaf: DeafKeyring) -> None:
    type_mail_password(driver, deaf)
    began = time.monotonic()
    driver.close()
    assert time.monotonic() - began < patient(20)
    driver.open()


def disconnect(driver: Driver) -> None:
    driver.page("pageConnections")
    driver.menu("actionDisconnect")
    driver.wait_for(QDialog, "disconnectDialog")
    driver.click("disconnectConfirmButton")


def test_a_shop_is_gone_while_the_keyring_forgets_its_passwords(
    driver: Driver, open_sandbox: OpenSandbox, deaf: DeafKeyring
) -> None:
    driver.connect_shop(open_sandbox(products=10).endpoints)
    driver.click("consentCancelButton")
    keyring.set_keyring(deaf)
    disconnect(driver)
    driver.bot.waitUntil(lambda: driver.shown(QPushButton, "emptyAddButton"))
    driver.bot.waitUntil(deaf.asked.is_set)
    driver.window.context.settings.set("ui.theme", "dark")
    driver.bot.waitUntil(lambda: is_written(driver, "ui.theme", "dark"))
    assert not deaf.let.is_set()


def test_passwords_that_stay_in_the_keyring_are_told(
    driver: Driver, open_sandbox: OpenSandbox, own_keyring: None
) -> None:
    driver.connect_shop(open_sandbox(products=10).endpoints)
    driver.click("consentCancelButton")
    shop = driver.window.context.connections[0].name
    keyring.set_keyring(LockedKeyring())
    disconnect(driver)
    driver.bot.waitUntil(lambda: driver.shown(QPushButton, "emptyAddButton"))
    problem = SecretsStay(shop=shop).problem
    driver.bot.waitUntil(lambda: driver.status("statusText").startswith(problem.title))
    assert problem.action in driver.status("statusText")


@pytest.mark.parametrize(
    ("answer", "opened"), [(None, "connectionDialog"), ("kept", "consentDialog")]
)
def test_a_consent_waits_for_the_keyring(
    driver: Driver, own_keyring: None, answer: str | None, opened: str
) -> None:
    """Pressed again and again meanwhile, F5 opens one dialog."""
    deaf = DeafKeyring(answer)
    keyring.set_keyring(deaf)
    context = driver.window.context
    with closing(open_store(context.store.path)) as store:
        connect(store)
    context.connections.reload()
    driver.bot.waitUntil(lambda: len(context.connections) == 1)
    waiting = translate("Waiting for the passwords from the system's keyring…")
    try:
        for _time in range(2):
            driver.bot.keyClick(driver.window, Qt.Key.Key_F5)
            driver.bot.waitUntil(lambda: driver.status("statusText") == waiting)
        assert not driver.shown(QDialog, "consentDialog")
    finally:
        deaf.let.set()
    driver.wait_for(QDialog, opened)
    driver.bot.waitUntil(lambda: driver.status("statusText") != waiting)
    dialogs = [each for each in driver.window.findChildren(QDialog) if each.isVisible()]
    assert [each.objectName() for each in dialogs] == [opened]


def test_a_consent_that_is_asked_for_behind_a_slow_reading_opens_no_second_dialog(
    driver: Driver, own_keyring: None
) -> None:
    deaf, slow = DeafKeyring(None), Event()
    keyring.set_keyring(deaf)
    context = driver.window.context
    with closing(open_store(context.store.path)) as store:
        connect(store)
    context.connections.reload()
    driver.bot.waitUntil(lambda: len(context.connections) == 1)
    read: list[bool] = []
    try:
        driver.bot.keyClick(driver.window, Qt.Key.Key_F5)
        driver.bot.waitUntil(deaf.asked.is_set)
        context.store.reader.ask(driver.window, lambda _store: slow.wait(patient(30)))
        driver.bot.keyClick(driver.window, Qt.Key.Key_F5)
        deaf.let.set()
        driver.wait_for(QDialog, "connectionDialog")
    finally:
        deaf.let.set()
        slow.set()
    context.store.reader.ask(driver.window, lambda _store: True, read.append)
    driver.bot.waitUntil(lambda: read == [True])
    driver.bot.waitUntil(lambda: not context.requests.asked_for)
    dialogs = [each for each in driver.window.findChildren(QDialog) if each.isVisible()]
    assert [each.objectName() for each in dialogs] == ["connectionDialog"]
