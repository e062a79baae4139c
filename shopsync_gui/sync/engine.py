"""One run from its start to its receipt: prepare, pull, target, plan, push, verify, finish."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from msgspec.structs import replace

from shopsync_gui.core.errors import (
    ConsentMissing,
    OtherAccount,
    PlanMoved,
    Problem,
    ShopNotConnected,
    ShopSyncError,
    UnexpectedProblem,
)
from shopsync_gui.core.runs import (
    RESUMABLE_KINDS,
    WRITING_KINDS,
    Failure,
    Job,
    JobKind,
    Phase,
    Progress,
    RunReport,
    RunState,
)
from shopsync_gui.store.journal import JournalOp, JournalState
from shopsync_gui.sync.account_watch import AccountWatch, AnotherWriter
from shopsync_gui.sync.learning import learn
from shopsync_gui.sync.mail import enqueue
from shopsync_gui.sync.orders import read_orders
from shopsync_gui.sync.planning import chosen, plan_run
from shopsync_gui.sync.pull import Pulled, pull, pull_again, pull_changes
from shopsync_gui.sync.push import push, write_down
from shopsync_gui.sync.session import Session
from shopsync_gui.sync.settling import settle
from shopsync_gui.sync.single_products import read_again
from shopsync_gui.sync.undo import check_undo, gives_all_back, told_alone, undo_plan
from shopsync_gui.sync.verdict import (
    kept_values,
    once_more,
    unfinished,
    within,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from shopsync_gui.core.catalogue import Category
    from shopsync_gui.core.plan import Plan, Target
    from shopsync_gui.store.connections import Connection
    from shopsync_gui.sync.dependencies import RunDependencies

log = logging.getLogger(__name__)

#: Differences kept in a receipt; their whole number is kept beside.
_MOST_DIFFERENCES = 1000
#: How often a run plans and writes anew because of what its proof or another program brought up.
_ROUNDS = 10
#: So many failed products are named in a receipt.
_MOST_FAILURES = 50
_PRODUCT_OPS = (JournalOp.CREATE_PRODUCT, JournalOp.UPDATE_PRODUCT, JournalOp.DELETE_PRODUCT)


async def run(job: Job, parts: RunDependencies, report: Callable[[Progress], None]) -> RunReport:
    """Do the job and return its receipt, which is also in the store.

    Cancelling the task ends the run at its next await with the state CANCELLED; the receipt is
    still returned. Expected errors end it PAUSED or FAILED with the problem in the receipt.
    Raises only what keeps a run from starting: ConsentMissing, ShopNotConnected, AlreadyRunning.
    """
    connection = parts.store.connections.get(job.connection_id)
    if connection is None:
        raise ShopNotConnected(shop=job.connection_id)
    if job.kind in WRITING_KINDS and not job.consent:
        raise ConsentMissing
    if job.undo_run_id is not None:
        check_undo(parts.store, job)
    with parts.lock():
        parts.store.runs.close_interrupted(parts.now())
        return await _Run(job, parts, connection, report).work()


class _Run:
    """The steps of one run and the receipt they add up to."""

    def __init__(
        self,
        job: Job,
        parts: RunDependencies,
        connection: Connection,
        report: Callable[[Progress], None],
    ) -> None:
        self._job = job
        self._parts = parts
        self._store = parts.store
        self._connection = connection
        self._report = report
        self._receipt = self._begin()
        self._session: Session | None = None
        self._pulled = Pulled(count=0, stable=False)
        self._only: frozenset[int] | None = None
        self._bad_orders = 0
        self._started = asyncio.get_running_loop().time()
        self._worked_before = self._receipt.seconds

    def _begin(self) -> RunReport:
        """Go on with an interrupted run of this shop, or open a new one."""
        runs, now, kind = self._store.runs, self._parts.now(), self._job.kind
        if kind in RESUMABLE_KINDS:
            earlier = runs.resumable(self._connection.id, kind)
            if earlier is None and self._job.approve_brake:
                latest = runs.latest(self._connection.id, kinds=(kind,))
                earlier = (
                    latest if latest is not None and latest.state is RunState.STOPPED else None
                )
            if earlier is not None and earlier.orders_since == self._job.orders_since:
                again = replace(
                    earlier, state=RunState.RUNNING, problem=None, brakes=(), finished_at=None
                )
                runs.save(again)
                return again
        receipt = runs.start(self._job.kind, self._connection.id, now)
        if self._job.undo_run_id is not None or self._job.orders_since is not None:
            receipt = replace(
                receipt, undo_of=self._job.undo_run_id, orders_since=self._job.orders_since
            )
            runs.save(receipt)
        return receipt

    async def work(self) -> RunReport:
        """Run the steps; whatever happens, leave a receipt that says so."""
        log.info("run %d (%s) begins", self._receipt.run_id, self._receipt.kind)
        try:
            async with AsyncExitStack() as stack:
                self._session = await self._open(stack)
                await self._steps(self._session)
        except asyncio.CancelledError:
            self._end(RunState.CANCELLED)
        except ShopSyncError as error:
            log.warning("run %d met %s", self._receipt.run_id, type(error).__name__)
            self._end(RunState.PAUSED if error.pauses else RunState.FAILED, error.problem)
        except Exception as error:
            log.exception("the run met an unexpected fault")
            problem = UnexpectedProblem(detail=type(error).__name__).problem
            self._end(RunState.FAILED, problem)
        return self._receipt

    async def _open(self, stack: AsyncExitStack) -> Session:
        shop = await stack.enter_async_context(self._parts.open_shop(self._connection))
        account = await stack.enter_async_context(self._parts.open_account(self._connection))
        return Session(
            job=self._job,
            parts=self._parts,
            run_id=self._receipt.run_id,
            connection=self._connection,
            shop=shop,
            account=account,
            report=self._report,
        )

    async def _steps(self, session: Session) -> None:
        if self._job.undo_run_id is None:
            await self._sync(session)
        else:
            await self._undo(session)

    async def _undo(self, session: Session) -> None:
        """Give back what a run replaced; the shop is not asked."""
        session.enter(Phase.PREPARE)
        now, then = self._connection.account_key, self._connection.account_identity
        if then and then != now:
            raise OtherAccount(expected=then, found=now)
        await session.wait_quiet()
        session.enter(Phase.TARGET)
        target = await self._read_target(session)
        await settle(session, target)
        target = await told_alone(session, await learn(session, target))
        session.enter(Phase.PLAN)
        plan = undo_plan(session, target)
        self._note_plan(plan)
        self._parts.show_plan(plan)
        if self._job.kind is not JobKind.UNDO:
            self._end(RunState.DONE)
            return
        if self._job.plan_fingerprint not in (None, plan.fingerprint):
            raise PlanMoved
        if plan.counts.writes:
            self._store.connections.update(self._connection.id, verified_at=None)
            write_down(session, plan)
            await push(session, plan, target, AccountWatch(session, target))
            session.enter(Phase.VERIFY)
            await session.index()
            await session.wait_quiet()
            target = await learn(session, await session.read_target())
            plan = undo_plan(session, await told_alone(session, target))
        session.enter(Phase.FINISH)
        left = unfinished(plan)
        self._receipt = replace(
            self._receipt,
            verified=not left and gives_all_back(plan),
            kept=plan.counts.keep,
            differences=tuple(left[:_MOST_DIFFERENCES]),
            difference_count=len(left),
        )
        self._end(RunState.PARTIAL if left else RunState.DONE)

    async def _sync(self, session: Session) -> None:
        session.enter(Phase.PREPARE)
        facts = await session.shop.prepare()
        categories = await session.shop.categories()
        self._store.categories.save(self._connection.id, session.run_id, categories)
        self._only = chosen(session) if self._job.kind is JobKind.RETRY else None
        if self._only is None:
            self._pulled = await self._pull(session, categories)
        else:
            self._pulled = Pulled(count=await read_again(session, self._only), stable=True)
        if self._job.orders_since is not None:
            await self._read_orders(session, self._job.orders_since)
        await session.wait_quiet()
        session.enter(Phase.TARGET)
        target = await self._read_target(session)
        await settle(session, target)
        target = await learn(session, target)
        session.enter(Phase.PLAN)
        identity = self._connection.shop_identity
        plan = plan_run(
            session,
            categories,
            target,
            self._pulled,
            self._only,
            other_shop=bool(identity) and identity != facts.identity,
        )
        await session.index()
        self._note_plan(plan)
        self._parts.show_plan(plan)
        if self._job.kind not in WRITING_KINDS:
            self._finish_reading(plan)
            return
        if not self._job.approve_brake and self._job.plan_fingerprint not in (
            None,
            plan.fingerprint,
        ):
            raise PlanMoved
        if plan.brakes and not self._approved(plan):
            self._receipt = replace(self._receipt, brakes=plan.brakes)
            self._end(RunState.STOPPED)
            return
        self._store.connections.update(
            self._connection.id,
            shop_identity=facts.identity,
            account_identity=self._connection.account_key,
            consented_at=self._parts.now(),
        )
        await self._write(session, categories, plan, target)

    async def _pull(self, session: Session, categories: list[Category]) -> Pulled:
        """Read what changed if the job is content with that and it will do, else the whole shop."""
        if self._job.quick:
            found = await pull_changes(session, categories)
            if found is not None:
                self._receipt = replace(self._receipt, quick=True)
                return found
        whole = await pull(session, categories)
        self._receipt = replace(self._receipt, reading_notes=whole.notes)
        return whole

    async def _read_orders(self, session: Session, since: date) -> None:
        """Read old orders after the catalogue, which says what is still in the shop."""
        reading = await read_orders(session, since)
        products, in_shop = self._store.orders.counts(self._connection.id)
        self._pulled = replace(self._pulled, count=products)
        self._bad_orders = reading.bad
        self._receipt = replace(self._receipt, orders=reading.orders, in_shop=in_shop)

    async def _read_target(self, session: Session) -> Target:
        target = await session.read_target()
        writes = self._job.kind in WRITING_KINDS
        if writes and not self._store.target.has_backup(session.run_id):
            self._store.target.save_backup(
                session.run_id, self._connection.id, target, self._parts.now()
            )
        return target

    def _approved(self, plan: Plan) -> bool:
        """Whether the user approved these brakes: now, or before this run was interrupted."""
        runs, run_id = self._store.runs, self._receipt.run_id
        if self._job.approve_brake and self._job.plan_fingerprint in (None, plan.fingerprint):
            runs.approve(run_id, plan.brakes)
            return True
        return bool(runs.approved(run_id)) and within(plan.brakes, runs.approved(run_id))

    def _note_plan(self, plan: Plan) -> None:
        counts = self._store.journal.counts(self._receipt.run_id)
        written = (
            counts.get((JournalOp.CREATE_PRODUCT, JournalState.DONE), 0),
            counts.get((JournalOp.UPDATE_PRODUCT, JournalState.DONE), 0),
        )
        self._receipt = replace(
            self._receipt,
            pulled=self._pulled.count,
            skipped=plan.counts.skip,
            gone=plan.counts.gone,
            kept=plan.counts.keep,
            # What this run wrote before an interruption stands under created and updated.
            unchanged=max(0, plan.counts.unchanged - sum(written)),
            planned=plan.counts,
            written_before=written,
            seconds=self._seconds(),
            plan_fingerprint=plan.fingerprint,
            doubled=plan.duplicates,
            edited=plan.counts.edited,
        )
        self._note_kept(plan)
        self._store.runs.save(self._receipt)

    def _note_kept(self, plan: Plan) -> None:
        """Say what the account keeps its own way, and what is to be told of its categories."""
        self._receipt = replace(
            self._receipt,
            kept_differently=plan.counts.kept_differently,
            kept_values=tuple(kept_values(plan)[:_MOST_DIFFERENCES]),
            left_edited=plan.counts.left,
            noted_categories=plan.categories.notes,
        )

    def _finish_reading(self, plan: Plan) -> None:
        """End a preview or a verification, which write nothing to the account."""
        self._receipt = replace(self._receipt, brakes=plan.brakes)
        if self._job.kind is JobKind.VERIFY:
            self._judge(plan)
            self._end(RunState.DONE if self._receipt.verified else RunState.PARTIAL)
        else:
            self._end(RunState.DONE)

    async def _push(
        self, session: Session, plan: Plan, target: Target, doubled: dict[int, str]
    ) -> AccountWatch:
        """Write the plan; wait where another program is to go first."""
        watch = AccountWatch(session, target)
        try:
            if plan.counts.writes or doubled:
                write_down(session, plan, doubled)
                await push(session, plan, target, watch)
        except AnotherWriter:
            log.warning("another program creates in the account; waiting for it")
            await watch.wait_until_calm()
        if watch.seen:
            self._receipt = replace(self._receipt, other_writer=True)
        return watch

    async def _write(
        self, session: Session, categories: list[Category], plan: Plan, target: Target
    ) -> None:
        """Write, prove, and write again what the proof or another program brought up."""
        part: Plan | None = plan
        doubled: dict[int, str] = {}
        for _ in range(_ROUNDS):
            assert part is not None
            moves, earlier = bool(part.categories.renames), self._pulled.earlier
            watch = await self._push(session, part, target, doubled)
            if session.writes or watch.seen:
                target, plan = await self._look_again(session, categories)
            held = {category.sa_id for category in target.categories}
            doubled = {own: name for own, name in watch.doubled_categories().items() if own in held}
            if earlier:
                # Pages that an interrupted part of the run had read may be old by now.
                self._pulled = await pull_again(session, categories, earlier)
                plan = plan_run(session, categories, target, self._pulled, self._only)
            part = plan if earlier or watch.seen else once_more(plan, moves=moves)
            if not session.writes and not earlier and not watch.seen:
                break
            if part is None or not (part.counts.writes or doubled):
                break
            if plan.brakes and not self._approved(plan):
                if part is plan:
                    self._receipt = replace(self._receipt, brakes=plan.brakes)
                    self._end(RunState.STOPPED)
                    return
                break
        session.enter(Phase.FINISH)
        self._judge(plan)
        self._end(RunState.DONE if self._receipt.verified else RunState.PARTIAL)

    async def _look_again(
        self, session: Session, categories: list[Category]
    ) -> tuple[Target, Plan]:
        """Read the account after writing, and plan what is left."""
        session.enter(Phase.VERIFY)
        await session.index()
        await session.wait_quiet()
        target = await session.read_target()
        await settle(session, target)
        target = await learn(session, target)
        return target, plan_run(session, categories, target, self._pulled, self._only)

    def _judge(self, plan: Plan) -> None:
        """Verified only if nothing is left to create or update; else say what differs."""
        left = unfinished(plan)
        bad = self._store.pull.bad_count(self._receipt.run_id)
        unsettled = len(self._store.journal.unsettled(self._connection.id))
        whole = self._only is None and self._job.orders_since is None
        nothing_compared = whole and plan.counts.skip > 0 and plan.counts.unchanged == 0
        wrong = left or plan.duplicates or bad or self._bad_orders or unsettled
        verified = not wrong and not nothing_compared and self._pulled.stable
        self._receipt = replace(
            self._receipt,
            verified=verified,
            doubled=plan.duplicates,
            differences=tuple(left[:_MOST_DIFFERENCES]),
            difference_count=len(left),
            unsettled=unsettled,
        )
        self._note_kept(plan)
        if verified and whole and not self._receipt.quick:
            self._store.connections.update(
                self._connection.id,
                verified_at=self._parts.now(),
                verified_count=plan.counts.unchanged,
            )

    def _seconds(self) -> float:
        """How long the run has been at work, earlier parts of it included."""
        return self._worked_before + asyncio.get_running_loop().time() - self._started

    def _failures(self) -> tuple[Failure, ...]:
        entries = self._store.journal.entries(
            self._receipt.run_id, JournalState.FAILED, _MOST_FAILURES, ops=_PRODUCT_OPS
        )
        return tuple(
            Failure(sku=entry.sku, name=entry.name, problem=entry.problem)
            for entry in entries
            if entry.problem is not None
        )

    def _end(self, state: RunState, problem: Problem | None = None) -> None:
        """Fill in the counts from the journal and store the receipt."""
        counts = self._store.journal.counts(self._receipt.run_id)
        created = counts.get((JournalOp.CREATE_PRODUCT, JournalState.DONE), 0)
        updated = counts.get((JournalOp.UPDATE_PRODUCT, JournalState.DONE), 0)
        failed = sum(counts.get((op, JournalState.FAILED), 0) for op in _PRODUCT_OPS)
        session = self._session
        bad = self._store.pull.bad_count(self._receipt.run_id)
        receipt = self._receipt
        self._receipt = replace(
            receipt,
            state=state,
            problem=problem,
            finished_at=self._parts.now(),
            created=created,
            updated=updated,
            removed=counts.get((JournalOp.DELETE_PRODUCT, JournalState.DONE), 0),
            renamed_categories=counts.get((JournalOp.RENAME_CATEGORY, JournalState.DONE), 0),
            failed=failed + bad + self._bad_orders,
            unreadable=bad,
            failures=self._failures() if failed else (),
            requests_shop=receipt.requests_shop + (session.shop.requests if session else 0),
            requests_target=receipt.requests_target + (session.account.requests if session else 0),
            seconds=self._seconds(),
        )
        if receipt.undo_of is not None and receipt.kind is JobKind.PREVIEW:
            self._store.runs.remove(receipt.run_id)
        else:
            with self._store.transaction():
                self._store.runs.save(self._receipt)
                enqueue(self._store, self._receipt, self._connection.title, self._parts.now())
        with contextlib.suppress(ShopSyncError):  # what waits is indexed by a later run
            self._store.catalogue.index_pending()
        log.info(
            "run %d ends %s after %.1f s: %d created, %d updated, %d failed",
            receipt.run_id,
            state,
            self._receipt.seconds,
            created,
            updated,
            failed + bad,
        )
