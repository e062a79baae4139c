"""The order of the Tab key among widgets that come later."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from shopsync_gui.ui.kit.tab_order import tab_through
from shopsync_gui.ui.kit.widgets import column


def test_what_a_layout_has_just_got_has_its_turn_and_what_is_hidden_has_none(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    outer = column(window)
    first, second = QWidget(), QWidget()
    above, below = column(first), column(second)
    outer.addWidget(first)
    outer.addWidget(second)
    old, last = QPushButton("old"), QPushButton("last")
    above.addWidget(old)
    below.addWidget(last)
    with qtbot.waitExposed(window):
        window.show()
    old.hide()
    new = [QPushButton(name) for name in ("one", "two")]
    for button in new:
        above.addWidget(button)
    assert all(button.isHidden() for button in new)  # the layout shows them by an event of its own
    tab_through((first, second))
    reached = []
    widget = window.nextInFocusChain()
    while widget is not window and widget is not None:
        reached += [widget] if isinstance(widget, QPushButton) and widget is not old else []
        widget = widget.nextInFocusChain()
    assert reached == [*new, last]
