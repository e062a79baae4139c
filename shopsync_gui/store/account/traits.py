"""Traits of an account where the contract leaves them open, as they were seen or tried out."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.store.database.codecs import moment_out, time_in

if TYPE_CHECKING:
    from shopsync_gui.store.database.database import Database

#: What was not seen for so long may have changed.
LIFE = timedelta(days=90)


class TraitSource(StrEnum):
    """The source of a trait."""

    SEEN = "seen"
    PROBE = "probe"


class Trait(msgspec.Struct, frozen=True, kw_only=True):
    """One way in which an account behaves. `times_seen` counts agreeing sightings in a row."""

    name: str
    value: str
    source: TraitSource
    times_seen: int
    last_seen: datetime


class TraitStore:
    """The traits of accounts, by connection and identity of the account."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def all(self, connection_id: int, identity: str, now: datetime) -> dict[str, Trait]:
        """Return what is known of an account and not too old, by name."""
        found = {}
        for name, value, source, times, last in self._db.rows(
            "SELECT name, value, source, times_seen, last_seen FROM account_trait"
            " WHERE connection_id = ? AND account_identity = ? AND last_seen >= ? ORDER BY name",
            (connection_id, identity, time_in(now - LIFE)),
        ):
            found[name] = Trait(
                name=name,
                value=value,
                source=TraitSource(source),
                times_seen=times,
                last_seen=moment_out(last),
            )
        return found

    def lasting(self, connection_id: int, identity: str, name: str) -> str | None:
        """Return what was noted of an account under this name, however long ago."""
        value = self._db.value(
            "SELECT value FROM account_trait"
            " WHERE connection_id = ? AND account_identity = ? AND name = ?",
            (connection_id, identity, name),
        )
        return None if value is None else str(value)

    def note(
        self,
        connection_id: int,
        identity: str,
        name: str,
        value: str,
        now: datetime,
        source: TraitSource = TraitSource.SEEN,
    ) -> None:
        """Count a sighting; another value than the known one takes its place and begins at one."""
        self._db.execute_sql(
            "INSERT INTO account_trait (connection_id, account_identity, name, value, source,"
            " times_seen, last_seen) VALUES (?, ?, ?, ?, ?, 1, ?)"
            " ON CONFLICT (connection_id, account_identity, name) DO UPDATE SET"
            " times_seen = CASE WHEN value = excluded.value THEN times_seen + 1 ELSE 1 END,"
            " value = excluded.value, source = excluded.source, last_seen = excluded.last_seen",
            (connection_id, identity, name, value, source.value, time_in(now)),
        )

    def tried_out(self) -> frozenset[tuple[int, str]]:
        """The accounts that were tried out, by connection and identity."""
        rows = self._db.rows(
            "SELECT DISTINCT connection_id, account_identity FROM account_trait WHERE source = ?",
            (TraitSource.PROBE.value,),
        )
        return frozenset((connection_id, identity) for connection_id, identity in rows)

    def forget(self, connection_id: int, identity: str, name: str) -> None:
        """Drop what was contradicted."""
        self._db.execute_sql(
            "DELETE FROM account_trait WHERE connection_id = ? AND account_identity = ?"
            " AND name = ?",
            (connection_id, identity, name),
        )
