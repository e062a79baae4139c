"""Closing the program: what is lost with it is said once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QLabel

from tests.ui.conftest import OpenSandbox
from tests.ui.driver import Driver


def close(driver: Driver, answer: str) -> list[str]:
    """Close the window, with a click on this button of what it asks; the words that were read there."""
    told: list[str] = []

    def read() -> None:
        for dialog in driver.window.findChildren(QDialog, "endingDialog"):
            told.extend(label.text() for label in dialog.findChildren(QLabel))
            driver.click(answer)

    QTimer.singleShot(0, driver.window, read)
    driver.window.close()
    return told


def test_passwords_that_nothing_keeps_are_told_once(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    driver.have_synced(open_sandbox(products=2).endpoints)
    window = driver.window
    (shop,) = window.context.connections
    told = close(driver, "endingCancelButton")
    assert window.isVisible()
    assert any(window.context.connections.title_of(shop) in text for text in told)
    assert close(driver, "endingConfirmButton") == told
    assert not window.isVisible()
    driver.open()
    secrets = driver.window.context.secrets
    secrets.remember(shop.name, "client_secret", shop.shop_url, "typed again")
    assert close(driver, "endingConfirmButton") == []
    assert not driver.window.isVisible()


def test_passwords_that_are_kept_are_no_reason_to_ask(
    driver: Driver, open_sandbox: OpenSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.have_synced(open_sandbox(products=2).endpoints)
    secrets = driver.window.context.secrets
    monkeypatch.setattr(secrets, "only_remembered", lambda _name: False)
    assert close(driver, "endingConfirmButton") == []
    assert not driver.window.isVisible()
