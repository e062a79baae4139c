"""A mark by which open programs see that a backup took the place of everything: row ids mean other rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shopsync_gui.store.database.database import Database

_TASK = "replaced"


def replacement_mark(database: Database) -> int:
    """Another number after everything was replaced; 0 where that never happened."""
    return int(database.value("SELECT done_at FROM upkeep WHERE task = ?", (_TASK,)) or 0)


def mark_replacement(database: Database, mark: int) -> None:
    """Set the mark of what is about to take the place of everything."""
    database.execute_sql(
        "INSERT OR REPLACE INTO upkeep (task, done_at) VALUES (?, ?)", (_TASK, mark)
    )
