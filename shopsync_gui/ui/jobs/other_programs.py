"""Another window or command that works with the same data: seen, waited for, its outcome taken over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QEvent, QObject, QTimer, Signal

from shopsync_gui.core.errors import AlreadyRunning
from shopsync_gui.core.runs import JobKind, RunReport

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from shopsync_gui.store import Store
    from shopsync_gui.ui.jobs.context import AppContext
    from shopsync_gui.ui.jobs.job_thread import Outcome

#: Milliseconds between two looks while the window is seen, or somebody else is at work.
_PERIOD = 3000
#: So many of the newest runs tell whether anything happened.
_NEWEST = 5


class _Seen(msgspec.Struct, frozen=True):
    running: tuple[RunReport, ...]
    newest: tuple[RunReport, ...]


class OtherPrograms(QObject):
    """Looks at the runs every few seconds; whoever holds the job lock is alive."""

    #: Somebody else began or ended to work.
    changed = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        #: Whether somebody else works with the data, so that no job can begin here.
        self.busy = False
        self._context = context
        self._kinds: dict[int, JobKind] = {}
        self._newest: tuple[RunReport, ...] | None = None
        self._asked = False
        self._window: QWidget | None = None
        self._clock = QTimer(self)
        self._clock.setInterval(_PERIOD)
        self._clock.timeout.connect(self._tick)
        context.closing.connect(self._stop)
        context.jobs.started.connect(self._forget)
        context.jobs.ended.connect(lambda _id, _job, outcome: self._own_ended(outcome))

    def follow(self, window: QWidget) -> None:
        """Begin to look, as long as this window is seen and whenever it becomes active."""
        self._window = window
        window.installEventFilter(self)
        self._clock.start()
        self.look()

    def kind(self, connection_id: int) -> JobKind | None:
        """What somebody else does with this shop; None for nothing."""
        return self._kinds.get(connection_id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look when the window becomes active."""
        if event.type() == QEvent.Type.WindowActivate:
            self.look()
        return super().eventFilter(watched, event)

    def look(self) -> None:
        """Read how the runs stand, unless a job of this program is at work."""
        if self._asked or self._context.jobs.busy:
            return
        self._asked = True
        self._context.reader.ask(self, _read, self._saw, lambda _error: self._answered())

    def _stop(self) -> None:
        self._clock.stop()
        if self._window is not None:
            self._window.removeEventFilter(self)
            self._window = None

    def _tick(self) -> None:
        if self.busy or (self._window is not None and self._window.isVisible()):
            self.look()

    def _saw(self, seen: _Seen) -> None:
        self._answered()
        if self._context.jobs.busy:
            return
        before, self._newest = self._newest, seen.newest
        if before not in (None, seen.newest):
            self._context.reload_connections()
        if seen.running or self.busy:
            self._try_lock({run.connection_id: run.kind for run in seen.running})

    def _try_lock(self, kinds: dict[int, JobKind]) -> None:
        """Runs that stand as running get their end, unless whoever holds the lock is at them."""
        home = self._context.home

        def work(store: Store) -> bool:
            from shopsync_gui.sync.interrupted import close_dead_runs

            return not close_dead_runs(store, home)

        self._asked = True
        self._context.writer.ask(
            self, work, lambda held: self._tried(kinds, held=held), lambda _error: self._answered()
        )

    def _tried(self, kinds: dict[int, JobKind], *, held: bool) -> None:
        self._answered()
        # A job that has begun here meanwhile holds the lock itself.
        if not self._context.jobs.busy:
            self._set(kinds, busy=held)
            if not held:
                self._context.reload_connections()

    def _answered(self) -> None:
        self._asked = False

    def _own_ended(self, outcome: Outcome) -> None:
        self._newest = None
        if outcome.problem is not None and outcome.problem.code == AlreadyRunning.__name__:
            self._set({}, busy=True)
            self.look()

    def _forget(self) -> None:
        self._newest = None
        self._set({}, busy=False)

    def _set(self, kinds: dict[int, JobKind], *, busy: bool) -> None:
        known = kinds if busy else {}
        if (self.busy, self._kinds) != (busy, known):
            self.busy, self._kinds = busy, known
            self.changed.emit()


def _read(store: Store) -> _Seen:
    return _Seen(tuple(store.runs.running()), tuple(store.runs.newest(_NEWEST)))
