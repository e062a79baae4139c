"""The history's age and size: what nobody needs any more is deleted and given back, in pieces.

Never deleted: what the catalogue is now; prices that the rule of the 30 days asks for; the writes of
a shop's newest runs, and of those within the time in which an undo is promised; writes of unknown
outcome; refusals that still keep a product from being written.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shopsync_gui.core.settings.settings import LEAST_DAYS
from shopsync_gui.store.database.codecs import time_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from shopsync_gui.core.settings.settings import HistorySettings
    from shopsync_gui.store.database.database import Database

#: Rows that one transaction looks at and may delete.
_ROWS = 400
#: Pages (4 kB) that are given back to the disk at a time.
_PAGES = 200
#: Of each shop so many runs stay, and the writes of so many, whatever their age.
_RUNS = 100
_WRITING_RUNS = 5
#: How long before the newest price of a product its former ones stay: the 30 days of the price rule
#: before a reduction, which may have begun at any time since the reading before.
_PRICES = timedelta(days=75)
#: Checkpoints of a reading that was interrupted are of use for so long.
_CHECKPOINTS = timedelta(hours=25)
#: So often is what is old looked for; checkpoints go with their run.
_EVERY = timedelta(hours=20)
_TASK = "history"


class Retention:
    """Deletion in short transactions; after a kill the next call goes on."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def pieces(self, limits: HistorySettings, now: datetime) -> Iterator[None]:
        """Delete what is older than the settings allow; more of it while the file is too large.

        Yields between the pieces. What is old is looked for once a day.
        """
        yield from self._checkpoints(now)
        last = self._db.value("SELECT done_at FROM upkeep WHERE task = ?", (_TASK,))
        if last is not None and abs((time_in(now) or 0) - int(last)) < _span(_EVERY):
            return
        for share in (1.0, 0.5, 0.25, 0.0):
            days = max(LEAST_DAYS, int(limits.days * share))
            undo_days = max(LEAST_DAYS, int(limits.undo_days * share))
            yield from self._changes(now - timedelta(days=days))
            yield from self._journal(now - timedelta(days=undo_days))
            yield from self._runs(now - timedelta(days=days))
            if self.used() <= limits.megabytes * 1_000_000:
                break
        yield from self._give_back()
        self._db.execute_sql(
            "INSERT OR REPLACE INTO upkeep (task, done_at) VALUES (?, ?)", (_TASK, time_in(now))
        )

    def used(self) -> int:
        """Bytes of the file that hold something."""
        pages = int(self._db.value("PRAGMA page_count"))
        free = int(self._db.value("PRAGMA freelist_count"))
        return (pages - free) * int(self._db.value("PRAGMA page_size"))

    def _checkpoints(self, now: datetime) -> Iterator[None]:
        """Checkpoints of runs that have ended, or whose reading will not be continued."""
        for (run_id,) in self._db.rows(
            "SELECT id FROM run WHERE id IN (SELECT DISTINCT run_id FROM pull_page)"
            " AND state <> 'running' AND (state IN ('done', 'partial') OR coalesce(pull_started_at, 0) < ?"
            " OR id < (SELECT max(id) FROM run AS newer WHERE newer.connection_id = run.connection_id"
            " AND newer.kind = run.kind))",
            (time_in(now - _CHECKPOINTS),),
        ):
            yield from self._in_pieces(
                "DELETE FROM pull_page WHERE rowid IN"
                f" (SELECT rowid FROM pull_page WHERE run_id = ? LIMIT {_ROWS})",
                (run_id,),
            )

    def _changes(self, before: datetime) -> Iterator[None]:
        """Changes that were noticed before a moment, but for prices that are still asked for."""
        at = row = 0
        while rows := self._db.rows(_OLD_CHANGES, (_span(_PRICES), at, row, time_in(before))):
            self._delete("change", [row_id for row_id, _at, needed in rows if not needed])
            row, at, _needed = rows[-1]
            yield

    def _journal(self, before: datetime) -> Iterator[None]:
        """Writes of runs that began before a moment, but for each shop's newest."""
        for (run_id,) in self._db.rows(_OLD_WRITING_RUNS, (_WRITING_RUNS, time_in(before))):
            last = 0
            while rows := self._db.rows(_OLD_WRITES, (run_id, last)):
                self._delete("journal", [row_id for row_id, needed in rows if not needed])
                last = rows[-1][0]
                yield

    def _runs(self, before: datetime) -> Iterator[None]:
        """Receipts of runs that began before a moment and of which nothing else is left."""
        last = 0
        while rows := self._db.rows(_OLD_RUNS, (time_in(before), last, _RUNS)):
            self._delete("run", [row_id for row_id, needed in rows if not needed])
            last = rows[-1][0]
            yield

    def _delete(self, table: str, ids: Sequence[int]) -> None:
        with self._db.relaxed(), self._db.atomic():
            self._db.many(f"DELETE FROM {table} WHERE id = ?", [(row_id,) for row_id in ids])

    def _in_pieces(self, sql: str, parameters: Sequence[object]) -> Iterator[None]:
        while True:
            with self._db.relaxed(), self._db.atomic():
                self._db.execute_sql(sql, parameters)
                changed = self._db.connection().changes()
            if not changed:
                return
            yield

    def _give_back(self) -> Iterator[None]:
        """Give free pages to the disk, where the file was made so that it can."""
        if int(self._db.value("PRAGMA auto_vacuum")) != _INCREMENTAL:
            return
        while int(self._db.value("PRAGMA freelist_count")) > _PAGES:
            with self._db.relaxed():
                self._db.rows(f"PRAGMA incremental_vacuum({_PAGES})")
            yield


def _span(span: timedelta) -> int:
    """A span of time in the unit of the stored moments."""
    return span // timedelta(microseconds=1)


_INCREMENTAL = 2
#: In the order of their moments: the row's id, its moment, and whether it must stay.
_OLD_CHANGES = f"""
SELECT id, at, CASE field
    WHEN 'gross' THEN NOT EXISTS (SELECT 1 FROM change newer WHERE newer.product_id = change.product_id
        AND newer.at > change.at + ?1 AND newer.field = 'gross')
    WHEN 'currency' THEN NOT EXISTS (SELECT 1 FROM change newer
        WHERE newer.product_id = change.product_id AND newer.at > change.at
        AND newer.field = 'currency')
    ELSE 0 END
FROM change WHERE (at, id) > (?2, ?3) AND at < ?4 ORDER BY at, id LIMIT {_ROWS}"""
_OLD_WRITING_RUNS = """
SELECT id FROM (
    SELECT id, started_at, row_number() OVER (PARTITION BY connection_id ORDER BY id DESC) AS place
    FROM run WHERE EXISTS (SELECT 1 FROM journal WHERE run_id = run.id)
) WHERE place > ? AND started_at < ? ORDER BY id"""
#: `learned_to` is the last write whose outcome was read.
_OLD_WRITES = f"""
SELECT id, NOT (state = 'dropped'
    OR state = 'done' AND id <= (SELECT learned_to FROM connection WHERE id = journal.connection_id)
    OR state = 'failed' AND (product_id IS NULL OR EXISTS (SELECT 1 FROM journal AS later
        WHERE later.product_id = journal.product_id AND later.id > journal.id
        AND later.state = 'done')))
FROM journal WHERE run_id = ? AND id > ? ORDER BY id LIMIT {_ROWS}"""
#: A run stays while a change names it, or while it is the reading before one that does; and the first
#: whole reading of each day, for a price holds for as long only as it was looked at.
_OLD_RUNS = f"""
SELECT id, EXISTS (SELECT 1 FROM journal WHERE run_id = run.id)
    OR EXISTS (SELECT 1 FROM change WHERE run_id = run.id)
    OR EXISTS (SELECT 1 FROM change WHERE run_id > run.id AND run_id <= (
        SELECT min(id) FROM run AS next WHERE next.connection_id = run.connection_id
        AND next.id > run.id AND next.pull_completed_at IS NOT NULL))
    OR pull_completed_at IS NOT NULL AND started_at / 86400000000 > coalesce((
        SELECT earlier.started_at / 86400000000 FROM run AS earlier
        WHERE earlier.connection_id = run.connection_id AND earlier.id < run.id
        AND earlier.pull_completed_at IS NOT NULL ORDER BY earlier.id DESC LIMIT 1), 0)
    OR id >= coalesce((SELECT id FROM run AS newest WHERE newest.connection_id = run.connection_id
        ORDER BY id DESC LIMIT 1 OFFSET ?3), 0)
FROM run WHERE started_at < ?1 AND state <> 'running' AND id > ?2 ORDER BY id LIMIT {_ROWS}"""
