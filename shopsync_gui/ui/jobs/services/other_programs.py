"""Watch for another window or command that works with the same data, its shops or its settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from shopsync_gui.core.errors import StoreNotWritten

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from PySide6.QtCore import SignalInstance
    from PySide6.QtWidgets import QWidget

    from shopsync_gui.core.errors import ShopSyncError
    from shopsync_gui.core.runs.jobs import Job, JobKind
    from shopsync_gui.core.runs.runs import RunReport
    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.sync.job_worker import Outcome
    from shopsync_gui.sync.standing.activity import Activity
    from shopsync_gui.ui.jobs.services.connection_list import ConnectionList
    from shopsync_gui.ui.jobs.services.preferences import Preferences
    from shopsync_gui.ui.jobs.services.queue import JobQueue
    from shopsync_gui.ui.jobs.services.store_thread import StoreThreads

    #: The accounts that were tried out, by connection and identity.
    _TriedOut = frozenset[tuple[int, str]]
    #: The runs that stand as running, the newest of all, the shops, the mark of a replacement, the settings, and
    #: the accounts that were tried out.
    _Seen = tuple[
        list[RunReport], list[RunReport], list[Connection], int, dict[str, str], _TriedOut
    ]

#: Milliseconds between two looks while the window is seen, or somebody else is at work.
_PERIOD = 3000
#: So many of the newest runs tell whether anything happened.
_NEWEST = 5


class OtherPrograms(QObject):
    """A look at runs, shops and settings every few seconds; whoever holds a shop's lock is alive."""

    #: Somebody else began or ended to work.
    changed = Signal()
    #: The same, or a job here was queued, began or ended: the `activity` with a shop may be another one.
    activity_changed = Signal()
    #: The runs of others were looked at while somebody else is at work.
    looked = Signal()

    def __init__(
        self,
        home: Path,
        threads: StoreThreads,
        jobs: JobQueue,
        connections: ConnectionList,
        settings: Preferences,
        opened_at: datetime,
    ) -> None:
        """`opened_at` is when the window began to read: what ends from then on is news to it."""
        super().__init__()
        self._home = home
        self._threads = threads
        self._jobs = jobs
        self._connections = connections
        self._settings = settings
        #: What others do with a shop; None where only the refusal of a job here tells of them.
        self._kinds: dict[int, JobKind | None] = {}
        self._newest: tuple[RunReport, ...] | None = None
        self._tried_out: _TriedOut | None = None
        #: Shops that a job here was about, of whose runs others' locks tell nothing, and the runs that
        #: stand as running although nobody is at them.
        self._own: set[int] = set()
        self._left: frozenset[int] = frozenset()
        #: Since when the first look is behind; None after it.
        self._unseen_since: datetime | None = opened_at
        self._asked = False
        self._begun = False
        self._window: QWidget | None = None
        self._clock = QTimer(self)
        self._clock.setInterval(_PERIOD)
        self._clock.timeout.connect(self._tick)
        jobs.started.connect(self._forget)
        jobs.ended.connect(self._own_ended)
        for signal in (jobs.queued, jobs.started, jobs.ended, self.changed):
            signal.connect(self.activity_changed)

    @property
    def busy(self) -> bool:
        """Whether somebody else works with the data."""
        return bool(self._kinds)

    @property
    def kind(self) -> JobKind | None:
        """The kind of somebody else's job; None where that is not known, or there are several."""
        kinds = set(self._kinds.values())
        return kinds.pop() if len(kinds) == 1 else None

    def follow(self, window: QWidget, activated: SignalInstance) -> None:
        """Look as long as this window is seen, and whenever it is `activated`."""
        self._window = window
        activated.connect(self.look)

    def begin(self) -> None:
        """Look for the first time, and again and again from now on."""
        self._begun = True
        self._clock.start()
        self.look()

    def stop(self) -> None:
        """Look no longer."""
        self._begun = False
        self._clock.stop()
        self._window = None

    def activity(self, connection_id: int, latest: RunReport | None = None) -> Activity:
        """Tell who works with the shop or its account, here and as far as others are known of.

        A `latest` run of the shop that stands as running is somebody's until the locks have been looked at.
        """
        from shopsync_gui.sync.standing.activity import Activity

        kind = self._kinds.get(connection_id)
        believed = latest is not None and self._is_believed(latest)
        if believed and latest is not None:
            kind = kind or latest.kind
        return Activity(
            running=self._jobs.running(connection_id),
            waiting=self._jobs.is_waiting(connection_id),
            others=believed or self._is_taken(connection_id),
            others_kind=kind,
        )

    def _is_believed(self, run: RunReport) -> bool:
        """Whether a run stands as running of which it is not known yet that nobody is at it."""
        from shopsync_gui.core.runs.runs import RunState

        known = run.connection_id in self._own or run.run_id in self._left
        return run.state is RunState.RUNNING and not known

    def is_free(self, connection_id: int) -> bool:
        """Whether nobody works with this connection now."""
        return self.activity(connection_id).is_free

    def may_begin(self, connection_id: int) -> bool:
        """Whether the shop is known and a job of it could begin now."""
        connection = self._connections.get(connection_id)
        if connection is None:
            return False
        return self.activity(connection_id).lets_begin(moved=bool(connection.moved))

    def look(self) -> None:
        """Read how the runs of others stand, and which shops there are."""
        if self._asked or not self._begun:
            return
        self._asked = True
        self._threads.reader.ask(self, _read, self._saw, lambda _error: self._answered())

    def _is_taken(self, connection_id: int) -> bool:
        """Whether somebody else works with the shop, or with another one of its account."""
        shop = self._connections.get(connection_id) if self._kinds else None
        if shop is None:
            return connection_id in self._kinds
        return any(c.id in self._kinds and c.has_account_of(shop) for c in self._connections)

    def _tick(self) -> None:
        if self.busy or (self._window is not None and self._window.isVisible()):
            self.look()

    def _saw(self, seen: _Seen) -> None:
        begun, newest, shops, mark, chosen, tried_out = seen
        self._answered()
        if chosen != self._settings.chosen():
            self._settings.reload()
        before = self._newest
        self._newest = tuple(r for r in newest if not self._jobs.running(r.connection_id))
        since, self._unseen_since = self._unseen_since, None
        missed = since is not None and any(_ended_since(run, since) for run in self._newest)
        others = shops != list(self._connections) or mark != self._connections.mark
        others |= self._tried_out not in (None, tried_out)
        self._tried_out = tried_out
        if missed or before not in (None, self._newest) or others:
            self._connections.reload()
        running = {
            run.connection_id: run for run in begun if not self._jobs.running(run.connection_id)
        }
        if running or self.busy:
            self._try_locks(running)
        if self.busy:
            self.looked.emit()

    def _try_locks(self, running: dict[int, RunReport]) -> None:
        """Runs that stand as running get their end, unless whoever holds the lock is at them."""
        home, known = self._home, set(self._kinds) - set(running)

        def work(store: Store) -> frozenset[int]:
            from shopsync_gui.sync.run.job_locks import are_taken, close_dead_runs

            return close_dead_runs(store, home) | are_taken(store, home, known)

        self._asked = True
        self._threads.writer.ask(
            self,
            work,
            lambda taken: self._tried(running, taken),
            lambda error: self._not_tried(running, error),
        )

    def _not_tried(self, running: dict[int, RunReport], error: ShopSyncError) -> None:
        """Have it told that the end of a run cannot be stored: it stands as running until then."""
        self._answered()
        self._leave(running.values())
        if error.problem.is_a(StoreNotWritten):
            self._threads.writer.failed.emit(error)

    def _leave(self, runs: Iterable[RunReport]) -> None:
        """Note the runs that stand as running with nobody at them."""
        before, self._left = self._left, frozenset(run.run_id for run in runs)
        if self._left - before:
            self.changed.emit()

    def _tried(self, running: dict[int, RunReport], taken: frozenset[int]) -> None:
        self._answered()
        self._leave(run for shop, run in running.items() if shop not in taken)
        # What this program has begun meanwhile it holds itself.
        others = {shop for shop in taken if not self._jobs.running(shop)}
        closed = set(running) - taken
        ended = self._set({s: running[s].kind if s in running else None for s in others})
        if closed or ended:
            self._connections.reload()

    def _answered(self) -> None:
        self._asked = False

    def _own_ended(self, connection_id: int, _job: Job, outcome: Outcome) -> None:
        self._newest = None
        if outcome.is_of_others_here:
            self._set({**self._kinds, connection_id: None})
            self.look()

    def _forget(self, connection_id: int) -> None:
        self._newest = None
        self._own.add(connection_id)
        self._set({shop: kind for shop, kind in self._kinds.items() if shop != connection_id})

    def _set(self, kinds: dict[int, JobKind | None]) -> bool:
        """Take over who is at work elsewhere; whether somebody is no longer."""
        before, self._kinds = self._kinds, kinds
        if before != kinds:
            self.changed.emit()
        return bool(set(before) - set(kinds))


def _read(store: Store) -> _Seen:
    runs = store.runs
    shops, mark = store.connections.all(), store.replacement_mark()
    tried_out = store.traits.tried_out()
    return runs.running(), runs.newest(_NEWEST), shops, mark, store.settings.all(), tried_out


def _ended_since(run: RunReport, moment: datetime) -> bool:
    return run.finished_at is not None and run.finished_at >= moment
