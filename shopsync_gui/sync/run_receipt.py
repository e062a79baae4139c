"""The receipt of a run while it works: filled in step by step, ended and kept."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING

from msgspec.structs import replace

from shopsync_gui.core.errors import Problem, ShopSyncError, StoreNotWritten
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import Failure, RunState
from shopsync_gui.core.structures.pieces import at_once
from shopsync_gui.sync.outputs.mail import enqueue
from shopsync_gui.sync.plan.verdict import edits, kept_values, skip_reasons, suspected
from shopsync_gui.sync.run.tasks import in_pieces
from shopsync_gui.sync.run_counts import RunCounts
from shopsync_gui.sync.run_judgement import MOST_DIFFERENCES, MOST_SUSPECTED, judge
from shopsync_gui.sync.run_opening import opened_receipt
from shopsync_gui.sync.standing.stored_standings import read_standing

if TYPE_CHECKING:
    from shopsync_gui.core.plan.plan import Plan
    from shopsync_gui.core.runs.jobs import Job
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.store.runs.write_tally import WriteTally
    from shopsync_gui.sync.run.dependencies import RunDependencies
    from shopsync_gui.sync.run.session import Session
    from shopsync_gui.sync.shop.pull import Pulled

log = logging.getLogger(__name__)

#: So many failed products are named in a receipt.
_MOST_FAILURES = 50


class RunReceipt:
    """The receipt of one run; `report` is what it says by now."""

    def __init__(self, job: Job, parts: RunDependencies, connection: Connection) -> None:
        self._parts = parts
        self._store = parts.store
        self._connection = connection
        self._part_began = parts.now()
        self.report = opened_receipt(job, parts, connection)
        #: The run once its clients are there, whose requests are counted.
        self.session: Session | None = None
        #: Old orders that could not be read.
        self.bad_orders = 0
        self._counts = RunCounts(self._store, self.report)
        self._written_before = self.report.writes_carried_out
        #: How many products were proven equal, where all were compared.
        self._proven: int | None = None
        self._noted = (0, 0)
        self._started = asyncio.get_running_loop().time()
        self._worked_before = self.report.seconds

    @property
    def name(self) -> str:
        """The run as the log names it; a preview of an undo is not kept, and the next run gets its number."""
        report = self.report
        if not report.is_kept:
            return f"preview of an undo of run {report.undo_of}"
        return f"run {report.run_id} ({report.kind})"

    def note(self, **changes: object) -> None:
        """Change fields of the report."""
        self.report = replace(self.report, **changes)

    def note_covered(self, plan: Plan) -> None:
        """Say that the consent covers this plan, which is carried out now."""
        self.note(covered_plan=plan.fingerprint)
        self._store.runs.save(self.report)

    def note_read(self, pulled: Pulled) -> None:
        """Say since when the shop was read, unless pages that an earlier part of the run had read count."""
        if not pulled.earlier:
            self.note(read_since=self._part_began)

    async def note_plan(self, plan: Plan, pulled: Pulled) -> None:
        """Say what is planned, beside what earlier parts of the run wrote."""
        await self.note_shop(plan, pulled)
        run = self._connection.id, self.report.run_id
        self.note(
            skipped=plan.counts.skip - self._store.findings.skipped_after_failing(*run),
            kept=plan.counts.stays,
            skip_reasons=await in_pieces(skip_reasons(plan)),
            suspected=await in_pieces(suspected(plan, MOST_SUSPECTED)),
            seconds=self._seconds(),
            doubled=plan.duplicates,
            shared=plan.shared,
            overwritten_by=self._overwriter() if plan.counts.edited else "",
        )
        await self.note_edited(plan)
        await self._note_kept(plan)
        self._store.runs.save(self.report)

    async def note_edited(self, plan: Plan) -> None:
        """Count the products that somebody changed in the account, be it while the run was writing."""
        told = {(value.sa_id, value.field) for value in self.report.edits}
        found = await in_pieces(edits(plan, MOST_DIFFERENCES))
        news = [value for value in found if (value.sa_id, value.field) not in told]
        self.note(
            edited=await self._counts.edited(plan),
            edits=(*self.report.edits, *news)[:MOST_DIFFERENCES],
        )

    def _overwriter(self) -> str:
        """The shop of the same account that overwrote products of this one since both sides were last found equal."""
        overwritten = read_standing(self._store, self._connection).overwritten
        return overwritten.shop if overwritten and overwritten.products else ""

    async def note_shop(self, plan: Plan, pulled: Pulled) -> None:
        """Say what the shop has by now, and what is left to be done by a plan that was made of it."""
        self.note(
            pulled=pulled.count,
            gone=plan.counts.gone,
            planned=plan.counts,
            plan_fingerprint=plan.fingerprint,
            **await self._counts.planned(plan),
        )

    async def _note_kept(self, plan: Plan) -> None:
        """Say what the account keeps its own way or does not take, and what is to be told of its categories."""
        values = await in_pieces(kept_values(plan, MOST_DIFFERENCES))
        self.report = replace(
            self.report,
            kept_differently=plan.counts.kept_differently,
            not_told=plan.counts.not_told,
            kept_values=values,
            left_edited=plan.counts.left,
            noted_categories=plan.categories.notes,
            given_up=plan.given_up,
            given_up_skus=plan.given_up_skus,
        )

    async def judge(self, plan: Plan, pulled: Pulled, *, whole: bool) -> RunState:
        """Take down the judgement on the run, and the proof where it is verified.

        `whole` says that the plan covers all products of the shop. The state to end in: a run over
        some products is done, too, where all of them are left out and nothing could be compared; a
        sync, without the few that the account does not take, which a verification finds unequal.
        """
        assert self.session is not None
        judgement = await judge(self.session, self.report, plan, pulled, self.bad_orders)
        self.note(**judgement.told)
        self.note(**await self._counts.judged(plan, self.report.planned))
        await self._note_kept(plan)
        if judgement.verified and whole and not self.report.quick:
            self._proven = plan.counts.unchanged
        done = judgement.agrees and not (whole and judgement.nothing_compared)
        if self.report.kind is JobKind.VERIFY:
            done = judgement.verified
        return RunState.DONE if done else RunState.PARTIAL

    def _note_proof(self, products: int) -> None:
        self._store.connections.update(
            self._connection.id,
            verified_at=self._parts.now(),
            # What the account does not show all of is not counted as proven.
            verified_count=None if self.report.not_told else products,
        )
        self._store.overwritings.forget(self._connection.id)

    def _seconds(self) -> float:
        """Measure how long the run has been at work, earlier parts of it included; waiting for the team is none."""
        idle = 0.0 if self.session is None else self.session.idle
        return self._worked_before + asyncio.get_running_loop().time() - self._started - idle

    def _requests(self) -> tuple[int, int]:
        """Count the requests to the shop and to the account, earlier parts of the run included."""
        before, session = self.report, self.session
        if session is None:
            return before.requests_shop, before.requests_target
        return (
            before.requests_shop + session.shop.requests,
            before.requests_target + session.account.requests,
        )

    def note_needed(self) -> None:
        """Note in the run's row what it has needed so far, so that one that is killed tells it, too."""
        requests = self._requests()
        if requests != self._noted:
            self._noted = requests
            self._store.runs.note_needed(self.report.run_id, self._seconds(), *requests)

    def _failures(self) -> tuple[Failure, ...]:
        entries = self._store.past_writes.failures(self.report.run_id, _MOST_FAILURES)
        return tuple(
            Failure(sku=entry.sku, name=entry.name, problem=entry.problem)
            for entry in entries
            if entry.problem is not None
        )

    async def end(self, state: RunState, problem: Problem | None = None) -> None:
        """Fill in the counts from the journal and store the receipt; a cancel is heard before that."""
        written = await in_pieces(self._counts.writing(self.report.planned_after))
        self._end(state, problem, written)

    def _keep(self, *, is_kept: bool) -> None:
        """Store the end of the run, its proof and its message; one that is not to be kept is removed."""
        if not is_kept:
            self._store.runs.remove(self.report.run_id)
            return
        with self._store.transaction():
            self._store.runs.save(self.report)
            if self.report.state.ended and self._proven is not None:
                self._note_proof(self._proven)
            title = self._connection.title_among(self._store.connections.all())
            enqueue(self._store, self.report, title, self._parts.now())

    def break_off(self, state: RunState, problem: Problem | None = None) -> None:
        """The same at once, for a run that does not come to its end."""
        self._end(state, problem, at_once(self._counts.writing(self.report.planned_after)))

    def _end(self, state: RunState, problem: Problem | None, written: WriteTally) -> None:
        bad = self._store.pull.bad_count(self.report.run_id)
        receipt = self.report
        quiet_until = None if self.session is None else self.session.quiet.until()
        shop, target = self._requests()
        self.report = replace(
            receipt,
            state=state,
            problem=problem,
            # A verdict that could not be kept is none.
            verified=receipt.verified if state.ended else None,
            doubted=self.session is not None and self.session.is_account_doubted,
            finished_at=self._parts.now(),
            **written.in_receipt(receipt.written_before),
            unsettled=max(receipt.unsettled, written.unknown),
            quiet_until=quiet_until,
            failed=written.failed + bad + self.bad_orders,
            failed_beside=written.failed_beside,
            unreadable=bad,
            not_taken=self._counts.not_taken - written.created_among,
            not_taken_updates=written.updated_among + written.updated_failed,
            failures=self._failures() if written.failed else (),
            requests_shop=shop,
            requests_target=target,
            seconds=self._seconds(),
        )
        if state.ended or self.report.writes_carried_out > self._written_before:
            self.note(advanced_at=self.report.finished_at)
        try:
            self._keep(is_kept=receipt.is_kept)
        except StoreNotWritten:
            # What is held back for this moment may be the only room that the disk has.
            if not self._store.release_reserve():
                raise
            self._keep(is_kept=receipt.is_kept)
        with contextlib.suppress(ShopSyncError):  # what waits is indexed by a later run
            self._store.search_index.add_pending()
        log.info(
            "%s ends %s after %.1f s: %d created, %d updated, %d failed",
            self.name,
            state,
            self.report.seconds,
            written.created,
            written.updated,
            written.failed + bad,
        )
