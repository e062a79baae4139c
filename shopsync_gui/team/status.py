"""The state of a team, read from its database: members, shops and the last runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.team import Member, Role, TeamRun, TeamShop, TeamStatus

if TYPE_CHECKING:
    from shopsync_gui.core.team import Membership
    from shopsync_gui.team.connection import TeamDatabase

_RUNS_SHOWN = 50


def read_status(db: TeamDatabase, member: Membership) -> TeamStatus:
    """How the team stands now; the member that asks has been seen by it."""
    db.rows("UPDATE member SET seen_at = now() WHERE id = %s", (member.member_id,))
    members = [
        Member(
            id=number, name=name, computer=computer, role=Role(role), joined_at=joined, seen_at=seen
        )
        for number, name, computer, role, joined, seen in db.rows(
            "SELECT id, name, computer, role, joined_at, seen_at FROM member"
            " WHERE left_at IS NULL ORDER BY id"
        )
    ]
    shops = [
        TeamShop(
            id=number,
            name=name,
            title=title,
            account_id=account_id,
            writer=writer,
            kind=kind,
            since=since,
            alive=alive,
            schedule=schedule,
            planners=tuple(planners or ()),
            approved_by=approved_by,
        )
        for number, name, title, account_id, writer, kind, since, schedule, alive, planners, approved_by in db.rows(
            "SELECT shop.id, name, title, account_id, member_id, kind, since, schedule_member_id,"
            " EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND classid::bigint = account.id AND objid::bigint = account.generation),"
            " (SELECT array_agg(planner.member_id ORDER BY planner.member_id) FROM planner"
            " WHERE shop_id = shop.id AND planner.since > now() - interval '1 hour'),"
            " (SELECT approval.member_id FROM approval WHERE shop_id = shop.id"
            " AND approval.account_id = account.id"
            " AND account.written IN (approval.written, approval.fence) ORDER BY at DESC LIMIT 1)"
            " FROM shop JOIN account ON account.id = account_id ORDER BY name"
        )
    ]
    runs = [
        TeamRun(
            shop=shop,
            shop_id=shop_id,
            member_id=member_id,
            run_id=run_id,
            kind=kind,
            state=state,
            started_at=started,
            created=created,
            updated=updated,
        )
        for shop, shop_id, member_id, run_id, kind, state, started, created, updated in db.rows(
            "SELECT shop.name, shop_id, member_id, run_id, kind, state, started_at, created, updated FROM run"
            " JOIN shop ON shop.id = shop_id ORDER BY started_at DESC LIMIT %s",
            (_RUNS_SHOWN,),
        )
    ]
    role = next((each.role for each in members if each.id == member.member_id), member.role)
    return TeamStatus(
        address=member.address,
        me=member.member_id,
        role=role,
        members=tuple(members),
        shops=tuple(shops),
        runs=tuple(runs),
        open_intents=int(db.value("SELECT count(*) FROM intent")),
    )
