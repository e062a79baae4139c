"""The button that opens the demo, and says so while its window is on its way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from shopsync_gui.core.text import _
from shopsync_gui.system.launch import start_demo
from shopsync_gui.ui.kit.widgets import button

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QPushButton

#: Milliseconds within which the demo's window is there.
_OPENING_MS = 5000


def demo_button(home: Path, name: str) -> QPushButton:
    """The button; the demo is a program of its own, with its data below `home`."""
    shown = button(_("Try it with a demo shop"), name=name)

    def again() -> None:
        shown.setText(_("Try it with a demo shop"))
        shown.setEnabled(True)

    def begin() -> None:
        start_demo(home)
        shown.setEnabled(False)
        shown.setText(_("The demo is opening…"))
        QTimer.singleShot(_OPENING_MS, shown, again)

    shown.clicked.connect(begin)
    return shown
