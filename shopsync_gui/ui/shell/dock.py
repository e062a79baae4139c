"""The Dock of macOS: a click on the program's icon shows its hidden window again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QGuiApplication
    from PySide6.QtWidgets import QWidget


class Dock(QObject):
    """The icon in the Dock, while the program is the active one; at its start it may stay hidden."""

    def __init__(
        self, application: QGuiApplication, window: QWidget, show: Callable[[], object]
    ) -> None:
        super().__init__(window)
        self._window = window
        self._show = show
        self._was_left = False
        application.applicationStateChanged.connect(self._changed)

    def _changed(self, state: Qt.ApplicationState) -> None:
        if state != Qt.ApplicationState.ApplicationActive:
            self._was_left = True
        elif self._was_left and not self._window.isVisible():
            self._show()
