"""Plans that somebody approved although the safety brake stops them: any computer of the team may carry them out.

An approval is for one state of the account. It covers exactly the plan that was approved as long as
nobody has written there since; where a turn that carries it out has begun to write and did not come
to its end, it covers what that one left undone, and nothing else. After any other write it is void.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.errors import NothingToApprove, PlanMoved
from shopsync_gui.core.planning.approval import Approval, scope_of
from shopsync_gui.core.runs.jobs import RESUMABLE_KINDS, WRITING_KINDS
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.team.runs import report_in

if TYPE_CHECKING:
    from shopsync_gui.core.plan.plan import Plan
    from shopsync_gui.core.runs.runs import RunReport
    from shopsync_gui.team.database import TeamDatabase
    from shopsync_gui.team.turn import Fence


def approve(
    db: TeamDatabase, fence: Fence, shop_id: int, scope: str, member_id: int, plan: Plan
) -> bool | None:
    """Note the approval of a plan in the turn that carries it out; None where that has been ended."""
    about = shop_id, scope, member_id
    return _keep(db, fence.account_id, about, Approval.of(plan), fence=fence.number)


def is_approved(
    db: TeamDatabase, fence: Fence, shop_id: int, scope: str, plan: Plan
) -> bool | None:
    """Whether an approval covers the plan, as this account stands; it is this turn's then."""
    for number, written, body, member_id in db.rows(
        "SELECT approval.fence, account.written, body, approval.member_id"
        " FROM approval JOIN account ON account.id = account_id"
        " WHERE shop_id = %s AND scope = %s AND account_id = %s"
        " AND account.written IN (approval.written, approval.fence)",
        (shop_id, scope, fence.account_id),
    ):
        try:
            approval = msgspec.json.decode(body, type=Approval)
        except (ValueError, RecursionError):  # of another version: it covers nothing
            continue
        own = number == fence.number
        if approval.allows(plan) if own else approval.covers(plan, begun=written == number):
            return approve(db, fence, shop_id, scope, member_id, plan)
    return False


def approve_stopped(db: TeamDatabase, shop_id: int, member_id: int) -> None:
    """Approve the plan at which the last run of a shop stopped, for whoever syncs it next.

    Raises NothingToApprove where it did not, PlanMoved where somebody has written since, TeamRecordTooNew.
    """
    name, account_id = db.rows("SELECT title, account_id FROM shop WHERE id = %s", (shop_id,))[0]
    rows = db.rows(
        "SELECT receipt, written FROM run WHERE shop_id = %s AND kind = ANY (%s)"
        " ORDER BY written DESC NULLS LAST, started_at DESC LIMIT 1",
        (shop_id, [kind.value for kind in WRITING_KINDS]),
    )
    run = report_in(rows[0][0]) if rows else None
    stopped = run is not None and run.state is RunState.STOPPED and run.kind in RESUMABLE_KINDS
    if run is None or not stopped or run.plan_fingerprint is None:
        raise NothingToApprove(shop=name)
    scope = scope_of(run, run.run_id, member_id)
    approval = Approval(fingerprint=run.plan_fingerprint, brakes=run.brakes)
    if not _keep(db, account_id, (shop_id, scope, member_id), approval, written=rows[0][1]):
        raise PlanMoved


def end(db: TeamDatabase, shop_id: int, run: RunReport) -> None:
    """Forget the approvals of a shop after a run that came to its end, or that none of them covered."""
    if run.state.ended or run.state is RunState.STOPPED:
        db.rows("DELETE FROM approval WHERE shop_id = %s", (shop_id,))


def _keep(
    db: TeamDatabase,
    account_id: int,
    about: tuple[int, str, int],
    approval: Approval,
    *,
    fence: int | None = None,
    written: int | None = None,
) -> bool | None:
    """Keep an approval if the account is still at this turn, or was last written to by that one."""
    kept: bool | None = db.value(
        "INSERT INTO approval (shop_id, scope, member_id, body, fence, account_id, written)"
        " SELECT %s, %s, %s, %s, coalesce(%s, 0), id, written FROM account"
        " WHERE id = %s AND (fence = %s OR written = %s)"
        " ON CONFLICT (shop_id, scope) DO UPDATE SET member_id = excluded.member_id,"
        " body = excluded.body, fence = excluded.fence, account_id = excluded.account_id,"
        " written = excluded.written, at = now() RETURNING true",
        (*about, msgspec.json.encode(approval).decode(), fence, account_id, fence, written),
    )
    return kept
