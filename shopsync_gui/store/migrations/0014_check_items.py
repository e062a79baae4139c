"""Items that a compatibility check creates in an account, so that they are removed after a kill, too."""

from typing import Any

SCHEMA = """
CREATE TABLE check_item (
    id INTEGER PRIMARY KEY, connection_id INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
    account_identity TEXT NOT NULL, kind TEXT NOT NULL, token TEXT NOT NULL, name TEXT NOT NULL,
    sa_id INTEGER, sent_at INTEGER NOT NULL
);
"""


def up(migrator: Any, db: Any) -> None:
    """Create the table."""
    db.script(SCHEMA)
