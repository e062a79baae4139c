"""A follower of a running job, which has a page read again at a gentle pace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from shopsync_gui.ui.jobs.services.queue import JobQueue

#: Milliseconds between two readings while a job runs, at least; what takes long to read is read
#: less often.
_PACE = 2000
_TIMES_THE_COST = 20_000


class SyncFollower(QObject):
    """Another reading of what a page shows, as long as a job is at work and the page is seen."""

    def __init__(
        self,
        page: QWidget,
        jobs: JobQueue,
        read_again: Callable[[], object],
        cost: Callable[[], float],
    ) -> None:
        """`cost` tells the seconds that the last reading took."""
        super().__init__(page)
        self._page = page
        self._read_again = read_again
        self._cost = cost
        self._pace = QTimer(self)
        self._pace.setSingleShot(True)
        self._pace.timeout.connect(self._follow)
        jobs.progressed.connect(self._progressed)

    def _progressed(self) -> None:
        if self._page.isVisible() and not self._pace.isActive():
            self._pace.start(max(_PACE, round(self._cost() * _TIMES_THE_COST)))

    def _follow(self) -> None:
        if self._page.isVisible():
            self._read_again()
