"""The runs' readings of their shops: when they began, and which came to their end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.store.database.codecs import time_in, time_out

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from shopsync_gui.store.database.database import Database


class ShopReadings:
    """The readings of shops by the runs that made them.

    `has_read` is called with the connection once its shop was read to the end.
    """

    def __init__(self, database: Database, has_read: Callable[[int], None]) -> None:
        self._db = database
        self._has_read = has_read

    def of_present_shop(self, run_id: int) -> None:
        """Note that the run reads the shop that the connection leads to now, not a former one."""
        self._db.execute_sql(
            "UPDATE run SET shop_number = (SELECT shop_number FROM connection"
            " WHERE id = run.connection_id) WHERE id = ?",
            (run_id,),
        )

    def started(self, run_id: int, now: datetime) -> None:
        """Note that the run reads the shop from the beginning."""
        self._db.execute_sql(
            "UPDATE run SET pull_started_at = ?, pull_completed_at = NULL WHERE id = ?",
            (time_in(now), run_id),
        )

    def started_at(self, run_id: int) -> datetime | None:
        """Return when the run began to read the shop."""
        return time_out(self._db.value("SELECT pull_started_at FROM run WHERE id = ?", (run_id,)))

    def completed(self, run_id: int, shop_now: datetime, now: datetime) -> None:
        """Note that the shop was read to its end: by the shop's clock, and by that of this computer."""
        with self._db.atomic():
            self._db.execute_sql(
                "UPDATE connection SET first_read_at = ? WHERE first_read_at IS NULL"
                " AND id = (SELECT connection_id FROM run WHERE id = ?)",
                (time_in(now), run_id),
            )
            self._db.execute_sql(
                "UPDATE run SET pull_completed_at = ? WHERE id = ?", (time_in(shop_now), run_id)
            )
            query = "SELECT connection_id FROM run WHERE id = ?"
            self._has_read(int(self._db.value(query, (run_id,))))

    def completed_at(self, run_id: int) -> datetime | None:
        """Return when the shop had been read to its end."""
        return time_out(self._db.value("SELECT pull_completed_at FROM run WHERE id = ?", (run_id,)))

    def last_whole_at(self, connection_id: int, but_for: int = 0) -> datetime | None:
        """Return when the last reading of the whole shop began that came to its end; not in run `but_for`.

        Readings of a former shop do not count.
        """
        return time_out(
            self._db.value(
                "SELECT max(pull_started_at) FROM run WHERE connection_id = ?1 AND shop_number ="
                " (SELECT shop_number FROM connection WHERE id = ?1)"
                " AND pull_completed_at IS NOT NULL AND id <> ?2",
                (connection_id, but_for),
            )
        )
