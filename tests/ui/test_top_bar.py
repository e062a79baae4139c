"""The bar above a page: its name takes no more room than it needs."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from shopsync_gui.ui.kit.widgets import ElidedLabel
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
