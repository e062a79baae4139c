"""The queue of jobs: shops side by side, up to a limit; nothing is queued twice."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from shopsync_gui.sync.schedule.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from shopsync_gui.core.plan.plan import Plan
    from shopsync_gui.core.runs.jobs import Job, Progress
    from shopsync_gui.sync.job_worker import Outcome
    from shopsync_gui.sync.run.lease import LeaseSource
    from shopsync_gui.sync.run.run_estimate import Expected, RunEstimate
    from shopsync_gui.sync.schedule.turns import Account
    from shopsync_gui.system.secrets import Secrets
    from shopsync_gui.ui.jobs.services.job_thread import JobThread

#: Seconds that cancelled jobs get to end before the program goes on without them.
_PATIENCE = 5.0
#: Milliseconds between two looks whether a job that gets no further leaves its turn to others.
_LOOK_MS = 2000


class JobQueue(QObject):
    """Jobs of all connections. Signals carry the connection's id first.

    At most `limit()` of them run at once, one for each account, which `account_of` tells by the
    connection's id.
    """

    #: A job waits for its turn (id, Job) and begins (id, Job).
    queued = Signal(int, object)
    started = Signal(int, object)
    progressed = Signal(int, object)
    planned = Signal(int, object)
    #: A job has ended (id, Job, Outcome).
    ended = Signal(int, object, object)

    def __init__(
        self,
        home: Path,
        secrets: Secrets,
        limit: Callable[[], int],
        account_of: Callable[[int], Account],
        leases: LeaseSource,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._home = home
        self._secrets = secrets
        self._account_of = account_of
        self._leases = leases
        self._turns = Turns(limit)
        self._threads: dict[int, JobThread] = {}
        self._progress: dict[int, Progress] = {}
        self._estimates: dict[int, RunEstimate] = {}
        self._look = QTimer(self, interval=_LOOK_MS)
        self._look.timeout.connect(self._begin_next)

    @property
    def busy(self) -> bool:
        """Whether any job runs."""
        return bool(self._threads)

    @property
    def current(self) -> tuple[Job, ...]:
        """The jobs that run, the first begun first."""
        return tuple(thread.job for thread in self._threads.values())

    def add(self, job: Job, expected: Expected | None = None) -> bool:
        """Queue a job, of which so much is known; False when the connection has one already."""
        if not self._turns.add(job, self._account_of(job.connection_id)):
            return False
        from shopsync_gui.sync.run.run_estimate import RunEstimate

        self._estimates[job.connection_id] = RunEstimate(job.kind, expected)
        self.queued.emit(job.connection_id, job)
        self._begin_next()
        return True

    def running(self, connection_id: int) -> bool:
        """Whether this connection's job runs now."""
        return connection_id in self._threads

    def is_waiting(self, connection_id: int) -> bool:
        """Whether this connection's job waits for its turn."""
        return any(job.connection_id == connection_id for job in self._turns.waiting)

    def progress(self, connection_id: int) -> Progress | None:
        """The last progress of the connection's running job."""
        return self._progress.get(connection_id)

    def estimate(self, connection_id: int) -> RunEstimate | None:
        """Return how far the connection's job is as a whole, while it waits or runs."""
        return self._estimates.get(connection_id)

    def cancel(self, connection_id: int) -> None:
        """End the connection's job, or take it out of the queue."""
        if (job := self._turns.withdraw(connection_id)) is not None:
            from shopsync_gui.sync.job_worker import Outcome

            self._estimates.pop(connection_id, None)
            self.ended.emit(connection_id, job, Outcome(None, None))
        if (thread := self._threads.get(connection_id)) is not None:
            thread.cancel()

    def stop(self) -> None:
        """Forget what waits, cancel what runs, and wait for its end."""
        self._look.stop()
        threads = list(self._threads.values())
        self._threads.clear()
        self._turns.clear()
        for thread in threads:
            thread.finished.disconnect()
            thread.cancel()
        until = monotonic() + _PATIENCE
        for thread in threads:
            thread.wait(max(1, round((until - monotonic()) * 1000)))

    def _begin_next(self) -> None:
        for job in self._turns.begin():
            self._start(job)
        if not self._turns.waiting:
            self._look.stop()
        elif not self._look.isActive():
            self._look.start()

    def _start(self, job: Job) -> None:
        from shopsync_gui.ui.jobs.services.job_thread import JobThread

        thread = JobThread(job, self._home, self._secrets, self._leases, self)
        self._threads[job.connection_id] = thread
        # Bound methods only: a lambda would be called on the job's thread.
        thread.progressed.connect(self._heard)
        thread.planned.connect(self._saw_plan)
        thread.finished.connect(self._finished)
        self.started.emit(job.connection_id, job)
        thread.start()

    @Slot(int, object)
    def _heard(self, connection_id: int, progress: Progress) -> None:
        if connection_id not in self._threads:
            return
        self._turns.hear(connection_id, progress)
        self._progress[connection_id] = progress
        self._estimates[connection_id].update(progress)
        self.progressed.emit(connection_id, progress)

    @Slot(int, object)
    def _saw_plan(self, connection_id: int, plan: Plan) -> None:
        self.planned.emit(connection_id, plan)

    @Slot()
    def _finished(self) -> None:
        ended = [thread for thread in self._threads.values() if thread.isFinished()]
        for thread in ended:
            del self._threads[thread.job.connection_id]
            self._end(thread.job, thread.outcome)
            thread.deleteLater()
        self._begin_next()

    def _end(self, job: Job, outcome: Outcome) -> None:
        shop = job.connection_id
        self._progress.pop(shop, None)
        if outcome.was_kept_out and self._turns.put_back(shop):
            self.queued.emit(shop, job)
            return
        self._turns.end(shop)
        self._estimates.pop(shop, None)
        self.ended.emit(shop, job, outcome)
