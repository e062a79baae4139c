"""Plans that somebody approved although the safety brake stops them: any computer of the team may carry them out.

An approval is for one state of the account. It covers exactly the plan that was approved as long as
nobody has written there since; where a turn that carries it out has begun to write and did not come
to its end, it covers what that one left undone, and nothing else. After any other write it is void.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.errors import NothingToApprove, PlanMoved
from shopsync_gui.core.jobs import RESUMABLE_KINDS, WRITING_KINDS
from shopsync_gui.core.plan import Brake
from shopsync_gui.core.plan_tally import write_marks
from shopsync_gui.core.runs import RunReport, RunState
from shopsync_gui.sync.verdict import within

if TYPE_CHECKING:
    from datetime import date

    from shopsync_gui.core.jobs import JobKind
    from shopsync_gui.core.plan import Plan
    from shopsync_gui.team.database import TeamDatabase
    from shopsync_gui.team.turn import Fence

#: Of a plan with more writes, nobody carries out what another computer left undone.
_MOST_MARKS = 50_000
_COLUMNS = (
    "account_id", "written", "fence", "shop_id", "scope", "member_id", "fingerprint", "brakes", "writes",
)  # fmt: skip
#: An approval as the account stands: the first three columns are its own, or given.
_KEEP = (
    f"INSERT INTO approval ({', '.join(_COLUMNS)})"
    " SELECT id, written, %s, %s, %s, %s, %s, %s, %s::bigint[] FROM account WHERE id = %s AND {still} = %s"
    f" ON CONFLICT (shop_id, scope) DO UPDATE SET at = now(), "
    + ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS)
    + " RETURNING true"
)


def scope_of(kind: JobKind, orders_since: date | None, run_id: int, member_id: int) -> str:
    """Which runs an approval is for: such as go on with each other, else this one alone."""
    if kind not in RESUMABLE_KINDS:
        return f"{kind.value} {member_id}/{run_id}"
    return kind.value if orders_since is None else f"{kind.value} {orders_since}"


def approve(
    db: TeamDatabase, fence: Fence, shop_id: int, scope: str, member_id: int, plan: Plan
) -> bool | None:
    """Note the approval of a plan in the turn that carries it out; None where that has been ended."""
    noted: bool | None = db.value(
        _KEEP.format(still="fence"),
        (
            *(fence.number, shop_id, scope, member_id),
            *(plan.fingerprint, msgspec.json.encode(plan.brakes).decode(), _marks(plan)),
            *(fence.account_id, fence.number),
        ),
    )
    return noted


def is_approved(
    db: TeamDatabase, fence: Fence, shop_id: int, scope: str, plan: Plan
) -> bool | None:
    """Whether an approval covers the plan, as this account stands; it is this turn's then."""
    for number, written, fingerprint, brakes, writes, member_id in db.rows(
        "SELECT approval.fence, account.written, fingerprint, brakes, writes, approval.member_id"
        " FROM approval JOIN account ON account.id = account_id"
        " WHERE shop_id = %s AND scope = %s AND account_id = %s"
        " AND account.written IN (approval.written, approval.fence)",
        (shop_id, scope, fence.account_id),
    ):
        covered = plan.fingerprint == fingerprint
        if number == fence.number:
            covered = True
        elif written == number:  # somebody has begun to carry it out
            marks = _marks(plan)
            covered = None not in (marks, writes) and set(marks or ()) <= set(writes or ())
        if covered and within(plan.brakes, msgspec.json.decode(brakes, type=tuple[Brake, ...])):
            return approve(db, fence, shop_id, scope, member_id, plan)
    return False


def approve_stopped(db: TeamDatabase, shop_id: int, member_id: int) -> None:
    """Approve the plan at which the last run of a shop stopped, for whoever syncs it next.

    Raises NothingToApprove where it did not, PlanMoved where somebody has written since.
    """
    name, account_id = db.rows("SELECT title, account_id FROM shop WHERE id = %s", (shop_id,))[0]
    rows = db.rows(
        "SELECT receipt, written FROM run WHERE shop_id = %s AND kind = ANY (%s)"
        " ORDER BY written DESC NULLS LAST, started_at DESC LIMIT 1",
        (shop_id, [kind.value for kind in WRITING_KINDS]),
    )
    run = msgspec.json.decode(rows[0][0], type=RunReport) if rows else None
    stopped = run is not None and run.state is RunState.STOPPED and run.kind in RESUMABLE_KINDS
    if run is None or not stopped or run.plan_fingerprint is None:
        raise NothingToApprove(shop=name)
    scope = scope_of(run.kind, run.orders_since, run.run_id, member_id)
    brakes = msgspec.json.encode(run.brakes).decode()
    approved = db.value(
        _KEEP.format(still="written"),
        (
            *(0, shop_id, scope, member_id, run.plan_fingerprint, brakes, None),
            *(account_id, rows[0][1]),
        ),
    )
    if approved is None:
        raise PlanMoved


def end(db: TeamDatabase, shop_id: int, run: RunReport) -> None:
    """Forget the approvals of a shop after a run that came to its end, or that none of them covered."""
    if run.state.ended or run.state is RunState.STOPPED:
        db.rows("DELETE FROM approval WHERE shop_id = %s", (shop_id,))


def _marks(plan: Plan) -> list[int] | None:
    """What tells the rest of a plan from another one; None of one that is too large to keep that."""
    return list(write_marks(plan)) if plan.counts.writes <= _MOST_MARKS else None
