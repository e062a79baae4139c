"""The general settings: size, language, proxy and numbers, and what a restart would lose."""

from __future__ import annotations

from contextlib import closing

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QLabel,
    QLineEdit,
    QPushButton,
)

from shopsync_gui.core.text import translate
from shopsync_gui.store import open_store
from shopsync_gui.system.secrets import SA_PASSWORD
from tests.ui.driver import Driver
from tests.ui.past import connect


def test_another_size_offers_the_next_start(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    monkeypatch.setattr(
        "shopsync_gui.app.program.start_again", lambda without: started.append(without)
    )
    driver.page("pageGeneral")
    assert not driver.shown(QPushButton, "restartButton")
    size = driver.find(QComboBox, "setting:ui.scale")
    driver.bot.keyClick(size, Qt.Key.Key_Down)
    driver.wait_for(QPushButton, "restartButton")
    driver.bot.keyClick(size, Qt.Key.Key_Up)
    assert not driver.shown(QPushButton, "restartButton")
    driver.bot.keyClick(size, Qt.Key.Key_Down)
    driver.click("restartButton")
    assert started == [""]  # nothing of the environment was the program's own
    assert not driver.window.isVisible()


def test_a_restart_that_loses_passwords_is_asked_about(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    monkeypatch.setattr(
        "shopsync_gui.app.program.start_again", lambda without: started.append(without)
    )
    with closing(open_store(driver.window.context.store.path)) as store:
        shop = connect(store)
    driver.window.context.connections.reload()
    driver.bot.waitUntil(lambda: len(driver.window.context.connections) == 1)
    driver.window.context.secrets.remember(shop.name, SA_PASSWORD, shop.sa_url, "typed")
    driver.page("pageGeneral")
    driver.bot.keyClick(driver.find(QComboBox, "setting:ui.scale"), Qt.Key.Key_Down)
    driver.click("restartButton")
    dialog = driver.wait_for(QDialog, "restartDialog")
    title = driver.window.context.connections.title_of(shop)
    assert any(title in label.text() for label in dialog.findChildren(QLabel))
    driver.click("restartCancelButton")
    assert driver.window.isVisible()
    driver.click("restartButton")
    driver.click("restartConfirmButton")
    assert started == [""]


def test_a_chosen_language_comes_before_the_environments(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPSYNC_LANGUAGE", "hu")
    driver.page("pageGeneral")
    box = driver.find(QComboBox, "setting:ui.language")
    assert [box.itemText(i) for i in range(box.count())][1:] == [translate("Hungarian"), "English"]
    assert box.currentText() == translate("Hungarian")
    driver.bot.keyClick(box, Qt.Key.Key_End)
    box = driver.find(QComboBox, "setting:ui.language")
    assert box.currentText() == "English"
    driver.bot.keyClick(box, Qt.Key.Key_Home)
    box = driver.find(QComboBox, "setting:ui.language")
    assert box.currentText() == translate("Same as the system")  # for which the variable stands


def test_an_address_that_is_no_proxy_is_marked_and_not_kept(driver: Driver) -> None:
    driver.page("pageGeneral")
    driver.click("advancedButton")
    field = driver.find(QLineEdit, "setting:network.proxy")
    for typed, kept in (
        ("nem cím", ""),
        ("http://proxy.example.com:8080", "http://proxy.example.com:8080"),
    ):
        driver.type("setting:network.proxy", typed)
        driver.bot.keyClick(field, Qt.Key.Key_Return)
        assert driver.window.context.settings.get("network.proxy") == kept
        assert bool(field.property("invalid")) == (not kept)
    assert not field.toolTip()


@pytest.mark.parametrize(("language", "shown"), [("hu", "2,5"), ("en", "2.5")])
def test_decimals_are_written_as_everywhere_and_taken_with_a_point(
    driver: Driver, language: str, shown: str
) -> None:
    driver.window.context.settings.set("ui.language", language)
    driver.page("pageGeneral")
    driver.click("advancedButton")
    number = driver.find(QDoubleSpinBox, "setting:pull.rate")
    number.selectAll()
    driver.bot.keyClicks(number, "2.5")
    driver.bot.keyClick(number, Qt.Key.Key_Return)
    assert number.text() == shown
    driver.bot.waitUntil(lambda: driver.window.context.settings.get("pull.rate") == 2.5)
