"""Shops whose products another shop of the same account overwrote last, and when."""

from typing import Any

SCHEMA = """
CREATE TABLE overwritten (
    connection_id INTEGER PRIMARY KEY REFERENCES connection ON DELETE CASCADE,
    by_id INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
    run_id INTEGER NOT NULL, at INTEGER NOT NULL, products INTEGER NOT NULL
);
CREATE INDEX overwritten_by ON overwritten (by_id);
"""


def up(migrator: Any, db: Any) -> None:
    """Create the table."""
    db.script(SCHEMA)
