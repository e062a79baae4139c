"""The steps of an undo: what a run replaced is given back, and the account read again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from shopsync_gui.core.errors import PlanMoved
from shopsync_gui.core.runs.jobs import JobKind, Phase
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.sync.account.account_reading import read_target
from shopsync_gui.sync.account.account_watch import AccountWatch
from shopsync_gui.sync.account.learning import learn
from shopsync_gui.sync.plan.verdict import changed_since, unfinished
from shopsync_gui.sync.push.plan_entries import write_down
from shopsync_gui.sync.push.push import push
from shopsync_gui.sync.push.removals import prove_removals
from shopsync_gui.sync.push.settling import settle
from shopsync_gui.sync.run.tasks import in_pieces
from shopsync_gui.sync.run_judgement import MOST_DIFFERENCES
from shopsync_gui.sync.shop.pull import Pulled
from shopsync_gui.sync.undo import gives_all_back, told_alone, undo_plan

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from shopsync_gui.core.plan.plan import Target
    from shopsync_gui.sync.run.session import Session
    from shopsync_gui.sync.run_receipt import RunReceipt


async def undo(session: Session, receipt: RunReceipt) -> None:
    """Give back what a run replaced; the shop is not asked."""
    target, unclear = await session.while_checked(lambda: _read(session))
    if unclear:
        receipt.note(unsettled=len(unclear))
    else:
        target = await settle(session, target)
    target = await told_alone(session, await learn(session, target))
    session.progress.enter(Phase.PLAN)
    plan = replace(await undo_plan(session, target), unclear=unclear)
    await receipt.note_plan(plan, Pulled(count=0, stable=False))
    session.parts.show_plan(plan)
    if session.job.kind is not JobKind.UNDO:
        await receipt.end(RunState.DONE)
        return
    if not session.job.is_for(plan.fingerprint):
        raise PlanMoved
    if plan.counts.writes:
        with session.store.small_cache():
            await write_down(session, plan)
            await push(session, plan, target, AccountWatch(session, target))
            session.progress.enter(Phase.VERIFY)
            await session.index()
            await session.quiet.wait()
            target = await learn(session, await read_target(session))
            target = await prove_removals(session, target)
            plan = await undo_plan(session, await told_alone(session, target))
    session.progress.enter(Phase.FINISH)
    left, left_count, _apart = await in_pieces(unfinished(plan, MOST_DIFFERENCES, kept=False))
    unsettled = len(session.store.journal.unsettled(session.connection.id))
    receipt.note(
        verified=not left and not unsettled and await in_pieces(gives_all_back(plan)),
        unsettled=unsettled,
        kept=plan.counts.keep,
        changed_since=await in_pieces(changed_since(plan, MOST_DIFFERENCES)),
        differences=left,
        difference_count=left_count,
    )
    await receipt.end(RunState.PARTIAL if left or unsettled else RunState.DONE)


async def _read(session: Session) -> tuple[Target, tuple[str, ...]]:
    """The account, and the writes of which it does not show yet whether they were carried out."""

    def look(*, anew: bool) -> Awaitable[Target]:
        return session.account.target()

    await session.lease.take_over(session, look)
    unclear = session.quiet.unclear()
    if not unclear:
        await session.quiet.wait()
    session.progress.enter(Phase.TARGET)
    return await read_target(session), unclear
