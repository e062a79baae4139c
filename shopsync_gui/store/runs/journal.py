"""The journal of writes: every intent stands here, committed, before it leaves the program.

planned (-> ready) -> sent -> done | failed | unknown. A ready intent is on the disk while the answer to
the one before is awaited; where its program died, it may have been sent. What is sent or unknown is
unsettled until the account has been read after a quiet time, then done or dropped. Planned entries of
earlier runs are dropped. What runs wrote is read by `past_writes.py`.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, NamedTuple

from shopsync_gui.store.database.codecs import json_in, json_list, problem_in, time_in
from shopsync_gui.store.runs.journal_entries import Ended, JournalEntry, JournalOp, NewEntry
from shopsync_gui.store.runs.journal_rows import read_entries

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from shopsync_gui.core.catalogue import TargetProduct
    from shopsync_gui.core.errors import Problem
    from shopsync_gui.store.database.database import Database


class Claim(NamedTuple):
    """A create that was carried out, as its answer says, under this id of the account."""

    entry_id: int
    op: JournalOp
    sku: str
    name: str
    sa_id: int


#: Rows that are read at once.
_PIECE = 1000
_CLAIMED = (
    "SELECT id, op, sku, name, sa_id FROM journal WHERE connection_id = ?1"
    " AND state = 'done' AND sa_id IS NOT NULL AND op IN ('create_product', 'create_category')"
    " AND op = coalesce(?4, op)"
    " AND id > max(?2, (SELECT learned_to FROM connection WHERE id = ?1)) ORDER BY id LIMIT ?3"
)
#: A create of a product was answered plainly, and that answer was not doubted at once.
_ANSWERED = "op = 'create_product' AND ended_at IS NOT NULL"


class Journal:
    """The writes of all runs. Each call that changes an entry is committed when it returns."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def plan(self, run_id: int, connection_id: int, entries: Iterable[NewEntry]) -> None:
        """Put down everything that a run is going to write."""
        with self._db.atomic():
            self._db.many(
                "INSERT INTO journal (run_id, connection_id, op, product_id, sku, name, sa_id,"
                " desired, before, fields, former, state)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'planned')",
                (
                    (
                        run_id,
                        connection_id,
                        entry.op.value,
                        entry.product_id,
                        entry.sku,
                        entry.name,
                        entry.sa_id,
                        json_in(entry.desired),
                        json_in(entry.before),
                        ",".join(entry.fields) or None,
                        entry.former,
                    )
                    for entry in entries
                ),
            )

    def take_over(
        self, run_id: int, connection_id: int, intent: str, entry: NewEntry, now: datetime
    ) -> JournalEntry:
        """Put down a write that another computer sent, and whose outcome nobody knows.

        One that an earlier run took over and did not settle stays as it is, with its moment.
        """
        with self._db.atomic():
            for known in self._select(
                "WHERE connection_id = ? AND state IN ('sent', 'unknown') AND intent = ?",
                *(connection_id, intent),
            ):
                return known
            self.plan(run_id, connection_id, [entry])
            taken = self._select("WHERE id = last_insert_rowid()")[0]
            self.unknown(taken.id, now)
            self._db.execute_sql("UPDATE journal SET intent = ? WHERE id = ?", (intent, taken.id))
        return taken

    def ended(self, entry_ids: Iterable[int]) -> dict[int, Ended]:
        """Return those of these entries whose outcome is known, with the account's id where there is one."""
        marks = json_list(entry_ids)
        return {
            entry_id: Ended(bool(done), sa_id)
            for entry_id, done, sa_id in self._db.rows(
                "SELECT each.value, state IS 'done', CASE WHEN state = 'done' THEN sa_id END"
                " FROM json_each(?) AS each LEFT JOIN journal ON journal.id = each.value"
                " WHERE state IS NULL OR state NOT IN ('sent', 'unknown')",
                (marks,),
            )
        }

    def planned(self, run_id: int, after_id: int = 0, limit: int = 500) -> list[JournalEntry]:
        """The run's planned entries after `after_id`, in their order."""
        return self._select(
            "WHERE run_id = ? AND state = 'planned' AND id > ? ORDER BY id LIMIT ?",
            run_id,
            after_id,
            limit,
        )

    def get(self, entry_id: int) -> JournalEntry:
        """One entry. Raises KeyError."""
        for entry in self._select("WHERE id = ?", entry_id):
            return entry
        raise KeyError(entry_id)

    def holds(self, entry_id: int, entry: NewEntry) -> bool:
        """Whether this number is still that write's: an older copy of the file may be in use."""
        return any(
            (known.op, known.sku, known.name) == (entry.op, entry.sku, entry.name)
            for known in self._select("WHERE id = ?", entry_id)
        )

    def ready(self, entry_id: int, now: datetime) -> None:
        """The request will leave after the one that is under way: its intent is on the disk."""
        self._db.execute_sql(
            "UPDATE journal SET state = 'ready', sent_at = ? WHERE id = ? AND state = 'planned'",
            (time_in(now), entry_id),
        )

    def not_ready(self, entry_id: int) -> None:
        """Note that a write does not leave after all."""
        self._db.execute_sql(
            "UPDATE journal SET state = 'planned', sent_at = NULL WHERE id = ? AND state = 'ready'",
            (entry_id,),
        )

    def doubt_ready(self, connection_id: int) -> None:
        """Take all that a dead program had made ready as sent: it may have left."""
        self._db.execute_sql(
            "UPDATE journal SET state = 'sent', attempts = attempts + 1"
            " WHERE connection_id = ? AND state = 'ready'",
            (connection_id,),
        )

    def give_up_open(self) -> None:
        """Have writes of unknown outcome, if no run is at work on them, count for no run: a colleague may write the same."""
        self._db.execute_sql(
            "UPDATE journal SET state = CASE state WHEN 'ready' THEN 'sent' ELSE state END,"
            " attempts = 0 WHERE state IN ('ready', 'sent', 'unknown')"
            " AND run_id NOT IN (SELECT id FROM run WHERE state = 'running')"
        )

    def made_ready(self, connection_id: int) -> dict[int, int]:
        """The writes that a dead program had made ready, with their runs."""
        rows = self._db.rows(
            "SELECT id, run_id FROM journal WHERE connection_id = ? AND state = 'ready'",
            (connection_id,),
        )
        return {int(entry_id): int(run_id) for entry_id, run_id in rows}

    def sent(self, entry_id: int, now: datetime, *, was_ready: bool = False) -> None:
        """The request is about to leave; of one that was ready the intent is on the disk already."""
        with self._db.relaxed() if was_ready else nullcontext():
            self._db.execute_sql(
                "UPDATE journal SET state = 'sent', sent_at = ?, attempts = attempts + 1"
                " WHERE id = ?",
                (time_in(now), entry_id),
            )

    def done(self, entry_id: int, sa_id: int | None, now: datetime) -> None:
        """The account carried it out and gave (or has) this id."""
        self._db.execute_sql(
            "UPDATE journal SET state = 'done', sa_id = ?, ended_at = ?, problem = NULL"
            " WHERE id = ?",
            (sa_id, time_in(now), entry_id),
        )

    def unknown(self, entry_id: int, now: datetime, named: int | None = None) -> None:
        """The answer was lost, or says nothing plain; a create keeps the id that it `named`."""
        self._db.execute_sql(
            "UPDATE journal SET state = 'unknown', sent_at = ?, sa_id = coalesce(sa_id, ?),"
            " ended_at = NULL WHERE id = ?",
            (time_in(now), named, entry_id),
        )

    def disproved(self, entry_id: int, since: datetime) -> None:
        """The id that an answer named is not what was created: the outcome is unknown.

        An answer from before `since` may have been true then: its moment is kept.
        """
        self._db.execute_sql(
            "UPDATE journal SET state = 'unknown', sa_id = NULL,"
            " ended_at = CASE WHEN ended_at < ? THEN ended_at END WHERE id = ?",
            (time_in(since), entry_id),
        )

    def not_there(self, entry_id: int, now: datetime) -> None:
        """Note that the account shows nothing of a write of unknown outcome; a new plan decides anew.

        A product whose create was answered long before was created, and is gone since; any other
        write was not carried out.
        """
        self._db.execute_sql(
            f"UPDATE journal SET state = CASE WHEN {_ANSWERED} THEN 'done' ELSE 'dropped' END,"
            f" ended_at = CASE WHEN {_ANSWERED} THEN ended_at ELSE ? END WHERE id = ?",
            (time_in(now), entry_id),
        )

    def claimed(self, connection_id: int, op: JournalOp | None = None) -> Iterator[Claim]:
        """Creates, of one kind where it is given, whose answer named an id and whose outcome was not read since."""
        last = 0
        # In pieces: the reader may write meanwhile, and so may another shop's job.
        kind = None if op is None else op.value
        while rows := self._db.rows(_CLAIMED, (connection_id, last, _PIECE, kind)):
            for entry_id, written, sku, name, sa_id in rows:
                yield Claim(entry_id, JournalOp(written), sku, name, sa_id)
            last = rows[-1][0]

    def created(self, run_id: int, since: datetime) -> array[int]:
        """The account's ids of the products that a run has created from a moment on."""
        return self._db.column(
            "SELECT sa_id FROM journal WHERE run_id = ? AND op = 'create_product'"
            " AND state = 'done' AND sa_id IS NOT NULL AND sent_at >= ?",
            (run_id, time_in(since)),
        )

    def failed(self, entry_id: int, problem: Problem, now: datetime) -> None:
        """The account refused it."""
        self._db.execute_sql(
            "UPDATE journal SET state = 'failed', problem = ?, ended_at = ? WHERE id = ?",
            (problem_in(problem), time_in(now), entry_id),
        )

    def keep_before(self, entry_id: int, before: TargetProduct) -> None:
        """Take over what a product of the account was like, read just before it is written."""
        self._db.execute_sql(
            "UPDATE journal SET before = ? WHERE id = ?", (json_in(before), entry_id)
        )

    def dropped(self, entry_id: int, now: datetime) -> None:
        """Note that a write was not carried out, and that a new plan decides anew."""
        self._db.execute_sql(
            "UPDATE journal SET state = 'dropped', ended_at = ? WHERE id = ?",
            (time_in(now), entry_id),
        )

    def again(self, entry_id: int) -> None:
        """Note that a write was surely not carried out and is planned once more."""
        self._db.execute_sql(
            "UPDATE journal SET state = 'planned', ended_at = NULL, sa_id = CASE"
            " WHEN op IN ('create_product', 'create_category') THEN NULL ELSE sa_id END"
            " WHERE id = ?",
            (entry_id,),
        )

    def planned_removals(self, connection_id: int) -> dict[int, str]:
        """The account's categories that any run still was to remove, by id with their names."""
        return dict(
            self._db.rows(
                "SELECT sa_id, name FROM journal WHERE state = 'planned' AND op = 'delete_category'"
                " AND run_id IN (SELECT id FROM run WHERE connection_id = ?)",
                (connection_id,),
            )
        )

    def asked_names(self, run_id: int) -> dict[int, str]:
        """The categories that the run was to rename, by the account's ids with the names they were to have."""
        return dict(
            self._db.rows(
                "SELECT sa_id, name FROM journal WHERE run_id = ? AND op = 'rename_category'"
                " AND state IN ('done', 'failed') ORDER BY id",
                (run_id,),
            )
        )

    def drop_planned(self, connection_id: int) -> None:
        """Drop what earlier plans never sent."""
        self._db.execute_sql(
            "UPDATE journal SET state = 'dropped' WHERE state = 'planned'"
            " AND run_id IN (SELECT id FROM run WHERE connection_id = ?)",
            (connection_id,),
        )

    def unsettled(self, connection_id: int) -> list[JournalEntry]:
        """Writes of unknown outcome, of any run."""
        return self._select(
            "WHERE connection_id = ? AND state IN ('sent', 'unknown') ORDER BY id", connection_id
        )

    def unsettled_since(self, connection_id: int, moment: datetime) -> None:
        """Note that the writes of unknown outcome left at this moment at the latest."""
        self._db.execute_sql(
            "UPDATE journal SET sent_at = ?1 WHERE connection_id = ?2"
            " AND state IN ('sent', 'unknown') AND sent_at > ?1",
            (time_in(moment), connection_id),
        )

    def has_failed(self, product_id: int, before_id: int) -> bool:
        """Whether the last finished write of a product, before this entry, failed."""
        state = self._db.value(
            "SELECT state FROM journal WHERE product_id = ? AND id < ?"
            " AND state IN ('done', 'failed') ORDER BY id DESC LIMIT 1",
            (product_id, before_id),
        )
        return str(state) == "failed"

    def _select(self, rest: str, *params: object) -> list[JournalEntry]:
        return read_entries(self._db, rest, *params)
