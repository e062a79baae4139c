"""The membership in a team, how far its database was read, and who runs its schedules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.team.team import Membership, Role
from shopsync_gui.store.database.codecs import moment_out, time_in, time_out

if TYPE_CHECKING:
    from datetime import datetime

    from shopsync_gui.store.database.database import Database

#: The rows of `team_seen` that say how far the team's documents and shops were read, and out of which
#: schema all was; no connection has these ids.
DOCUMENTS, SHOPS, _SCHEMA = 0, -1, -2
#: The tables of what was read in the team's database.
_READ = (
    "team_fact", "team_seen", "team_schedule", "team_document", "team_shop", "team_verdict",
)  # fmt: skip


class TeamStore:
    """The memory that this data folder has of its team."""

    def __init__(self, database: Database) -> None:
        self._db = database

    # --- membership -----------------------------------------------------------------------------

    def membership(self) -> Membership | None:
        """The team that was joined."""
        row = self._db.one(
            "SELECT address, member_id, computer_key, name, role, joined_at FROM team"
        )
        if row is None:
            return None
        address, member_id, computer_key, name, role, joined_at = row
        return Membership(
            address=address,
            member_id=member_id,
            computer_key=computer_key,
            name=name,
            role=Role(role),
            joined_at=moment_out(joined_at),
        )

    def note_role(self, role: Role) -> None:
        """Note what an owner has made of this computer."""
        if self._db.value("SELECT role FROM team") not in (None, role.value):
            self._db.execute_sql("UPDATE team SET role = ?", (role.value,))

    def join(self, membership: Membership) -> None:
        """Keep a membership; nothing is common knowledge in a new team."""
        with self._db.atomic():
            self.leave()
            self._db.execute_sql(
                "INSERT INTO team (address, member_id, computer_key, name, role, joined_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (
                    membership.address,
                    membership.member_id,
                    membership.computer_key,
                    membership.name,
                    membership.role.value,
                    time_in(membership.joined_at),
                ),
            )

    def leave(self) -> None:
        """Forget the team; everything that it brought stays."""
        with self._db.atomic():
            for table in ("team", *_READ):
                self._db.execute_sql(f"DELETE FROM {table}")

    def note_left(self, membership: Membership) -> None:
        """Note that the team still has to hear that this computer left it."""
        self._db.execute_sql(
            "INSERT OR REPLACE INTO team_left (computer_key, address, member_id) VALUES (?, ?, ?)",
            (membership.computer_key, membership.address, membership.member_id),
        )

    def untold(self) -> list[tuple[str, str, int]]:
        """The teams that still have to hear of it: computer key, address and number of the member."""
        rows = self._db.rows("SELECT computer_key, address, member_id FROM team_left", ())
        return [(str(key), str(address), int(member)) for key, address, member in rows]

    def note_told(self, computer_key: str) -> None:
        """Note that a team has heard of it."""
        self._db.execute_sql("DELETE FROM team_left WHERE computer_key = ?", (computer_key,))

    # --- reading --------------------------------------------------------------------------------

    def read_from(self, schema: int) -> None:
        """Forget what was read in the team's database if it is another one by now: lost, or restored."""
        before = self.seen(_SCHEMA)
        if before == schema:
            return
        with self._db.atomic():
            for table in _READ if before else ():
                self._db.execute_sql(f"DELETE FROM {table}")
            self.note_seen(_SCHEMA, schema)

    def seen(self, connection_id: int) -> int:
        """Return the number of the last of the team's rows that was read."""
        number = self._db.value(
            "SELECT seq FROM team_seen WHERE connection_id = ?", (connection_id,)
        )
        return int(number or 0)

    def note_seen(self, connection_id: int, seq: int) -> None:
        """Note how far they were read."""
        self._db.execute_sql(
            "INSERT OR REPLACE INTO team_seen (connection_id, seq) VALUES (?, ?)",
            (connection_id, seq),
        )

    # --- schedules ------------------------------------------------------------------------------

    def elsewhere_until(self, connection_id: int) -> datetime | None:
        """Return until when another computer is taken to run a shop's schedule; None where this one does."""
        return time_out(
            self._db.value(
                "SELECT until FROM team_schedule WHERE connection_id = ?", (connection_id,)
            )
        )

    def keeper(self, connection_id: int, now: datetime) -> str:
        """Name the computer that runs a shop's schedule now; empty where that is this one, or not known."""
        return str(
            self._db.value(
                "SELECT keeper FROM team_schedule WHERE connection_id = ? AND until > ?",
                (connection_id, time_in(now)),
            )
            or ""
        )

    def keepers(self, now: datetime) -> dict[int, str]:
        """The same of every shop that another computer keeps."""
        rows = self._db.rows(
            "SELECT connection_id, keeper FROM team_schedule WHERE until > ? AND keeper <> ''",
            (time_in(now),),
        )
        return dict(rows)

    def note_elsewhere(self, connection_id: int, until: datetime | None, keeper: str = "") -> None:
        """Note that another computer, so called, runs a shop's schedule; with None, that this one does."""
        self._db.execute_sql("DELETE FROM team_schedule WHERE connection_id = ?", (connection_id,))
        if until is not None:
            self._db.execute_sql(
                "INSERT INTO team_schedule (connection_id, until, keeper) VALUES (?, ?, ?)",
                (connection_id, time_in(until), keeper),
            )
