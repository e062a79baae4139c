"""Kinds of values in columns beyond texts and numbers: structures as JSON, words out of a few, moments."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from shopsync_gui.core.catalogue import MasterProduct, ProductState, TargetProduct
from shopsync_gui.core.errors import Problem
from shopsync_gui.core.kept_types import must_be_amounts
from shopsync_gui.core.newsletter.saved_letter import LetterItem
from shopsync_gui.core.plan.plan_summary import Brake
from shopsync_gui.core.runs.jobs import JobKind, Phase
from shopsync_gui.core.runs.mail import MailKind, MailState
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.store.account.traits import TraitSource
from shopsync_gui.store.database.codecs import time_in
from shopsync_gui.store.runs.journal_entries import JournalOp, JournalState

if TYPE_CHECKING:
    from shopsync_gui.store.database.database import Database

_JSON: tuple[tuple[str, str, Any], ...] = (
    ("account_product", "body", TargetProduct),
    ("connection", "moved", dict[str, str]),
    ("journal", "before", TargetProduct),
    ("journal", "desired", MasterProduct),
    ("journal", "problem", Problem),
    ("letter", "items", tuple[LetterItem, ...]),
    ("mail", "problem", Problem),
    ("product", "failure", Problem),
    ("run", "approved", tuple[Brake, ...]),
    ("run", "report", RunReport),
)
_WORDS: tuple[tuple[str, str, Any], ...] = (
    ("account_trait", "source", TraitSource),
    ("journal", "op", JournalOp),
    ("journal", "state", JournalState),
    ("mail", "kind", MailKind),
    ("mail", "state", MailState),
    ("run", "kind", JobKind),
    ("run", "phase", Phase),
    ("run", "state", RunState),
)
#: What a change's value is where it is not any text, as the condition that it is something else.
_CHANGED = (
    "field IN ('net', 'gross', 'vat', 'stock') AND ({value} = '' OR {value} GLOB '*[^-0-9]*')",
    f"field = 'state' AND {{value}} NOT IN ({', '.join(repr(s.value) for s in ProductState)})",
    "field = 'category_refs' AND NOT json_valid({value})",
)
#: No program wrote a moment beyond these.
_FIRST, _LAST = (time_in(datetime(year, 1, 2, tzinfo=UTC)) for year in (1, 9999))
_MOMENTS = ("at", "until", "last_seen")


def read_kinds(database: Database) -> None:
    """Read every such value. Raises ValueError where one is none of its kind."""
    for table, column, kind in _JSON:
        decoder = msgspec.json.Decoder(kind)
        for (value,) in database.stream(f"SELECT {column} FROM {table} WHERE length({column}) > 0"):
            kept = decoder.decode(value)
            if isinstance(kept, TargetProduct | MasterProduct):
                must_be_amounts(kept.net, kept.vat)
    for table, column, kind in _WORDS:
        for (value,) in database.rows(f"SELECT DISTINCT {column} FROM {table}"):
            if value is not None:
                kind(value)
    for wrong in _CHANGED:
        for side in ("old", "new"):
            _refuse(database, "change", wrong.format(value=side))
    _refuse(database, "connection", "NOT json_valid(moved)")
    for table, column in database.rows(
        "SELECT m.name, c.name FROM sqlite_master AS m, pragma_table_info(m.name) AS c"
        " WHERE m.type = 'table' AND c.type = 'INTEGER'"
    ):
        if column in _MOMENTS or column.endswith("_at"):
            _refuse(database, table, f"{column} NOT BETWEEN {_FIRST} AND {_LAST}")


def _refuse(database: Database, table: str, wrong: str) -> None:
    if database.value(f"SELECT 1 FROM {table} WHERE {wrong} LIMIT 1"):
        raise ValueError(table)
