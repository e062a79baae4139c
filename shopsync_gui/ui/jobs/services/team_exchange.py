"""The regular exchange of letters, presets and views with the team, while the window is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from shopsync_gui.core import errors
from shopsync_gui.core.text import quoted

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.core.errors import ShopSyncError
    from shopsync_gui.core.team.team import Exchange
    from shopsync_gui.store import Store
    from shopsync_gui.ui.jobs.services.store_thread import StoreThreads
    from shopsync_gui.ui.kit.background import Background

#: Milliseconds from the start to the first exchange, and between two.
_FIRST = 10_000
_PERIOD = 60_000


class TeamExchange(QObject):
    """The exchange with a team's database every minute; what is made offline goes when it is back."""

    #: Shops, letters, presets or views of colleagues are here.
    came = Signal()
    #: A ShopSyncError: two have changed the same, and both versions are kept; why the team was not
    #: told what was saved here; or, once, why there is no exchange.
    told = Signal(object)

    def __init__(
        self, exchange: Callable[[], Exchange], threads: StoreThreads, background: Background
    ) -> None:
        super().__init__()
        self._exchange = exchange
        self._threads = threads
        self._background = background
        #: Whether it is under way, or whether one is needed is being read.
        self._busy = False
        #: What was saved here waits to be told, and a failure of that is shown.
        self._tells = False
        #: The title of the failure that was said; the same one is not said again before all is well.
        self._said = ""
        self._clock = QTimer(self, interval=_PERIOD)
        self._clock.timeout.connect(self.look)

    def begin(self) -> None:
        """Look from now on, the first time in a while."""
        self._clock.start()
        QTimer.singleShot(_FIRST, self, self.look)

    def tell(self) -> None:
        """Tell at once what was saved here, after an exchange that is under way; say if that fails."""
        self._tells = True
        self.look()

    def look(self) -> None:
        """Exchange now, if a team is joined or has to hear of a leave, and no exchange is under way."""
        if self._busy:
            return
        self._busy = True
        tells, self._tells = self._tells, False

        def failed(error: ShopSyncError) -> None:
            self._end()
            title = error.problem.title
            if tells:
                self.told.emit(errors.TeamNotTold(reason=title))
            elif title != self._said:
                self.told.emit(error)
            self._said = title

        def is_needed(store: Store) -> bool:
            return store.team.membership() is not None or bool(store.team.untold())

        def begin(needed: bool) -> None:
            if needed:
                self._background.run(self, lambda _task: self._exchange(), self._done, failed)
            else:
                self._end()

        self._threads.reader.ask(self, is_needed, begin, failed)

    def _end(self) -> None:
        self._busy = False
        if self._tells:
            self.look()

    def _done(self, result: Exchange) -> None:
        self._said = ""
        self._end()
        if result.came:
            self.came.emit()
        if result.beside:
            self.told.emit(errors.TeamVersions(names=", ".join(map(quoted, result.beside))))
