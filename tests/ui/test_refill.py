"""Filling a layout anew: where the keyboard's focus is afterwards."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from shopsync_gui.ui.kit.refill import refilling


@pytest.fixture
def place(qtbot: QtBot) -> QWidget:
    """A shown widget with a button of its own and a layout for lines."""
    widget = QWidget()
    qtbot.addWidget(widget)
    outer = QVBoxLayout(widget)
    outer.addWidget(QPushButton("first"))
    inner = QVBoxLayout()
    inner.setObjectName("lines")
    outer.addLayout(inner)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def lines(place: QWidget) -> QVBoxLayout:
    inner = place.findChild(QVBoxLayout, "lines")
    assert isinstance(inner, QVBoxLayout)
    return inner


def fill(place: QWidget, shown: list[tuple[str, str]]) -> list[QPushButton]:
    """Buttons with these object names and accessible names, in the place of earlier ones."""
    made = []
    with refilling(lines(place)):
        for name, words in shown:
            button = QPushButton()
            button.setObjectName(name)
            button.setAccessibleName(words)
            lines(place).addWidget(button)
            made.append(button)
    return made


def focus_on(bot: QtBot, button: QPushButton) -> None:
    bot.waitUntil(button.isVisible)  # a new widget is shown by an event of its own
    button.setFocus()


BEFORE = [("shop", "Kert"), ("shop", "Konyha"), ("more", "")]


@pytest.mark.parametrize(
    ("focused", "after", "expected"),
    [
        (1, BEFORE, 1),
        (0, [("shop", "Konyha"), ("shop", "Kert")], 1),  # the same one, wherever it is now
        (1, [("shop", "Kert: kész"), ("shop", "Konyha: kész")], 1),  # else by its position
        (1, [("shop", "Kert: kész")], 0),
        (2, [("more", ""), ("shop", "Kert")], 0),
    ],
)
def test_what_stands_for_the_focused_widget_has_the_focus(
    qtbot: QtBot, place: QWidget, focused: int, after: list[tuple[str, str]], expected: int
) -> None:
    focus_on(qtbot, fill(place, BEFORE)[focused])
    made = fill(place, after)
    assert place.focusWidget() is made[expected]


def test_a_focus_elsewhere_stays(place: QWidget) -> None:
    fill(place, BEFORE)
    first = place.findChildren(QPushButton)[0]
    first.setFocus()
    fill(place, BEFORE)
    assert place.focusWidget() is first


def test_a_focus_whose_widget_is_gone_is_not_given_to_another_kind(
    qtbot: QtBot, place: QWidget
) -> None:
    focus_on(qtbot, fill(place, BEFORE)[2])
    made = fill(place, [("shop", "Kert"), ("shop", "Konyha")])
    assert place.focusWidget() not in made


def test_an_action_is_never_taken_for_an_item_of_a_layout(place: QWidget, qtbot: QtBot) -> None:
    """PySide finds what C++ has made by its address, at which an item of a layout may have been."""
    for _turn in range(30):
        buttons = fill(place, [("shop", str(number)) for number in range(10)])
        focus_on(qtbot, buttons[0])
        buttons = fill(place, [("shop", str(number)) for number in range(10)])
        for button in buttons:
            delete(button)
        menu = QMenu()
        for _entry in range(20):
            assert type(menu.addAction("entry", place.update)) is QAction
        delete(menu)
