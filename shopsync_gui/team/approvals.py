"""Plans that somebody approved although the safety brake stops them: any computer of the team may carry them out.

An approval is for one state of the account. It covers exactly the plan that was approved as long as
nobody has written there since; where a turn that carries it out has begun to write and did not come
to its end, it covers what that one left undone, and nothing else. After any other write it is void.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.errors import NothingToApprove, PlanMoved
from shopsync_gui.core.plan import Brake
from shopsync_gui.core.plan_tally import write_marks
from shopsync_gui.core.runs import RESUMABLE_KINDS, WRITING_KINDS, RunReport, RunState
from shopsync_gui.sync.verdict import within

if TYPE_CHECKING:
    from datetime import date

    from shopsync_gui.core.plan import Plan
    from shopsync_gui.core.runs import JobKind
    from shopsync_gui.team.database import TeamDatabase
    from shopsync_gui.team.turn import Fence

#: Of a plan with more writes, nobody carries out what another computer left undone.
_MOST_MARKS = 50_000
_KEEP = (
    "INSERT INTO approval"
    " (shop_id, scope, account_id, written, fence, fingerprint, brakes, writes, member_id)"
)
_ANEW = (
    "ON CONFLICT (shop_id, scope) DO UPDATE SET account_id = excluded.account_id,"
    " written = excluded.written, fence = excluded.fence, fingerprint = excluded.fingerprint,"
    " brakes = excluded.brakes, writes = excluded.writes, member_id = excluded.member_id, at = now()"
)


def scope_of(kind: JobKind, orders_since: date | None, run_id: int, member_id: int) -> str:
    """Which runs an approval is for: such as go on with each other, else this one alone."""
    if kind not in RESUMABLE_KINDS:
        return f"{kind.value} {member_id}/{run_id}"
    return kind.value if orders_since is None else f"{kind.value} {orders_since}"


def approve(
    db: TeamDatabase, fence: Fence, shop_id: int, member_id: int, scope: str, plan: Plan
) -> bool | None:
    """Note the approval of a plan in the turn that carries it out; None where that has been ended."""
    noted: bool | None = db.value(
        f"{_KEEP} SELECT %s, %s, id, written, fence, %s, %s, %s::bigint[], %s FROM account"
        f" WHERE id = %s AND fence = %s {_ANEW} RETURNING true",
        (
            *(shop_id, scope, plan.fingerprint, _told(plan.brakes), _marks(plan), member_id),
            *(fence.account_id, fence.number),
        ),
    )
    return noted


def is_approved(db: TeamDatabase, fence: Fence, shop_id: int, scope: str, plan: Plan) -> bool:
    """Whether an approval covers the plan, as this account stands; it is this turn's then."""
    marks = _marks(plan)
    rows = db.rows(
        "SELECT brakes, CASE WHEN approval.fence = %s THEN true"
        " WHEN account.written = approval.fence"
        " THEN %s AND writes IS NOT NULL AND NOT EXISTS"
        " (SELECT unnest(%s::bigint[]) EXCEPT SELECT unnest(writes)) ELSE fingerprint = %s END"
        " FROM approval JOIN account ON account.id = account_id"
        " WHERE shop_id = %s AND scope = %s AND account_id = %s"
        " AND account.written IN (approval.written, approval.fence)",
        (
            *(fence.number, marks is not None, marks, plan.fingerprint),
            *(shop_id, scope, fence.account_id),
        ),
    )
    if not any(
        covered and within(plan.brakes, msgspec.json.decode(brakes, type=tuple[Brake, ...]))
        for brakes, covered in rows
    ):
        return False
    db.rows(
        "UPDATE approval SET written = account.written, fence = account.fence, fingerprint = %s,"
        " brakes = %s, writes = %s::bigint[] FROM account WHERE account.id = account_id"
        " AND account.fence = %s AND shop_id = %s AND scope = %s",
        (plan.fingerprint, _told(plan.brakes), marks, fence.number, shop_id, scope),
    )
    return True


def approve_stopped(db: TeamDatabase, shop_id: int, member_id: int) -> None:
    """Approve the plan at which the last run of a shop stopped, for whoever syncs it next.

    Raises NothingToApprove where it did not stop, PlanMoved where somebody has written since.
    """
    name = db.value("SELECT title FROM shop WHERE id = %s", (shop_id,))
    rows = db.rows(
        "SELECT receipt, written FROM run WHERE shop_id = %s AND kind = ANY (%s)"
        " ORDER BY written DESC NULLS LAST, started_at DESC LIMIT 1",
        (shop_id, [kind.value for kind in WRITING_KINDS]),
    )
    run = msgspec.json.decode(rows[0][0], type=RunReport) if rows else None
    if (
        run is None
        or run.state is not RunState.STOPPED
        or run.kind not in RESUMABLE_KINDS
        or run.plan_fingerprint is None
    ):
        raise NothingToApprove(shop=name)
    approved = db.value(
        f"{_KEEP} SELECT shop.id, %s, account.id, account.written, 0, %s, %s, NULL, %s FROM shop"
        " JOIN account ON account.id = account_id WHERE shop.id = %s AND account.written = %s"
        f" {_ANEW} RETURNING 1",
        (
            scope_of(run.kind, run.orders_since, run.run_id, member_id),
            *(run.plan_fingerprint, _told(run.brakes), member_id, shop_id, rows[0][1]),
        ),
    )
    if approved is None:
        raise PlanMoved


def end(db: TeamDatabase, shop_id: int, run: RunReport) -> None:
    """Forget the approvals of a shop after a run that came to its end, or that none of them covered."""
    if run.state.ended or run.state is RunState.STOPPED:
        db.rows("DELETE FROM approval WHERE shop_id = %s", (shop_id,))


def _told(brakes: tuple[Brake, ...]) -> str:
    return msgspec.json.encode(brakes).decode()


def _marks(plan: Plan) -> list[int] | None:
    """What tells the rest of a plan from another one; None of one that is too large to keep that."""
    return list(write_marks(plan)) if plan.counts.writes <= _MOST_MARKS else None
