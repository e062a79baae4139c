"""The collection of Python's garbage, on the window's thread only, and never for long.

Left alone, Python collects on whichever thread happens to allocate. A job's thread would then
destroy widgets that lie in reference cycles, and Qt may crash; so it is switched off and a timer
of the window does the same work.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from shiboken6 import isValid

if TYPE_CHECKING:
    from collections.abc import Callable

#: Often, for what has been made since then is all gone through, and what is left of it once more.
_EVERY_MS = 250
#: What the start makes stays: to go through it while a slow computer still makes it would hold that up.
_FIRST_MS = 1_000
#: The second generation joins after so many collections of the first, the oldest after so many of the second.
_MIDDLE_ROUNDS, _OLD_ROUNDS = 2, 200


class GarbageCollector(QObject):
    """The collector in place of Python's own, for as long as the program lives."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.busy: Callable[[], bool] = lambda: False
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._collect)
        # `QTimer.singleShot` with an object has PySide get to know types that nothing else at the start needs.
        first = QTimer(self, singleShot=True, interval=_FIRST_MS)
        first.timeout.connect(self._timer.start)
        first.start()

    def _collect(self) -> None:
        young, middle, old = gc.get_count()
        if old >= _OLD_ROUNDS and not self.busy():
            gc.collect()
        elif middle >= _MIDDLE_ROUNDS:
            gc.collect(1)
        elif young >= gc.get_threshold()[0]:
            gc.collect(0)


_collectors: list[GarbageCollector] = []


def take_over(parent: QObject) -> None:
    """Begin, unless it has begun."""
    if not (_collectors and isValid(_collectors[0])):
        _collectors[:] = [GarbageCollector(parent)]


def spare_while(busy: Callable[[], bool]) -> None:
    """Leave the oldest generation alone while `busy`: a large plan would hold the window up."""
    _collectors[0].busy = busy


def keep_all() -> None:
    """Spare the collector whatever exists now: it lives as long as the program.

    Going through it again and again would hold up the window, while a sync runs, for 50 ms.
    """
    gc.collect()
    gc.freeze()
