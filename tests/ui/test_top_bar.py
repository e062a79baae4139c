"""The bar above a page: its name takes no more room than it needs, and its buttons are the page's."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from shopsync_gui.ui.kit.widgets import ElidedLabel, button
from shopsync_gui.ui.shell.top_bar import TopBar

LONG = "The name of a page that is a good deal longer than that of the next"


def test_a_short_name_leaves_the_room_that_a_longer_one_before_it_had(qtbot: QtBot) -> None:
    bar = TopBar(QWidget())
    qtbot.addWidget(bar)
    bar.resize(800, 56)
    bar.show()
    title = bar.findChild(ElidedLabel, "pageTitle")
    assert title is not None
    bar.say((), LONG)
    long = title.sizeHint().width()
    bar.say((), "Short")
    assert title.minimumWidth() == title.sizeHint().width() < long // 4


def test_buttons_of_a_page_that_was_left_are_out_of_sight_whatever_the_page_does(
    qtbot: QtBot,
) -> None:
    window = QWidget()
    bar, pages = TopBar(QWidget()), QStackedWidget(window)
    bar.setParent(window)
    letter, products = QWidget(), QWidget()
    pages.addWidget(letter)
    pages.addWidget(products)
    qtbot.addWidget(window)
    window.show()
    copy = button("Copy")
    bar.set_buttons([copy], letter)
    assert copy.isVisible()
    pages.setCurrentWidget(products)
    bar.set_buttons([button("Export")], products)
    copy.setVisible(True)  # by an answer that has come late
    assert not copy.isVisible()
    pages.setCurrentWidget(letter)
    bar.set_buttons([copy], letter)
    assert copy.isVisible()
    assert bar.isAncestorOf(copy)
