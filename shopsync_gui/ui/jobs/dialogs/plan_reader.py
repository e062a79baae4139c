"""The reading of a plan in the background, for as long as the dialog that shows it is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from shopsync_gui.core import errors
from shopsync_gui.core.runs.jobs import Job, Progress

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog

    from shopsync_gui.core.plan.plan import Plan
    from shopsync_gui.sync.job_worker import Outcome
    from shopsync_gui.ui.jobs.context import AppContext


class PlanReader(QObject):
    """The running of one job at a time that makes a plan and writes nothing to the account."""

    #: The job waits for those before it.
    waiting = Signal()
    #: The Progress of a step, and the RunEstimate of the whole.
    progressed = Signal(Progress, object)
    #: The Plan and the RunReport of the job that made it.
    ready = Signal(object, object)
    #: A Problem.
    failed = Signal(object)

    def __init__(self, context: AppContext, dialog: QDialog) -> None:
        super().__init__(dialog)
        self._dialog = dialog
        dialog.finished.connect(self.stop)
        self._jobs = context.jobs
        self._job: Job | None = None
        self._plan: Plan | None = None
        self._jobs.planned.connect(self._planned)
        self._jobs.progressed.connect(self._progressed)
        self._jobs.ended.connect(self._ended)

    def begin(self, job: Job) -> None:
        """Make the plan, or make it again."""
        self._plan = None
        if self._jobs.add(job):
            self._job = job
            if self._jobs.is_waiting(job.connection_id):
                self.waiting.emit()
        else:
            self.failed.emit(errors.RunningHere().problem)

    def stop(self) -> None:
        """Cancel the job that runs, if any; nothing is told of it any more."""
        job, self._job = self._job, None
        if job is not None:
            self._jobs.cancel(job.connection_id)

    def _is_mine(self, connection_id: int) -> bool:
        return self._job is not None and connection_id == self._job.connection_id

    def _progressed(self, connection_id: int, progress: Progress) -> None:
        if self._is_mine(connection_id):
            self.progressed.emit(progress, self._jobs.estimate(connection_id))

    def _planned(self, connection_id: int, plan: Plan) -> None:
        if self._is_mine(connection_id):
            self._plan = plan

    def _ended(self, connection_id: int, job: Job, outcome: Outcome) -> None:
        if self._job is None or job is not self._job:
            return
        self._job = None
        report = outcome.report
        problem = outcome.problem or (None if report is None else report.problem)
        if problem is not None:
            self.failed.emit(problem)
        elif self._plan is not None and report is not None:
            self.ready.emit(self._plan, report)
        else:
            self._dialog.reject()  # the job was cancelled from elsewhere
