"""The last run of a team that says how the two sides of a shop stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.team.team_words import keeper_text
from shopsync_gui.core.team.verdict import Verdict
from shopsync_gui.team.turn import COMPUTER

if TYPE_CHECKING:
    from shopsync_gui.team.database import TeamDatabase

#: Runs with what their receipts say, of which only that is read which is asked for; and the last one of each
#: shop. An undo that wrote nothing left everything as it was. A run that has not ended is known from its
#: first write on, be it at work or broken off.
_RUNS = (
    "WITH told AS NOT MATERIALIZED (SELECT *, created + updated AS wrote,"
    " coalesce((receipt::json ->> 'finished_at')::timestamptz, told_at) AS ended,"
    " coalesce((receipt::json ->> 'verified')::boolean, false) AS verified,"
    " coalesce((receipt::json ->> 'removed')::int, 0) AS removed FROM run),"
    " last AS (SELECT DISTINCT ON (shop_id) * FROM told"
    " WHERE state = 'running' OR kind IN ('sync', 'undo', 'verify')"
    " AND (kind <> 'undo' OR updated > 0 OR removed > 0)"
    " AND (state IN ('done', 'partial') OR wrote > 0 OR removed > 0)"
    " OR kind IN ('retry', 'orders') AND state <> 'done' AND wrote > 0"
    " ORDER BY shop_id, told_at DESC)"
)
#: Joins a colleague's last run of the same shop for which a condition is true.
_LATEST = (
    "LEFT JOIN LATERAL (SELECT * FROM told WHERE told.shop_id = last.shop_id"
    " AND told.member_id <> %(me)s AND {} ORDER BY told_at DESC LIMIT 1) AS {} ON true"
)
_PROOF = "kind IN ('sync', 'verify') AND state = 'done' AND verified"
_SYNC = "kind = 'sync' AND state <> 'running' AND (state IN ('done', 'partial') OR wrote > 0)"
_VERDICTS = (
    f"{_RUNS} SELECT shop.name, member.name, {COMPUTER},"
    " concat_ws(' ', last.member_id, last.run_id, last.told_at),"
    " last.kind <> 'undo' AND last.state = 'done' AND last.verified, last.ended,"
    " CASE last.kind WHEN 'undo' THEN last.wrote + last.removed ELSE 0 END, proof.ended,"
    # As many products as it proved equal, if the account showed all of them.
    " CASE WHEN coalesce(proof.receipt::json ->> 'not_told', '{}') = '{}'"
    " THEN (proof.receipt::json ->> 'compared')::int END, sync.ended"
    " FROM last JOIN shop ON shop.id = last.shop_id JOIN member ON member.id = last.member_id"
    f" {_LATEST.format(_PROOF, 'proof')} {_LATEST.format(_SYNC, 'sync')}"
    " WHERE last.member_id <> %(me)s"
)


def verdicts_of_others(db: TeamDatabase, member_id: int) -> dict[str, Verdict]:
    """The word of the last run of each shop by its name, where that run was a colleague's."""
    verdicts = {}
    for row in db.rows(_VERDICTS, {"me": member_id}):
        shop, name, computer, told, equal, at, differing, proven_at, proven_count, synced_at = row
        verdicts[shop] = Verdict(
            who=keeper_text(name, computer),
            told=told,
            equal=equal,
            at=at,
            differing=differing,
            proven_at=proven_at,
            proven_count=proven_count,
            synced_at=synced_at,
        )
    return verdicts
