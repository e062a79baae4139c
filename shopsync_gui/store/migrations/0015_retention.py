"""Backups of the account, which the journal makes needless, go; a shop may be on its way out.

The journal holds what every product was like before it was written, so an undo never read a backup.
`removed` marks a shop that is being disconnected: its rows are deleted in pieces.
"""

from typing import Any

SCHEMA = """
DROP TABLE account_backup;
ALTER TABLE connection ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;
CREATE TABLE upkeep (task TEXT PRIMARY KEY, done_at INTEGER NOT NULL) WITHOUT ROWID;
"""


def up(migrator: Any, db: Any) -> None:
    """Drop the backups; the file does not shrink, but its pages are used again."""
    db.script(SCHEMA)
