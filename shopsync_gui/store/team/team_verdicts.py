"""The words of colleagues' runs on how shops stand, as they were heard here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.team.verdict import Verdict
from shopsync_gui.store.database.codecs import moment_out, time_in

if TYPE_CHECKING:
    from datetime import datetime

    from shopsync_gui.store.database.database import Database


class TeamVerdicts:
    """Memory of them; every look at the shops reads it, so that it imports little."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def note(self, connection_id: int, verdict: Verdict | None, now: datetime) -> bool:
        """Note what the last run of the team says of a shop, None for one of this computer; whether it is news."""
        known = self._db.one(
            "SELECT body FROM team_verdict WHERE connection_id = ?", (connection_id,)
        )
        body = None if verdict is None else msgspec.json.encode(verdict).decode()
        if (None if known is None else known[0]) == body:
            return False
        if body is None:
            self._db.execute_sql(
                "DELETE FROM team_verdict WHERE connection_id = ?", (connection_id,)
            )
        else:
            self._db.execute_sql(
                "INSERT OR REPLACE INTO team_verdict (connection_id, heard_at, body)"
                " VALUES (?, ?, ?)",
                (connection_id, time_in(now), body),
            )
        return True

    def all(self) -> dict[int, tuple[Verdict, datetime]]:
        """The words of colleagues' runs by shop, with the moments when they were heard here."""
        return {
            int(shop): (msgspec.json.decode(body, type=Verdict), moment_out(heard))
            for shop, body, heard in self._db.rows(
                "SELECT connection_id, body, heard_at FROM team_verdict", ()
            )
        }
