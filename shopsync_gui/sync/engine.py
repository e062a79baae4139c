"""One run from its start to its receipt: prepare, pull, target, plan, push, verify, finish."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from shopsync_gui.core.errors import (
    ConsentMissing,
    ShopNotConnected,
    ShopSyncError,
    SyncedMeanwhile,
    UnexpectedProblem,
)
from shopsync_gui.core.runs.jobs import WRITING_KINDS, Job, JobKind, Phase, Progress
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.sync.run.session import Session
from shopsync_gui.sync.run_receipt import RunReceipt
from shopsync_gui.sync.standing.moved_shops import moved_error
from shopsync_gui.sync.sync_steps import SyncSteps
from shopsync_gui.sync.tidying import tidy
from shopsync_gui.sync.undo import check_undo
from shopsync_gui.sync.undo_steps import undo

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.sync.run.dependencies import RunDependencies
    from shopsync_gui.sync.run.lease import Lease
    from shopsync_gui.system.lock import HeldLocks

log = logging.getLogger(__name__)


async def run(job: Job, parts: RunDependencies, report: Callable[[Progress], None]) -> RunReport:
    """Do the job and return its receipt, which is also in the store.

    Cancelling the task ends the run at its next await with the state CANCELLED; the receipt is
    still returned. Expected errors end it PAUSED or FAILED with the problem in the receipt. Raises
    only what keeps a run from starting: ConsentMissing, ShopNotConnected, AlreadyRunning (as
    SyncedMeanwhile where another program has done what is due), TeamError.
    """
    connection = parts.store.connections.get(job.connection_id)
    if connection is None:
        raise ShopNotConnected(shop=job.connection_id)
    if job.kind in WRITING_KINDS and not job.consent:
        raise ConsentMissing
    if job.undo_run_id is not None:
        check_undo(parts.store, job, connection)
    with parts.lock(connection) as locks:
        if job.due is not None and _is_done(parts.store, job.connection_id, job.due):
            raise SyncedMeanwhile
        parts.store.runs.close_interrupted(connection.id, parts.now())
        parts.store.hold_reserve()
        receipt: RunReport | None = None
        try:
            async with parts.lease(job, connection) as lease:
                if not lease.is_shared:  # a team knows what may have left
                    parts.store.journal.doubt_ready(connection.id)
                receipt = await _Run(job, parts, connection, report, lease, locks).work()
        except asyncio.CancelledError:
            if receipt is None:
                raise
            return receipt  # the run has ended; what is not told by now waits
        if receipt.state is not RunState.CANCELLED:
            await tidy(parts)
        return receipt


def _is_done(store: Store, connection_id: int, due: datetime) -> bool:
    """Whether a sync of the shop has ended since it was due; one whose program died has not."""
    latest = store.runs.latest(connection_id, (JobKind.SYNC,))
    return latest is not None and latest.state is not RunState.RUNNING and latest.last_at >= due


class _Run:
    """One run: its clients, its steps, and the receipt that says what came of them."""

    def __init__(
        self,
        job: Job,
        parts: RunDependencies,
        connection: Connection,
        report: Callable[[Progress], None],
        lease: Lease,
        locks: HeldLocks | None,
    ) -> None:
        self._job = job
        self._parts = parts
        self._connection = connection
        self._report = report
        self._lease = lease
        self._locks = locks
        self._receipt = RunReceipt(job, parts, connection)

    async def work(self) -> RunReport:
        """Run the steps; whatever happens, leave a receipt that says so."""
        log.info("%s begins", self._receipt.name)
        try:
            async with AsyncExitStack() as stack:
                session = self._receipt.session = await self._open(stack)
                session.progress.enter(Phase.PREPARE)
                if self._job.undo_run_id is None:
                    await SyncSteps(session, self._receipt).carry_out()
                else:
                    await undo(session, self._receipt)
        except asyncio.CancelledError:
            self._receipt.break_off(RunState.CANCELLED)
        except ShopSyncError as error:
            log.warning("run %d met %s", self._receipt.report.run_id, type(error).__name__)
            self._receipt.break_off(
                RunState.PAUSED if error.pauses else RunState.FAILED, error.problem
            )
        except Exception as error:
            log.exception("the run met an unexpected fault")
            problem = UnexpectedProblem(detail=type(error).__name__).problem
            self._receipt.break_off(RunState.FAILED, problem)
        return self._receipt.report

    async def _open(self, stack: AsyncExitStack) -> Session:
        known_now = self._parts.store.connections.get(self._connection.id)
        if known_now is not None and (error := moved_error(known_now)) is not None:
            raise error
        await self._parts.ask_secrets(self._connection)
        shop = await stack.enter_async_context(self._parts.open_shop(self._connection))
        account = await stack.enter_async_context(self._parts.open_account(self._connection))
        account.before_write(self._lease.before_leaving)
        account.knows(self._known_products)
        return Session(
            job=self._job,
            parts=self._parts,
            run_id=self._receipt.report.run_id,
            connection=self._connection,
            shop=shop,
            account=account,
            lease=self._lease,
            locks=self._locks,
            report=self._heard,
            earlier=self._receipt.report if self._receipt.report.continued else None,
        )

    def _heard(self, progress: Progress) -> None:
        self._receipt.note_needed()
        self._report(progress)

    def _known_products(self) -> int:
        """Estimate the products in the account's list: those of all shops, or of the last list."""
        store = self._parts.store
        listed = store.target.counts(self._connection.id)[0]
        return max(store.catalogue.highest_id(), listed)
