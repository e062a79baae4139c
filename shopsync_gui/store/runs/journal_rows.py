"""Entries of the journal, read out of the database's rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.catalogue import MasterProduct, TargetProduct
from shopsync_gui.store.database.codecs import json_out, problem_out, time_out
from shopsync_gui.store.runs.journal_entries import JournalEntry, JournalOp, JournalState

if TYPE_CHECKING:
    from shopsync_gui.store.database.database import Database


class _EntryRow(msgspec.Struct, frozen=True):
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


def read_entries(database: Database, rest: str, *params: object) -> list[JournalEntry]:
    """The entries of `SELECT … FROM journal` with this rest of the statement and its parameters."""
    return [_entry(row) for row in database.named(_EntryRow, f"FROM journal {rest}", params)]


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
        problem=problem_out(row.problem),
        fields=tuple(row.fields.split(",")) if row.fields else (),
        former=row.former,
    )
