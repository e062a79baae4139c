"""The state of a team in its database: members and their roles, who plans, shops, runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.errors import TeamMemberGone, TeamNotThere, TeamRightMissing
from shopsync_gui.core.team.team import ROLES, Member, Role, TeamRun, TeamShop, TeamStatus
from shopsync_gui.core.text import translate
from shopsync_gui.team.turn import PLANNERS, WRITERS

if TYPE_CHECKING:
    from shopsync_gui.core.team.team import Membership
    from shopsync_gui.team.database import TeamDatabase

_RUNS_SHOWN = 50
_SHOPS = (
    "SELECT shop.id, name, title, account_id, member_id AS writer, kind, since,"
    " schedule_member_id AS schedule,"
    f" EXISTS (SELECT 1 FROM {WRITERS} AND classid::bigint = account.id) AS alive,"
    f" ARRAY(SELECT DISTINCT objid::int FROM {PLANNERS} AND classid::bigint = shop.id"
    " ORDER BY 1) AS planners,"
    " (SELECT approval.member_id FROM approval WHERE shop_id = shop.id"
    " AND approval.account_id = account.id AND account.written IN (approval.written,"
    " approval.fence) ORDER BY at DESC LIMIT 1) AS approved_by"
    " FROM shop JOIN account ON account.id = account_id ORDER BY name"
)
#: Whether the computer of a run still has the turn in which that began to write.
_IS_AT_WORK = (
    "EXISTS (SELECT 1 FROM account WHERE account.id = shop.account_id"
    " AND account.member_id = run.member_id AND account.fence = run.fence"
    f" AND EXISTS (SELECT 1 FROM {WRITERS} AND classid::bigint = account.id))"
)


def role_of(db: TeamDatabase, member: Membership) -> Role:
    """Read the member's role of now. Raises TeamMemberGone where the team does not know it, TeamTooNew."""
    known = "SELECT role FROM member WHERE id = %s AND computer_key = %s AND left_at IS NULL"
    try:
        db.check()
        role = db.value(known, (member.member_id, member.computer_key))
    except TeamNotThere:
        role = None
    if role is None:
        raise TeamMemberGone(address=member.address)
    return Role(role)


def demand(role: Role, *roles: Role) -> None:
    """Raise TeamRightMissing for a role that is none of these."""
    if role not in roles:
        raise TeamRightMissing(role=translate(ROLES[role]))


def note_planner(db: TeamDatabase, shop_id: int, member_id: int, *, plans: bool) -> None:
    """Say that a member works on a plan for a shop, or that it does no more; if it dies, that says so."""
    take = "pg_try_advisory_lock_shared" if plans else "pg_advisory_unlock_shared"
    db.rows(
        f"WITH seen AS (UPDATE member SET seen_at = now() WHERE id = %s) SELECT {take}(%s, %s)",
        (member_id, shop_id, member_id),
    )


def read_status(db: TeamDatabase, member: Membership) -> TeamStatus:
    """Read the team's status of now; the member that asks has been seen by it."""
    db.rows("UPDATE member SET seen_at = now() WHERE id = %s", (member.member_id,))
    members = db.records(
        Member,
        "SELECT id, name, computer, role, seen_at FROM member WHERE left_at IS NULL ORDER BY id",
    )
    runs = db.records(
        TeamRun,
        "SELECT shop.name AS shop, shop_id, member_id, member.name, computer, run_id, run.kind,"
        f" CASE WHEN state = 'running' AND NOT {_IS_AT_WORK} THEN 'paused' ELSE state END AS state,"
        " started_at, created, updated, CASE WHEN state = 'partial' THEN"
        " coalesce((receipt::json->>'difference_count')::bigint, 0) > 0"
        " OR coalesce(json_array_length(receipt::json->'doubled'), 0) > 0"
        " ELSE false END AS found_differences FROM run JOIN shop ON shop.id = shop_id"
        " JOIN member ON member.id = member_id"
        # A computer that joins anew brings its runs along anew.
        " WHERE NOT EXISTS (SELECT 1 FROM run AS later WHERE later.started_at = run.started_at"
        " AND later.shop_id = run.shop_id AND later.run_id = run.run_id"
        " AND later.member_id > run.member_id) ORDER BY started_at DESC LIMIT %s",
        (_RUNS_SHOWN,),
    )
    return TeamStatus(
        address=member.address,
        me=member.member_id,
        role=next((each.role for each in members if each.id == member.member_id), member.role),
        members=members,
        shops=db.records(TeamShop, _SHOPS),
        runs=runs,
        open_intents=db.value("SELECT count(*) FROM intent"),
    )
