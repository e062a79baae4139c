"""The numbers of shops at work follow what is read and written."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from shopsync_gui.ui.connections.card_content import read_numbers
from shopsync_gui.ui.jobs.services.sync_follower import SyncFollower

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from shopsync_gui.store import Store
    from shopsync_gui.ui.connections.card_content import CardNumbers
    from shopsync_gui.ui.jobs.context import AppContext


class NumbersFollower(QObject):
    """The numbers of the shops whose jobs run here, read anew while a page is seen."""

    #: The numbers of shops by their ids.
    read = Signal(object)

    def __init__(self, page: QWidget, context: AppContext) -> None:
        super().__init__(page)
        self._context = context
        self._cost = 0.0
        self._asked = False
        SyncFollower(page, context.jobs, self._ask, self._seconds)

    def _seconds(self) -> float:
        return self._cost

    def _ask(self) -> None:
        shops = [job.connection_id for job in self._context.jobs.current]
        if self._asked or not shops:
            return

        def read(store: Store) -> tuple[dict[int, CardNumbers], float]:
            begin = perf_counter()
            numbers = {shop: read_numbers(store, shop) for shop in shops}
            return numbers, perf_counter() - begin

        self._asked = True
        self._context.store.reader.ask(self, read, self._answered, self._failed)

    def _answered(self, answer: tuple[dict[int, CardNumbers], float]) -> None:
        numbers, self._cost = answer
        self._asked = False
        self.read.emit(numbers)

    def _failed(self, _error: object) -> None:
        """Try again at the next turn: what cannot be read is told by whoever needs it."""
        self._asked = False
