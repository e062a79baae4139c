"""The thread on which one job of the engine runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal

from shopsync_gui.sync.job_worker import JobWorker, Outcome

if TYPE_CHECKING:
    from pathlib import Path

    from shopsync_gui.core.plan.plan import Plan
    from shopsync_gui.core.runs.jobs import Job, Progress
    from shopsync_gui.sync.run.lease import LeaseSource
    from shopsync_gui.system.secrets import Secrets


class JobThread(QThread):
    """The thread of one job; `outcome` is there when it has finished."""

    #: The connection's id, and the Progress or Plan.
    progressed = Signal(int, object)
    planned = Signal(int, object)

    def __init__(
        self, job: Job, home: Path, secrets: Secrets, leases: LeaseSource, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.job = job
        self.outcome = Outcome(None, None)
        self._worker = JobWorker(
            job, home, secrets, leases, report=self._report, show_plan=self._show_plan
        )

    def cancel(self) -> None:
        """End the job at its next await; the receipt says cancelled."""
        self._worker.cancel()

    def run(self) -> None:
        """The thread's own work; called by Qt."""
        self.outcome = self._worker.work()

    def _show_plan(self, plan: Plan) -> None:
        self.planned.emit(self.job.connection_id, plan)

    def _report(self, progress: Progress) -> None:
        self.progressed.emit(self.job.connection_id, progress)
