"""The moments in which a window becomes the active one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class Activation(QObject):
    """The moments at which the window becomes the active one, told from `begin()` on.

    All events of the window pass through it, and the first one has PySide get to know every kind: the
    window's first picture should not wait for that.
    """

    happened = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    def begin(self) -> None:
        """Watch from now on."""
        self._window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.WindowActivate:
            self.happened.emit()
        return super().eventFilter(watched, event)
