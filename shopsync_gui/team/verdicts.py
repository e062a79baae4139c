"""The last run of a team that says how the two sides of a shop stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.team.team_words import keeper_text
from shopsync_gui.core.team.verdict import Verdict
from shopsync_gui.team.turn import COMPUTER

if TYPE_CHECKING:
    from shopsync_gui.team.database import TeamDatabase

#: The last such run of each shop; an undo that wrote nothing left everything as it was.
_LAST = (
    "SELECT DISTINCT ON (shop_id) shop.name AS shop, run.member_id, run.run_id, member.name,"
    f" {COMPUTER}, told_at::text, kind = 'undo' AS is_undo, run.created + run.updated AS written,"
    " coalesce((receipt::json ->> 'removed')::int, 0) AS removed,"
    " kind <> 'undo' AND state = 'done' AND coalesce((receipt::json ->> 'verified')::boolean, false)"
    " AS equal, receipt::json ->> 'finished_at' AS finished"
    " FROM run JOIN shop ON shop.id = shop_id JOIN member ON member.id = run.member_id"
    " WHERE kind IN ('sync', 'undo', 'verify') AND state <> 'running'"
    " AND (kind <> 'undo' OR run.updated > 0"
    " OR coalesce((receipt::json ->> 'removed')::int, 0) > 0)"
    " AND (state IN ('done', 'partial') OR run.created + run.updated > 0)"
    " ORDER BY shop_id, told_at DESC"
)


def verdicts_of_others(db: TeamDatabase, member_id: int) -> dict[str, Verdict]:
    """The word of the last run of each shop by its name, where that run was a colleague's."""
    return {
        row[0]: Verdict(
            who=keeper_text(row[3], row[4]),
            told=f"{row[1]} {row[2]} {row[5]}",
            equal=bool(row[9]),
            at=row[10],
            differing=row[7] + row[8] if row[6] else 0,
        )
        for row in db.rows(_LAST)
        if row[1] != member_id and row[10] is not None
    }
