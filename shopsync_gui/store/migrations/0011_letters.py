"""Newsletters and their presets, which belong to a shop."""

from typing import Any

SCHEMA = """
CREATE TABLE letter (
    id INTEGER PRIMARY KEY,
    connection_id INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
    name TEXT NOT NULL, style TEXT NOT NULL, items TEXT NOT NULL,
    made_at INTEGER NOT NULL, copied_at INTEGER
);
CREATE INDEX letter_by_connection ON letter (connection_id, made_at);
CREATE TABLE letter_preset (
    connection_id INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
    name TEXT NOT NULL, style TEXT NOT NULL, PRIMARY KEY (connection_id, name)
) WITHOUT ROWID;
"""


def up(migrator: Any, db: Any) -> None:
    """Create the tables."""
    db.script(SCHEMA)
