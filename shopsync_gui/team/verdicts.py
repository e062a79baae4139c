"""The last run of a team that says how the two sides of a shop stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.team.team_words import keeper_text
from shopsync_gui.core.team.verdict import Verdict
from shopsync_gui.team.turn import COMPUTER

if TYPE_CHECKING:
    from shopsync_gui.team.database import TeamDatabase

#: Something of a colleague's last run of the run's shop, of which a condition is true.
_OF_LAST = (
    "(SELECT {} FROM run AS other"
    " WHERE other.shop_id = run.shop_id AND other.member_id <> %s AND {}"
    " ORDER BY other.told_at DESC LIMIT 1)"
)
_END = "other.receipt::json ->> 'finished_at'"
#: As many products as it proved equal, if the account showed all of them.
_COUNT = (
    "CASE WHEN coalesce(other.receipt::json ->> 'not_told', '{}') = '{}'"
    " THEN (other.receipt::json ->> 'compared')::int END"
)
_PROOF = (
    "other.kind IN ('sync', 'verify') AND other.state = 'done'"
    " AND coalesce((other.receipt::json ->> 'verified')::boolean, false)"
)
_SYNC = (
    "other.kind = 'sync' AND other.state <> 'running'"
    " AND (other.state IN ('done', 'partial') OR other.created + other.updated > 0)"
)
#: The last such run of each shop; an undo that wrote nothing left everything as it was. One that has not
#: ended is known from its first write on, be it at work or broken off.
_LAST = (
    "SELECT DISTINCT ON (shop_id) shop.name AS shop, run.member_id, run.run_id, member.name,"
    f" {COMPUTER}, told_at::text, kind = 'undo' AS is_undo, run.created + run.updated AS written,"
    " coalesce((receipt::json ->> 'removed')::int, 0) AS removed,"
    " kind <> 'undo' AND state = 'done' AND coalesce((receipt::json ->> 'verified')::boolean, false)"
    " AS equal, coalesce(receipt::json ->> 'finished_at', to_json(told_at) #>> '{}') AS finished,"
    f" {_OF_LAST.format(_END, _PROOF)} AS proven, {_OF_LAST.format(_COUNT, _PROOF)} AS proven_count,"
    f" {_OF_LAST.format(_END, _SYNC)} AS synced"
    " FROM run JOIN shop ON shop.id = shop_id JOIN member ON member.id = run.member_id"
    " WHERE state = 'running' OR kind IN ('sync', 'undo', 'verify') AND (kind <> 'undo'"
    " OR run.updated > 0 OR coalesce((receipt::json ->> 'removed')::int, 0) > 0)"
    " AND (state IN ('done', 'partial') OR run.created + run.updated > 0"
    " OR coalesce((receipt::json ->> 'removed')::int, 0) > 0)"
    " OR kind IN ('retry', 'orders') AND state <> 'done' AND run.created + run.updated > 0"
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
            proven_at=row[11],
            proven_count=row[12],
            synced_at=row[13],
        )
        for row in db.rows(_LAST, (member_id, member_id, member_id))
        if row[1] != member_id and row[10] is not None
    }
