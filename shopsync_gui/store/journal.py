"""The journal of writes: every intent stands here, committed, before it leaves the program.

planned -> sent -> done | failed | unknown; unknown and sent are unsettled until the account has
been read after a quiet time, then done or dropped. Planned entries of earlier runs are dropped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from shopsync_gui.core.catalogue import MasterProduct, TargetProduct
from shopsync_gui.core.errors import Problem
from shopsync_gui.core.undo import Written, WrittenName
from shopsync_gui.store.codecs import json_in, json_out, problem_in, time_in, time_out
from shopsync_gui.store.journal_entries import (
    JournalEntry,
    JournalOp,
    JournalState,
    NewEntry,
    write_fingerprint,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from shopsync_gui.store.database import Database


class _EntryRow(NamedTuple):
    """An entry as the database holds it."""

    id: int
    run_id: int
    connection_id: int
    op: str
    product_id: int | None
    sku: str
    name: str
    sa_id: int | None
    desired: bytes | None
    before: bytes | None
    state: str
    sent_at: int | None
    attempts: int
    problem: str | None
    fields: str | None
    former: str


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
    "SELECT id, op, sku, name, sa_id FROM journal WHERE connection_id = ?1 AND id > ?2"
    " AND state = 'done' AND sa_id IS NOT NULL AND op IN ('create_product', 'create_category')"
    " AND id > (SELECT learned_to FROM connection WHERE id = ?1) ORDER BY id LIMIT ?3"
)


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
        self, run_id: int, connection_id: int, entry: NewEntry, now: datetime
    ) -> JournalEntry:
        """Put down a write that another computer sent, and whose outcome nobody knows."""
        with self._db.atomic():
            self.plan(run_id, connection_id, [entry])
            taken = self._select("WHERE id = last_insert_rowid()")[0]
            self.unknown(taken.id, now)
        return taken

    def ended(self, entry_ids: Iterable[int]) -> dict[int, int | None]:
        """Of these entries, those whose outcome is known, with the account's id where there is one."""
        marks = msgspec.json.encode(list(entry_ids)).decode()
        return dict(
            self._db.rows(
                "SELECT each.value, CASE WHEN state = 'done' THEN sa_id END"
                " FROM json_each(?) AS each LEFT JOIN journal ON journal.id = each.value"
                " WHERE state IS NULL OR state NOT IN ('sent', 'unknown')",
                (marks,),
            )
        )

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

    def sent(self, entry_id: int, now: datetime) -> None:
        """The request is about to leave."""
        self._db.execute_sql(
            "UPDATE journal SET state = 'sent', sent_at = ?, attempts = attempts + 1 WHERE id = ?",
            (time_in(now), entry_id),
        )

    def done(self, entry_id: int, sa_id: int | None, now: datetime) -> None:
        """The account carried it out and gave (or has) this id."""
        self._db.execute_sql(
            "UPDATE journal SET state = 'done', sa_id = ?, ended_at = ?, problem = NULL"
            " WHERE id = ?",
            (sa_id, time_in(now), entry_id),
        )

    def unknown(self, entry_id: int, now: datetime) -> None:
        """The answer was lost."""
        self._db.execute_sql(
            "UPDATE journal SET state = 'unknown', sent_at = ? WHERE id = ?",
            (time_in(now), entry_id),
        )

    def disproved(self, entry_id: int) -> None:
        """The id that an answer named is not what was created: the outcome is unknown."""
        self._db.execute_sql(
            "UPDATE journal SET state = 'unknown', sa_id = NULL WHERE id = ?", (entry_id,)
        )

    def claimed(self, connection_id: int) -> Iterator[Claim]:
        """Creates whose answer named an id, and whose outcome was not read since."""
        last = 0
        # In pieces: the reader may write meanwhile, and so may another shop's job.
        while rows := self._db.rows(_CLAIMED, (connection_id, last, _PIECE)):
            for entry_id, op, sku, name, sa_id in rows:
                yield Claim(entry_id, JournalOp(op), sku, name, sa_id)
            last = rows[-1][0]

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
        """It was not carried out, and a new plan decides anew."""
        self._db.execute_sql(
            "UPDATE journal SET state = 'dropped', ended_at = ? WHERE id = ?",
            (time_in(now), entry_id),
        )

    def again(self, entry_id: int) -> None:
        """It was surely not carried out and is planned once more."""
        self._db.execute_sql(
            "UPDATE journal SET state = 'planned', ended_at = NULL WHERE id = ?", (entry_id,)
        )

    def drop_planned(self, connection_id: int) -> None:
        """Drop what earlier plans never sent."""
        self._db.execute_sql(
            "UPDATE journal SET state = 'dropped' WHERE connection_id = ? AND state = 'planned'",
            (connection_id,),
        )

    def unsettled(self, connection_id: int) -> list[JournalEntry]:
        """Writes of unknown outcome, of any run."""
        return self._select(
            "WHERE connection_id = ? AND state IN ('sent', 'unknown') ORDER BY id", connection_id
        )

    def written(self, run_id: int) -> list[Written]:
        """The products of the account that the run created or changed, in its order."""
        return [
            Written(
                sa_id=entry.sa_id,
                product_id=entry.product_id,
                before=entry.before,
                after=entry.desired,
            )
            for entry in self._select(
                "WHERE run_id = ? AND state = 'done' AND op IN ('create_product',"
                " 'update_product') ORDER BY id",
                run_id,
            )
            if entry.sa_id is not None and entry.desired is not None
        ]

    def has_written(self, run_id: int) -> bool:
        """Whether the run created, changed or renamed anything of which the journal still knows."""
        return bool(
            self._db.value(
                "SELECT 1 FROM journal WHERE run_id = ? AND state = 'done' AND op IN"
                " ('create_product', 'update_product', 'rename_category') LIMIT 1",
                (run_id,),
            )
        )

    def has_failed(self, product_id: int, before_id: int) -> bool:
        """Whether the last finished write of a product, before this entry, failed."""
        state = self._db.value(
            "SELECT state FROM journal WHERE product_id = ? AND id < ?"
            " AND state IN ('done', 'failed') ORDER BY id DESC LIMIT 1",
            (product_id, before_id),
        )
        return str(state) == "failed"

    def given_up(self, connection_id: int, but_for: int) -> dict[int, MasterProduct]:
        """What SalesAutopilot failed on, or refused in two runs, by product; not by run `but_for`."""
        return {
            product_id: msgspec.json.decode(desired, type=MasterProduct)
            for product_id, desired in self._db.rows(
                "SELECT product_id, desired FROM journal AS last WHERE connection_id = ?"
                " AND run_id <> ? AND state = 'failed' AND product_id IS NOT NULL"
                " AND (problem LIKE '%\"ProductFault\"%' OR problem LIKE '%\"AccountRefused\"%'"
                " AND EXISTS (SELECT 1 FROM journal WHERE product_id = last.product_id"
                " AND id < last.id AND run_id <> last.run_id AND state = 'failed'"
                " AND desired = last.desired AND problem LIKE '%\"AccountRefused\"%'))"
                " AND NOT EXISTS (SELECT 1 FROM journal"
                " WHERE product_id = last.product_id AND id > last.id"
                " AND state IN ('done', 'failed'))",
                (connection_id, but_for),
            )
        }

    def fingerprints(self, run_id: int) -> set[int]:
        """A number for each write that the run has done, or was going to do (`NewEntry.fingerprint`)."""
        return {
            write_fingerprint(op, product_id, sa_id, name, desired)
            for op, product_id, sa_id, name, desired in self._db.stream(
                "SELECT op, product_id, sa_id, name, desired FROM journal WHERE run_id = ?",
                (run_id,),
            )
        }

    def renamed(self, run_id: int) -> list[WrittenName]:
        """The categories of the account that the run renamed, in its order."""
        return [
            WrittenName(entry.sa_id, entry.former, entry.name)
            for entry in self._select(
                "WHERE run_id = ? AND state = 'done' AND op = 'rename_category' ORDER BY id",
                run_id,
            )
            if entry.sa_id is not None
        ]

    def entries(
        self,
        run_id: int,
        state: JournalState | None = None,
        limit: int = 500,
        offset: int = 0,
        ops: Iterable[JournalOp] = (),
    ) -> list[JournalEntry]:
        """Entries of a run in their order, of one state and of some kinds only where these are given."""
        where = "WHERE run_id = ?"
        params: list[object] = [run_id]
        kinds = [op.value for op in ops]
        if state is not None:
            where, params = f"{where} AND state = ?", [*params, state.value]
        if kinds:
            where = f"{where} AND op IN ({', '.join('?' * len(kinds))})"
            params += kinds
        return self._select(f"{where} ORDER BY id LIMIT ? OFFSET ?", *params, limit, offset)

    def counts(self, run_id: int) -> dict[tuple[JournalOp, JournalState], int]:
        """How many entries of a run are of which kind and state."""
        return {
            (JournalOp(op), JournalState(state)): count
            for op, state, count in self._db.rows(
                "SELECT op, state, count(DISTINCT coalesce(product_id, -id)) FROM journal"
                " WHERE run_id = ? GROUP BY op, state",
                (run_id,),
            )
        }

    def _select(self, rest: str, *params: object) -> list[JournalEntry]:
        return [_entry(row) for row in self._db.named(_EntryRow, f"FROM journal {rest}", params)]


def _entry(row: _EntryRow) -> JournalEntry:
    return JournalEntry(
        id=row.id,
        run_id=row.run_id,
        connection_id=row.connection_id,
        op=JournalOp(row.op),
        product_id=row.product_id,
        sku=row.sku,
        name=row.name,
        sa_id=row.sa_id,
        desired=json_out(row.desired, MasterProduct),
        before=json_out(row.before, TargetProduct),
        state=JournalState(row.state),
        sent_at=time_out(row.sent_at),
        attempts=row.attempts,
        problem=json_out(row.problem, Problem),
        fields=tuple(row.fields.split(",")) if row.fields else (),
        former=row.former,
    )
