"""Watch for another window or command that works with the same data."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

from shopsync_gui.core.errors import AlreadyRunning

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from shopsync_gui.core.runs import Job, JobKind, RunReport
    from shopsync_gui.store import Store
    from shopsync_gui.sync.standing import Activity
    from shopsync_gui.ui.jobs.connection_list import ConnectionList
    from shopsync_gui.ui.jobs.job_thread import Outcome
    from shopsync_gui.ui.jobs.queue import JobQueue
    from shopsync_gui.ui.jobs.store_thread import StoreThreads

#: Milliseconds between two looks while the window is seen, or somebody else is at work.
_PERIOD = 3000
#: So many of the newest runs tell whether anything happened.
_NEWEST = 5


class _Seen(NamedTuple):
    running: tuple[RunReport, ...]
    newest: tuple[RunReport, ...]


class OtherPrograms(QObject):
    """Looks at the runs every few seconds; whoever holds the job lock is alive."""

    #: Somebody else began or ended to work.
    changed = Signal()

    def __init__(
        self,
        home: Path,
        threads: StoreThreads,
        jobs: JobQueue,
        connections: ConnectionList,
    ) -> None:
        super().__init__()
        #: Whether somebody else works with the data, so that no job can begin here.
        self.busy = False
        self._home = home
        self._threads = threads
        self._jobs = jobs
        self._connections = connections
        self._kinds: dict[int, JobKind] = {}
        self._newest: tuple[RunReport, ...] | None = None
        self._asked = False
        self._begun = False
        self._window: QWidget | None = None
        self._clock = QTimer(self)
        self._clock.setInterval(_PERIOD)
        self._clock.timeout.connect(self._tick)
        jobs.started.connect(self._forget)
        jobs.ended.connect(self._own_ended)

    def follow(self, window: QWidget) -> None:
        """Look as long as this window is seen, and whenever it becomes active."""
        self._window = window
        window.installEventFilter(self)

    def begin(self) -> None:
        """Look for the first time, and again and again from now on."""
        self._begun = True
        self._clock.start()
        self.look()

    def stop(self) -> None:
        """Look no longer."""
        self._begun = False
        self._clock.stop()
        if self._window is not None:
            self._window.removeEventFilter(self)
            self._window = None

    def activity(self, connection_id: int) -> Activity:
        """Who works with the data, here and as far as others are known of."""
        from shopsync_gui.sync.standing import Activity

        return Activity(
            running=self._jobs.running(connection_id),
            waiting=self._jobs.is_waiting(connection_id),
            others=self.busy,
            others_kind=self._kinds.get(connection_id),
        )

    def is_free(self, connection_id: int) -> bool:
        """Whether a job of this connection could begin now."""
        return self.activity(connection_id).is_free

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look when the window becomes active."""
        if event.type() == QEvent.Type.WindowActivate:
            self.look()
        return super().eventFilter(watched, event)

    def look(self) -> None:
        """Read how the runs stand, unless a job of this program is at work."""
        if self._asked or not self._begun or self._jobs.busy:
            return
        self._asked = True
        self._threads.reader.ask(self, _read, self._saw, lambda _error: self._answered())

    def _tick(self) -> None:
        if self.busy or (self._window is not None and self._window.isVisible()):
            self.look()

    def _saw(self, seen: _Seen) -> None:
        self._answered()
        if self._jobs.busy:
            return
        before, self._newest = self._newest, seen.newest
        if before not in (None, seen.newest):
            self._connections.reload()
        if seen.running or self.busy:
            self._try_lock({run.connection_id: run.kind for run in seen.running})

    def _try_lock(self, kinds: dict[int, JobKind]) -> None:
        """Runs that stand as running get their end, unless whoever holds the lock is at them."""
        home = self._home

        def work(store: Store) -> bool:
            from shopsync_gui.sync.interrupted import close_dead_runs

            return not close_dead_runs(store, home)

        self._asked = True
        self._threads.writer.ask(
            self, work, lambda held: self._tried(kinds, held=held), lambda _error: self._answered()
        )

    def _tried(self, kinds: dict[int, JobKind], *, held: bool) -> None:
        self._answered()
        # A job that has begun here meanwhile holds the lock itself.
        if not self._jobs.busy:
            self._set(kinds, busy=held)
            if not held:
                self._connections.reload()

    def _answered(self) -> None:
        self._asked = False

    def _own_ended(self, _connection_id: int, _job: Job, outcome: Outcome) -> None:
        self._newest = None
        if outcome.problem is not None and outcome.problem.is_a(AlreadyRunning):
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
