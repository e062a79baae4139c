"""Lines for times and days: what is typed with real keys is what is shown and counts, or nothing does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from shopsync_gui.core.text import translate
from shopsync_gui.ui.kit.time_fields import DayField, TimeField

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier


def replaced(field: QLineEdit, how: str, text: str) -> None:
    """Type over what a field holds, as people do."""
    if how == "three clicks":
        place = QPoint(20, field.height() // 2)
        QTest.mouseClick(field, LEFT, pos=place)
        QTest.mouseDClick(field, LEFT, pos=place)
        QTest.mouseClick(field, LEFT, pos=place)
    else:
        QTest.keyClick(field, Qt.Key.Key_A, CTRL)
    if how == "emptied first":
        QTest.keyClick(field, Qt.Key.Key_Backspace)
        assert field.text() == ""
    QTest.keyClicks(field, text)


@pytest.mark.parametrize("how", ["three clicks", "Ctrl+A", "emptied first"])
def test_a_time_typed_over_another_counts(qtbot: QtBot, how: str) -> None:
    field = TimeField("time")
    qtbot.addWidget(field)
    field.set_minute(225)
    field.show()
    replaced(field, how, "16:45")
    assert (field.text(), field.minute) == ("16:45", 1005)
    replaced(field, how, "7.05")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert (field.text(), field.minute) == ("07:05", 425)
    QTest.keyClick(field, Qt.Key.Key_Home)
    QTest.keyClick(field, Qt.Key.Key_Up)
    QTest.keyClick(field, Qt.Key.Key_End)
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert field.text() == "08:04"


def test_what_is_no_time_says_so_when_it_is_left_and_until_it_is_changed(qtbot: QtBot) -> None:
    field = TimeField("time")
    qtbot.addWidget(field)
    qtbot.addWidget(field.remark)
    replaced(field, "Ctrl+A", "16:")
    assert (field.minute, field.remark.property("role")) == (None, "small")
    assert not field.accepts()
    assert field.remark.property("role") == "bad"
    assert field.accessibleDescription() == field.wrong() != ""
    assert field.selectedText() == "16:"
    QTest.keyClicks(field, "16:4")
    assert field.remark.property("role") == "small"
    QTest.keyClicks(field, "5")
    assert field.accepts()


@pytest.mark.parametrize("how", ["three clicks", "Ctrl+A", "emptied first"])
def test_a_day_typed_over_another_counts(qtbot: QtBot, how: str) -> None:
    field = DayField(date(2026, 11, 22), "day")
    qtbot.addWidget(field)
    field.show()
    replaced(field, how, "2026.10.05.")
    assert field.day == date(2026, 10, 5)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert "2026.10.05." not in field.text()
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert field.day == date(2026, 10, 4)
    replaced(field, how, f"{date.today() + timedelta(days=2)}")
    assert not field.accepts()
    assert field.wrong() == translate(
        "This day is still to come. Type today's date or an earlier one."
    )


def test_a_calendar_offers_days_too(qtbot: QtBot) -> None:
    field = DayField(date(2026, 10, 5), "day")
    qtbot.addWidget(field)
    field.show()
    opener = field.findChild(QToolButton, "dayOpener")
    assert opener is not None
    QTest.mouseClick(opener, LEFT)
    assert field.calendar.isVisible()
    assert field.calendar.selectedDate().day() == 5
    table = field.calendar.focusProxy() or field.calendar
    QTest.keyClick(table, Qt.Key.Key_Left)
    QTest.keyClick(table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not field.calendar.isVisible())
    assert field.day == date(2026, 10, 4)
    QTest.keyClick(field, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert field.calendar.isVisible()
