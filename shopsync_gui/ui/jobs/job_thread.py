"""The thread on which one job of the engine runs, with its own event loop and its own store."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, QThread, Signal

from shopsync_gui.core.errors import Problem, ShopSyncError, UnexpectedProblem
from shopsync_gui.core.runs import Job, Phase, Progress, RunReport
from shopsync_gui.store import open_store
from shopsync_gui.system.paths import database_file

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path

    from shopsync_gui.core.plan import Plan
    from shopsync_gui.system.secrets import Secrets

log = logging.getLogger(__name__)

#: Seconds between two reports of progress to the window, at least.
_PACE = 0.1


class Outcome(msgspec.Struct, frozen=True):
    """How a job ended: with a receipt, or with the problem that kept it from starting."""

    report: RunReport | None
    problem: Problem | None


class JobThread(QThread):
    """Runs one job; `outcome` is there when the thread has finished."""

    #: The connection's id, and the Progress or Plan.
    progressed = Signal(int, object)
    planned = Signal(int, object)

    def __init__(self, job: Job, home: Path, secrets: Secrets, parent: QObject) -> None:
        super().__init__(parent)
        self.job = job
        self.outcome = Outcome(None, None)
        self._home = home
        self._secrets = secrets
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[RunReport] | None = None
        self._cancelled = False
        self._last_phase: Phase | None = None
        self._last_time = 0.0

    def cancel(self) -> None:
        """End the job at its next await; the receipt says cancelled."""
        self._cancelled = True
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._cancel_task)

    def run(self) -> None:
        """The thread's own work; called by Qt."""
        import asyncio

        try:
            self.outcome = Outcome(asyncio.run(self._main()), None)
        except ShopSyncError as error:
            self.outcome = Outcome(None, error.problem)
        except asyncio.CancelledError:
            log.info("the job was cancelled before it began")
        except Exception as error:
            log.exception("the job met an unexpected fault")
            problem = UnexpectedProblem(detail=type(error).__name__).problem
            self.outcome = Outcome(None, problem)

    async def _main(self) -> RunReport:
        # Not needed before the first job; without them the window is there sooner.
        import asyncio

        from shopsync_gui.sync.dependencies import make_parts
        from shopsync_gui.sync.engine import run

        store = open_store(database_file(self._home))
        try:
            parts = make_parts(store, self._secrets, self._home, show_plan=self._show_plan)
            self._loop = asyncio.get_running_loop()
            self._task = asyncio.create_task(run(self.job, parts, self._report))
            if self._cancelled:
                self._task.cancel()
            return await self._task
        finally:
            store.close()

    def _cancel_task(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _show_plan(self, plan: Plan) -> None:
        self.planned.emit(self.job.connection_id, plan)

    def _report(self, progress: Progress) -> None:
        now = time.monotonic()
        if progress.phase is self._last_phase and now - self._last_time < _PACE:
            return
        self._last_phase, self._last_time = progress.phase, now
        self.progressed.emit(self.job.connection_id, progress)
