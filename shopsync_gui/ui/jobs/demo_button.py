"""The button that opens the demo, and follows what becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from shopsync_gui.core.text import _
from shopsync_gui.system.launch import start_demo
from shopsync_gui.ui.kit.widgets import button

if TYPE_CHECKING:
    from pathlib import Path
    from subprocess import Popen

    from PySide6.QtWidgets import QPushButton

#: Milliseconds between two looks at a demo that is on its way.
_LOOK_MS = 200


def demo_button(home: Path, name: str) -> QPushButton:
    """The button; the demo is a program of its own, with its data below `home`."""
    shown = button(_("Try it with a demo shop"), name=name)
    shown.clicked.connect(_DemoStart(home, shown).begin)
    return shown


class _DemoStart(QObject):
    """The start of the demo: its button is busy until that window is there, or its program has ended without one."""

    def __init__(self, home: Path, shown: QPushButton) -> None:
        super().__init__(shown)
        self._home = home
        self._button = shown
        self._process: Popen[bytes] | None = None
        self._was_open = False
        self._looks = QTimer(self, interval=_LOOK_MS)
        self._looks.timeout.connect(self._look)

    def begin(self) -> None:
        """Start the demo; where its window is open already, that comes to the front."""
        self._was_open = self._is_open()
        self._process = start_demo(self._home)
        self._button.setEnabled(False)
        self._button.setText(_("The demo is opening…"))
        self._looks.start()

    def _is_open(self) -> bool:
        from shopsync_gui.ui.kit.single_instance import is_open  # seldom needed

        return is_open(self._home / "demo")

    def _look(self) -> None:
        assert self._process is not None
        code = self._process.poll()
        if code is None and (self._was_open or not self._is_open()):
            return
        self._looks.stop()
        text = _("The demo did not open. Try again") if code else _("Try it with a demo shop")
        self._button.setText(text)
        self._button.setEnabled(True)
