"""The queue of jobs: one runs at a time, several shops take turns, nothing is queued twice."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

if TYPE_CHECKING:
    from pathlib import Path

    from shopsync_gui.core.plan import Plan
    from shopsync_gui.core.runs import Job, Progress
    from shopsync_gui.sync.run_estimate import Expected, RunEstimate
    from shopsync_gui.system.secrets import Secrets
    from shopsync_gui.ui.jobs.job_thread import JobThread

#: Milliseconds a cancelled job gets to end before the program goes on without it.
_PATIENCE = 5000


class JobQueue(QObject):
    """Jobs of all connections. Signals carry the connection's id first."""

    #: A job waits for its turn (id, Job) and begins (id, Job).
    queued = Signal(int, object)
    started = Signal(int, object)
    progressed = Signal(int, object)
    planned = Signal(int, object)
    #: A job has ended (id, Job, Outcome).
    ended = Signal(int, object, object)

    def __init__(self, home: Path, secrets: Secrets, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._home = home
        self._secrets = secrets
        self._waiting: deque[Job] = deque()
        self._thread: JobThread | None = None
        self._progress: dict[int, Progress] = {}
        self._estimates: dict[int, RunEstimate] = {}

    @property
    def busy(self) -> bool:
        """Whether a job runs."""
        return self._thread is not None

    @property
    def current(self) -> Job | None:
        """The job that runs."""
        return None if self._thread is None else self._thread.job

    def add(self, job: Job, expected: Expected | None = None) -> bool:
        """Queue a job, of which so much is known; False when the connection has one already."""
        if self.running(job.connection_id) or self.is_waiting(job.connection_id):
            return False
        from shopsync_gui.sync.run_estimate import RunEstimate

        self._estimates[job.connection_id] = RunEstimate(job.kind, expected)
        self._waiting.append(job)
        self.queued.emit(job.connection_id, job)
        self._next()
        return True

    def running(self, connection_id: int) -> bool:
        """Whether this connection's job runs now."""
        return self._thread is not None and self._thread.job.connection_id == connection_id

    def is_waiting(self, connection_id: int) -> bool:
        """Whether this connection's job waits for its turn."""
        return any(job.connection_id == connection_id for job in self._waiting)

    def progress(self, connection_id: int) -> Progress | None:
        """The last progress of the connection's running job."""
        return self._progress.get(connection_id)

    def estimate(self, connection_id: int) -> RunEstimate | None:
        """How far the connection's job is as a whole, while it waits or runs."""
        return self._estimates.get(connection_id)

    def cancel(self, connection_id: int) -> None:
        """End the connection's job, or take it out of the queue."""
        for job in [job for job in self._waiting if job.connection_id == connection_id]:
            from shopsync_gui.ui.jobs.job_thread import Outcome

            self._waiting.remove(job)
            self._estimates.pop(connection_id, None)
            self.ended.emit(connection_id, job, Outcome(None, None))
        if self._thread is not None and self.running(connection_id):
            self._thread.cancel()

    def stop(self) -> None:
        """Forget what waits, cancel what runs, and wait for its end."""
        self._waiting.clear()
        if self._thread is not None:
            thread, self._thread = self._thread, None
            thread.finished.disconnect()
            thread.cancel()
            thread.wait(_PATIENCE)

    def _next(self) -> None:
        if self._thread is not None or not self._waiting:
            return
        from shopsync_gui.ui.jobs.job_thread import JobThread

        job = self._waiting.popleft()
        thread = JobThread(job, self._home, self._secrets, self)
        self._thread = thread
        # Bound methods only: a lambda would be called on the job's thread.
        thread.progressed.connect(self._heard)
        thread.planned.connect(self._saw_plan)
        thread.finished.connect(self._finished)
        self.started.emit(job.connection_id, job)
        thread.start()

    @Slot(int, object)
    def _heard(self, connection_id: int, progress: Progress) -> None:
        self._progress[connection_id] = progress
        self._estimates[connection_id].update(progress)
        self.progressed.emit(connection_id, progress)

    @Slot(int, object)
    def _saw_plan(self, connection_id: int, plan: Plan) -> None:
        self.planned.emit(connection_id, plan)

    @Slot()
    def _finished(self) -> None:
        thread, self._thread = self._thread, None
        if thread is None:
            return
        self._progress.pop(thread.job.connection_id, None)
        self._estimates.pop(thread.job.connection_id, None)
        self.ended.emit(thread.job.connection_id, thread.job, thread.outcome)
        thread.deleteLater()
        self._next()
