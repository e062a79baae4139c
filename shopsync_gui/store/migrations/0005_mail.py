"""The messages about runs: what is to be sent, and what became of it."""

from typing import Any

SCHEMA = """
CREATE TABLE mail (
    id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    kind TEXT NOT NULL, subject TEXT NOT NULL, text TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting', tries INTEGER NOT NULL DEFAULT 0,
    next_try_at INTEGER NOT NULL, problem TEXT, created_at INTEGER NOT NULL, ended_at INTEGER,
    UNIQUE (run_id, kind)
);
CREATE INDEX mail_by_state ON mail (state, next_try_at);
"""


def up(migrator: Any, db: Any) -> None:
    """Create the table."""
    db.script(SCHEMA)
