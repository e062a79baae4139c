"""The runs of a team in its database, and who works on a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from shopsync_gui.core.runs import RunReport
    from shopsync_gui.team.connection import TeamDatabase


def keep_run(
    db: TeamDatabase, shop_id: int, member_id: int, run: RunReport, account_id: int | None = None
) -> None:
    """Put a run's receipt down, and how the account then stood that it held."""
    db.rows(
        "INSERT INTO run (member_id, shop_id, run_id, kind, state, started_at, created, updated,"
        " receipt, written) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s,"
        " (SELECT written FROM account WHERE id = %s))"
        " ON CONFLICT (member_id, shop_id, run_id) DO UPDATE SET state = excluded.state,"
        " created = excluded.created, updated = excluded.updated, receipt = excluded.receipt,"
        " written = excluded.written",
        (
            member_id,
            shop_id,
            run.run_id,
            run.kind.value,
            run.state.value,
            run.started_at,
            run.created,
            run.updated,
            msgspec.json.encode(run).decode(),
            account_id,
        ),
    )


def note_planner(db: TeamDatabase, shop_id: int, member_id: int, *, plans: bool) -> None:
    """Say that a member works on a plan for a shop, or that it does no more."""
    db.rows("UPDATE member SET seen_at = now() WHERE id = %s", (member_id,))
    if not plans:
        db.rows("DELETE FROM planner WHERE shop_id = %s AND member_id = %s", (shop_id, member_id))
        return
    db.rows(
        "INSERT INTO planner (shop_id, member_id) VALUES (%s, %s)"
        " ON CONFLICT (shop_id, member_id) DO UPDATE SET since = now()",
        (shop_id, member_id),
    )
