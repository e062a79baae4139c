"""The list follows a running sync, at a gentle pace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from shopsync_gui.ui.jobs.queue import JobQueue
    from shopsync_gui.ui.products.list_position import ListPosition
    from shopsync_gui.ui.products.model import ProductModel

#: Milliseconds between two readings of the list while a sync runs, at least; a list that takes long
#: to read is read less often.
_PACE = 2000
_TIMES_THE_COST = 20_000


class SyncFollower(QObject):
    """Reads the list again while products are read from the shop and the page is seen."""

    def __init__(
        self, page: QWidget, model: ProductModel, position: ListPosition, jobs: JobQueue
    ) -> None:
        super().__init__(page)
        self._page = page
        self._model = model
        self._position = position
        self._pace = QTimer(self)
        self._pace.setSingleShot(True)
        self._pace.timeout.connect(self._follow)
        jobs.progressed.connect(self._progressed)

    def _progressed(self) -> None:
        if self._page.isVisible() and not self._pace.isActive():
            self._pace.start(max(_PACE, round(self._model.cost * _TIMES_THE_COST)))

    def _follow(self) -> None:
        if self._page.isVisible() and not self._model.busy:
            self._model.reload(self._position.anchor())
