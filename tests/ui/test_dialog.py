"""The base of the dialogs: its size, its position, what scrolls and what stays in sight."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, QSize, Qt, QTimer
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from shopsync_gui.core.tone import Tone
from shopsync_gui.ui.kit.agreeing_dialog import AgreeingDialog
from shopsync_gui.ui.kit.dialog import Dialog
from shopsync_gui.ui.kit.dialog_body import DialogBody
from shopsync_gui.ui.kit.note_box import NoteBox
from shopsync_gui.ui.kit.question_dialog import Question, QuestionDialog
from shopsync_gui.ui.kit.screen import ScreenBound
from shopsync_gui.ui.kit.theme import Theme
from shopsync_gui.ui.kit.widgets import button, label

SENTENCE = "A sentence that is long enough to need more than one line in a dialog of this width. "


class Host(ScreenBound, QWidget):
    """A window on a screen that a test chooses."""

    def __init__(self, screen: QRect) -> None:
        super().__init__()
        self.available = lambda _window: screen
        self.resize(600, 400)


@pytest.fixture
def host(qtbot: QtBot, qapp: QApplication, request: pytest.FixtureRequest) -> Host:
    """The window, shown; `indirect` parameters choose its screen."""
    theme = Theme("light", qapp)
    theme.dress()
    host = Host(getattr(request, "param", QRect(0, 0, 1920, 1080)))
    qtbot.addWidget(host)
    host.show()
    qtbot.waitExposed(host)
    return host


def opened(qtbot: QtBot, host: Host, sentences: int) -> tuple[Dialog, QLabel]:
    """A dialog with so much to read."""
    dialog = Dialog(host, "someDialog", "A title", "About it", wide=480)
    text = label(SENTENCE * sentences, wrap=True)
    dialog.body.addWidget(text)
    dialog.add_buttons(button("Cancel", dialog.reject), button("Do it", dialog.accept))
    dialog.open()
    qtbot.waitExposed(dialog)
    return dialog, text


def scrolls(dialog: Dialog) -> bool:
    (body,) = dialog.findChildren(DialogBody)
    return body.verticalScrollBar().maximum() > 0


def test_a_dialog_is_as_high_as_what_it_says(qtbot: QtBot, host: Host) -> None:
    few, _text = opened(qtbot, host, 1)
    many, text = opened(qtbot, host, 12)
    assert few.width() == many.width() == 480
    assert few.height() < many.height()
    assert not scrolls(few)
    assert not scrolls(many)
    assert text.height() == text.heightForWidth(text.width())


@pytest.mark.parametrize("host", [QRect(0, 0, 640, 380), QRect(100, 50, 400, 300)], indirect=True)
def test_on_a_small_screen_the_body_scrolls_and_the_foot_stays(qtbot: QtBot, host: Host) -> None:
    dialog, _text = opened(qtbot, host, 30)
    screen = host.available(host)
    qtbot.waitUntil(lambda: screen.contains(QRect(dialog.pos(), dialog.size())))
    assert scrolls(dialog)
    for foot in dialog.findChildren(QPushButton):
        assert foot.visibleRegion().boundingRect() == foot.rect()


def test_a_dialog_follows_its_content(qtbot: QtBot, host: Host) -> None:
    dialog, text = opened(qtbot, host, 1)
    fitted = dialog.height()
    text.setText(SENTENCE * 6)
    qtbot.waitUntil(lambda: dialog.height() > fitted)
    text.setText(SENTENCE)
    qtbot.waitUntil(lambda: dialog.height() == fitted)


def test_a_dialog_follows_its_foot(qtbot: QtBot, host: Host) -> None:
    dialog, _text = opened(qtbot, host, 1)
    fitted = dialog.height()
    tick = QCheckBox("One more")
    dialog.foot.addWidget(tick)
    qtbot.waitUntil(lambda: dialog.height() > fitted)
    assert not scrolls(dialog)


def test_a_height_chosen_by_hand_is_kept(qtbot: QtBot, host: Host) -> None:
    dialog, text = opened(qtbot, host, 1)
    dialog.resize(dialog.width(), 500)
    text.setText(SENTENCE * 3)
    qtbot.waitUntil(lambda: text.height() >= text.heightForWidth(text.width()))
    assert dialog.height() == 500
    text.setText(SENTENCE)
    qtbot.waitUntil(lambda: text.height() < 100)
    assert dialog.height() == 500
    text.setText(SENTENCE * 40)
    qtbot.waitUntil(lambda: dialog.height() > 500)


def test_a_dialog_with_a_size_keeps_it_until_it_needs_more(qtbot: QtBot, host: Host) -> None:
    dialog = Dialog(host, "someDialog", "A title", size=QSize(500, 300))
    text = label(SENTENCE, wrap=True)
    dialog.body.addWidget(text, 1)
    dialog.open()
    qtbot.waitExposed(dialog)
    assert dialog.size() == QSize(500, 300)
    text.setText(SENTENCE * 30)
    qtbot.waitUntil(lambda: dialog.height() > 300)
    text.setText(SENTENCE)
    qtbot.waitUntil(lambda: dialog.height() == 300)


def test_a_dialog_opens_over_the_middle_of_its_window(qtbot: QtBot, host: Host) -> None:
    host.move(400, 300)
    dialog, _text = opened(qtbot, host, 1)
    middle = host.frameGeometry().center()
    qtbot.waitUntil(lambda: (dialog.frameGeometry().center() - middle).manhattanLength() < 48)


def test_a_dialog_that_was_put_elsewhere_is_brought_onto_the_screen(
    qtbot: QtBot, host: Host
) -> None:
    dialog, _text = opened(qtbot, host, 1)
    dialog.move(-20, -20)
    screen = host.available(host)
    qtbot.waitUntil(lambda: screen.contains(dialog.frameGeometry()))


def test_a_dialog_that_was_put_elsewhere_as_it_grew_is_brought_back(
    qtbot: QtBot, host: Host
) -> None:
    dialog, text = opened(qtbot, host, 1)
    timers = dialog.findChildren(QTimer)
    assert timers
    qtbot.waitUntil(lambda: not any(timer.isActive() for timer in timers))
    before = dialog.height()
    text.setText(SENTENCE * 8)
    qtbot.waitUntil(lambda: dialog.height() > before)
    dialog.move(dialog.x(), -16)
    screen = host.available(host)
    qtbot.waitUntil(lambda: screen.contains(dialog.frameGeometry()))


def test_a_frame_that_is_only_being_made_does_not_lead_astray(qtbot: QtBot, host: Host) -> None:
    class Unframed(Dialog):
        def frameGeometry(self) -> QRect:
            return QRect(self.pos(), QSize(10, 10))

    dialog = Unframed(host, "someDialog", "A title", wide=480)
    dialog.open()
    middle = host.frameGeometry().center()
    qtbot.waitUntil(lambda: (dialog.geometry().center() - middle).manhattanLength() < 48)


@pytest.mark.parametrize("host", [QRect(0, 0, 640, 380)], indirect=True)
def test_the_keyboard_reaches_what_scrolls_then_the_foot(qtbot: QtBot, host: Host) -> None:
    dialog = Dialog(host, "someDialog", "A title", wide=480)
    fields = [QLineEdit() for _ in range(20)]
    for field in fields:
        dialog.body.addWidget(field)
    done = button("Close", dialog.accept)
    dialog.add_buttons(done)
    dialog.open()
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    fields[0].setFocus()
    for field in fields[1:]:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert field.hasFocus()
        qtbot.waitUntil(lambda: field.visibleRegion().boundingRect() == field.rect())  # noqa: B023
    qtbot.keyClick(fields[-1], Qt.Key.Key_Tab)
    assert done.hasFocus()


def test_enter_leaves_all_as_it_is_unless_the_button_has_the_focus(
    qtbot: QtBot, host: Host
) -> None:
    question = Question(name="some", title="Away with it?", text=SENTENCE, yes="Remove")
    removed: list[str] = []
    for pressed in ("someCancelButton", "someConfirmButton"):
        dialog = QuestionDialog(host, question, lambda: removed.append("removed"))
        dialog.open()
        qtbot.waitExposed(dialog)
        (target,) = dialog.findChildren(QPushButton, pressed)
        if pressed == "someConfirmButton":
            target.setFocus()
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
        assert bool(removed) is (pressed == "someConfirmButton")


def test_nothing_starts_without_the_tick(qtbot: QtBot, host: Host) -> None:
    started: list[str] = []

    class Starting(AgreeingDialog):
        def start(self) -> None:
            started.append("started")

    dialog = Starting(host, "someDialog", "A title", wide=480)
    dialog.add_agreement("I agree", "Start", names=("tick", "cancel", "start"))
    dialog.open()
    qtbot.waitExposed(dialog)
    (start,) = dialog.findChildren(QPushButton, "start")
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    start.click()
    assert not start.isEnabled()
    assert dialog.isVisible()
    dialog.tick.click()
    qtbot.keyClick(dialog.tick, Qt.Key.Key_Return)
    assert started == ["started"]
    assert not dialog.isVisible()


def test_a_note_says_what_it_is_given(qtbot: QtBot, host: Host) -> None:
    help_button = button("Help")
    note = NoteBox(Tone.BAD, "A title", ("<b>One</b>", "", "Two"), [help_button], name="some")
    qtbot.addWidget(note)
    assert note.objectName() == "someBox"
    assert [text.text() for text in note.findChildren(QLabel)] == ["A title", "<b>One</b>", "Two"]
    assert note.isAncestorOf(help_button)
