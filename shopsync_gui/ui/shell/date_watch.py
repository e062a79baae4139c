"""The date while the window is open: what was today is yesterday from midnight on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QDate

#: Milliseconds between two looks at the calendar.
_PERIOD = 60_000


class DateWatch(QObject):
    """A watch for the beginning of another day; `today` says which day it is."""

    changed = Signal()

    def __init__(self, today: Callable[[], QDate], parent: QObject) -> None:
        super().__init__(parent)
        self._today = today
        self._day = today()
        timer = QTimer(self)
        timer.timeout.connect(self.check)
        timer.start(_PERIOD)

    def check(self) -> None:
        """Look now: the computer may have slept over midnight."""
        today = self._today()
        if today != self._day:
            self._day = today
            self.changed.emit()
