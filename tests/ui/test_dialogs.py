"""What the dialogs have in common, and what settings that take effect at once look like."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QDate, QEvent, QSize, Qt, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from shopsync_gui.app import create
from shopsync_gui.core.text import translate
from shopsync_gui.ui.kit.plain_text import bullets
from shopsync_gui.ui.kit.question_dialog import Question, QuestionDialog
from shopsync_gui.ui.kit.tables import RowsTable
from shopsync_gui.ui.shell.closing_question import may_stop
from shopsync_gui.ui.shell.main_window import MainWindow
from tests.ui.conftest import OpenSandbox, on_screens
from tests.ui.driver import Driver
from tests.ui.program import program, settle, working


def test_a_list_shows_its_texts_as_they_are() -> None:
    assert "1 &lt; 2 &amp; &lt;b&gt;3" in bullets(["1 < 2 & <b>3", "x"])


def test_settings_are_equally_high_and_end_at_the_same_edge(driver: Driver) -> None:
    driver.page("pageGeneral")
    choice = driver.find(QComboBox, "setting:ui.theme")
    driver.click("advancedButton")
    number = driver.find(QSpinBox, "setting:pull.readers")
    switch = driver.find(QCheckBox, "setting:ui.compact")
    assert number.height() == choice.height()
    assert number.geometry().right() == choice.geometry().right() == switch.geometry().right()
    assert switch.property("switch") is True
    assert switch.width() == 36


def test_before_old_orders_are_read_nothing_is_spread_out(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    driver.have_shop(open_sandbox(products=5).endpoints)
    driver.click("consentCancelButton")
    driver.menu("actionImportOrders")
    dialog = driver.wait_for(QDialog, "ordersDialog")
    text = driver.find(QLabel, "ordersText")
    read = driver.find(QPushButton, "ordersReadButton")
    end_of_text = text.mapTo(dialog, text.rect().bottomLeft()).y()
    assert read.mapTo(dialog, read.rect().topLeft()).y() - end_of_text < 32


@on_screens(QSize(1000, 600), QSize(853, 493))
def test_read_orders_show_rows_of_their_products_on_a_low_screen(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    driver.have_shop(open_sandbox(products=10, orders=20).endpoints)
    driver.click("consentCancelButton")
    driver.menu("actionImportOrders")
    dialog = driver.wait_for(QDialog, "ordersDialog")
    driver.click("ordersReadButton")
    driver.wait_for(QLineEdit, "planSearch")
    settle(driver.window)
    rows = driver.find(RowsTable, "planItems", dialog)
    seen = rows.viewport().visibleRegion().boundingRect().height()
    assert seen >= 3 * rows.row_height()
    assert not driver.find(QLineEdit, "planSearch").visibleRegion().isEmpty()


def test_the_problem_of_an_undo_is_a_note_not_the_whole_dialog(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    sandbox = open_sandbox(products=20)
    driver.have_shop(sandbox.endpoints)
    driver.consent()
    driver.wait_end()
    sandbox.stop()
    driver.page("pageRuns")
    driver.wait_for(QPushButton, "undoRunButton")
    driver.click("undoRunButton")
    dialog = driver.wait_for(QDialog, "undoDialog")
    driver.bot.waitUntil(lambda: driver.shown(QFrame, "problemBox"))
    box = driver.find(QFrame, "problemBox", dialog)
    driver.bot.waitUntil(lambda: 0 < box.height() < 140)


def test_closing_while_a_sync_runs_is_asked_in_the_look_of_the_others(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    sandbox = open_sandbox()
    driver.have_shop(sandbox.endpoints)

    def keep() -> None:
        dialog = driver.find(QuestionDialog, "closeDialog")
        told = " ".join(shown.text() for shown in dialog.findChildren(QLabel))
        # These passwords are kept for the session only.
        assert translate("It asks for the passwords first: they are not kept.") in told
        driver.click("closeCancelButton")

    with sandbox.held():
        with driver.begins():
            driver.consent()
        QTimer.singleShot(0, driver.window, keep)
        driver.window.close()
        assert driver.window.isVisible()
        driver.window.context.jobs.cancel(driver.window.context.connections[0].id)
        driver.bot.waitUntil(lambda: not driver.window.context.jobs.busy)


def test_the_question_at_closing_goes_with_the_sync_it_is_about(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    sandbox = open_sandbox()
    driver.have_shop(sandbox.endpoints)
    jobs = driver.window.context.jobs

    def end_it() -> None:
        assert driver.shown(QuestionDialog, "closeDialog")
        jobs.cancel(driver.window.context.connections[0].id)

    with sandbox.held():
        with driver.begins():
            driver.consent()
        QTimer.singleShot(0, driver.window, end_it)
        driver.window.close()
    assert not jobs.busy
    assert driver.window.isVisible()
    assert not driver.shown(QuestionDialog, "closeDialog")


def test_closing_the_demo_promises_nothing_of_the_next_one(
    qapp: QApplication, open_sandbox: OpenSandbox
) -> None:
    with program(open_sandbox(products=200).endpoints) as window, working(window):
        told: list[str] = []

        def keep() -> None:
            (dialog,) = window.findChildren(QuestionDialog, "closeDialog")
            told.extend(shown.text() for shown in dialog.findChildren(QLabel))
            dialog.reject()

        QTimer.singleShot(0, window, keep)
        assert not may_stop(window, window.context)
        assert (
            translate("If you close the program now, it stops. The next demo begins anew.") in told
        )


def test_today_is_yesterday_from_midnight_on(qtbot: QtBot, shopsync_home: Path) -> None:
    days = [QDate(2026, 12, 24)]
    driver = Driver(qtbot)
    window = create(["shopsync"], today=lambda: days[0])
    assert isinstance(window, MainWindow)
    driver.window = window
    window.show()
    heard: list[bool] = []
    window.activation.happened.connect(lambda: heard.append(True))

    def becomes_active() -> bool:
        QApplication.sendEvent(window, QEvent(QEvent.Type.WindowActivate))
        return bool(heard)

    page = driver.find(QWidget, "pageConnections")
    driver.bot.waitUntil(becomes_active)  # it is watched soon after it was shown
    assert driver.find(QWidget, "pageConnections") is page
    days[0] = days[0].addDays(1)
    assert becomes_active()
    assert driver.find(QWidget, "pageConnections") is not page
    driver.close()


def test_the_demo_says_so_in_its_title(qtbot: QtBot, shopsync_home: Path) -> None:
    driver = Driver(qtbot)
    window = create(["shopsync", "--demo", "--products", "2"])
    assert isinstance(window, MainWindow)
    driver.window = window
    assert window.windowTitle() == translate("ShopSync – demo")
    driver.close()


def test_a_restarted_demo_says_that_it_begins_anew_and_keeps_its_look(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SHOPSYNC_HOME", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr("platformdirs.user_data_path", lambda *_names, **_more: tmp_path)
    monkeypatch.setattr("shopsync_gui.app.program.start_again", lambda without: None)
    chosen = {"ui.scale": "150", "ui.theme": "dark", "ui.language": "en", "pull.rate": 2.5}
    driver = Driver(qtbot)
    for began_anew in (False, True):
        window = create(["shopsync", "--demo", "--products", "2"])
        assert isinstance(window, MainWindow)
        driver.window = window
        settings = window.context.settings
        kept = {key: settings.get(key) == value for key, value in chosen.items()}
        assert kept == {key: began_anew and key != "pull.rate" for key in chosen}
        if not began_anew:
            for key, value in chosen.items():
                settings.set(key, value)
            window.show()
            driver.page("pageGeneral")
            driver.click("restartButton")
            dialog = driver.wait_for(QDialog, "restartDialog")
            text = translate(
                "The demo begins anew, with a new demo shop and an empty account: what you have done"
                " in it is lost. Language, size and look stay as you have chosen them."
            )
            assert text in [label.text() for label in dialog.findChildren(QLabel)]
            driver.click("restartConfirmButton")
            assert not window.isVisible()
    driver.close()


def enter(driver: Driver, name: str) -> None:
    """Go to a button and press Enter on it."""
    button = driver.find(QPushButton, name)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    driver.bot.waitUntil(button.hasFocus)
    driver.bot.keyClick(button, Qt.Key.Key_Return)


def test_enter_presses_the_button_that_has_the_focus(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    driver.have_shop(open_sandbox(products=5).endpoints)
    driver.tick("consentCheckBox")
    enter(driver, "consentCancelButton")
    driver.bot.waitUntil(lambda: not driver.shown(QDialog, "consentDialog"))
    assert not driver.window.context.jobs.busy
    driver.page("pageGeneral")
    driver.click("eraseButton")
    driver.wait_for(QDialog, "eraseDialog")
    driver.tick("eraseCheckBox")
    erase = driver.find(QDialog, "eraseDialog")
    driver.bot.keyClick(driver.find(QCheckBox, "eraseCheckBox"), Qt.Key.Key_Return)
    assert erase.isVisible(), "Enter elsewhere destroys nothing"
    enter(driver, "eraseCancelButton")
    driver.bot.waitUntil(lambda: not driver.shown(QDialog, "eraseDialog"))
    assert len(driver.window.context.connections) == 1
    driver.page("pageConnections")
    driver.click("addConnectionButton")
    driver.wait_for(QDialog, "connectionDialog")
    enter(driver, "connectionCancelButton")
    driver.bot.waitUntil(lambda: not driver.shown(QDialog, "connectionDialog"))


def test_where_nothing_is_asked_the_button_closes(driver: Driver) -> None:
    told = Question(name="told", title="8 products", text="All of them are equal.")
    QuestionDialog(driver.window, told).open()
    close = driver.find(QPushButton, "toldCancelButton")
    assert close.text() == translate("Close")
    assert not driver.shown(QPushButton, "toldConfirmButton")
    close.click()
    asked = Question(name="asked", title="8 products", text="Try again?", yes="Try")
    QuestionDialog(driver.window, asked).open()
    assert driver.find(QPushButton, "askedCancelButton").text() == translate("Cancel")
