"""The work of one job on a thread of its own, with its own event loop and its own store."""

from __future__ import annotations

import logging
import time
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.errors import (
    AccountLeased,
    AlreadyRunning,
    Problem,
    ShopSyncError,
    SyncedMeanwhile,
    UnexpectedProblem,
)
from shopsync_gui.core.runs.runs import RunReport
from shopsync_gui.store import open_store
from shopsync_gui.system.paths import database_file

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable
    from pathlib import Path

    from shopsync_gui.core.plan.plan import Plan
    from shopsync_gui.core.runs.jobs import Job, Phase, Progress
    from shopsync_gui.sync.run.lease import LeaseSource
    from shopsync_gui.system.secrets import Secrets

log = logging.getLogger(__name__)

#: Seconds between two reports of progress, at least.
_PACE = 0.1
#: Seconds that a write of a job waits for those of other shops' jobs.
_BUSY_SECONDS = 30.0


class Outcome(msgspec.Struct, frozen=True):
    """The end of a job: a receipt, or the problem that kept it from starting."""

    report: RunReport | None
    problem: Problem | None

    @property
    def was_kept_out(self) -> bool:
        """Whether somebody else had the shop or account: its turn may come, if nobody did the job meanwhile."""
        return (
            self.problem is not None
            and self.problem.is_a(AlreadyRunning)
            and not self.problem.is_a(SyncedMeanwhile)
        )

    @property
    def is_of_others_here(self) -> bool:
        """Whether another window or command had the shop, which is shown by itself while it lasts."""
        return (
            self.problem is not None
            and self.problem.is_a(AlreadyRunning)
            and not self.problem.is_a(AccountLeased)
        )


class JobWorker:
    """The running of one job. `report` and `show_plan` are called on the thread that works."""

    def __init__(
        self,
        job: Job,
        home: Path,
        secrets: Secrets,
        leases: LeaseSource,
        *,
        report: Callable[[Progress], None],
        show_plan: Callable[[Plan], None] = lambda plan: None,
    ) -> None:
        self.job = job
        self._home = home
        self._secrets = secrets
        self._leases = leases
        self._report = report
        self._show_plan = show_plan
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[RunReport] | None = None
        self._cancelled = False
        self._last_moment: tuple[Phase, str] | None = None
        self._last_time = 0.0

    def cancel(self) -> None:
        """End the job at its next await; the receipt says cancelled. From any thread."""
        self._cancelled = True
        loop = self._loop
        if loop is not None:
            with suppress(RuntimeError):  # the loop is closed: the job has ended
                loop.call_soon_threadsafe(self._cancel_task)

    def work(self) -> Outcome:
        """Run the job to its end; what went wrong is in the outcome."""
        # What the engine needs is imported here, on the thread that works: it takes 0.1 s.
        import asyncio

        try:
            return Outcome(asyncio.run(self._main()), None)
        except ShopSyncError as error:
            return Outcome(None, error.problem)
        except asyncio.CancelledError:
            log.info("the job was cancelled before it began")
            return Outcome(None, None)
        except Exception as error:
            log.exception("the job met an unexpected fault")
            return Outcome(None, UnexpectedProblem(detail=type(error).__name__).problem)

    async def _main(self) -> RunReport:
        import asyncio

        from shopsync_gui.sync.engine import run
        from shopsync_gui.sync.run.dependencies import make_parts

        with closing(open_store(database_file(self._home), busy_seconds=_BUSY_SECONDS)) as store:
            parts = make_parts(
                store,
                self._secrets,
                self._home,
                lease=self._leases(store, self._secrets),
                show_plan=self._show_plan,
            )
            self._loop = asyncio.get_running_loop()
            self._task = asyncio.create_task(run(self.job, parts, self._tell))
            if self._cancelled:
                self._task.cancel()
            return await self._task

    def _cancel_task(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _tell(self, progress: Progress) -> None:
        now = time.monotonic()
        if progress.moment == self._last_moment and now - self._last_time < _PACE:
            return
        self._last_moment, self._last_time = progress.moment, now
        self._report(progress)
