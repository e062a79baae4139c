"""Traits of an account where the contract leaves them open, and fields of a partial write."""

from typing import Any

SCHEMA = """
CREATE TABLE account_trait (
    connection_id INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
    account_identity TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
    source TEXT NOT NULL, times_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL,
    PRIMARY KEY (connection_id, account_identity, name)
) WITHOUT ROWID;
CREATE INDEX journal_failed ON journal (connection_id) WHERE state = 'failed';
CREATE INDEX journal_by_product ON journal (product_id, id) WHERE state IN ('done', 'failed');
ALTER TABLE journal ADD COLUMN fields TEXT;
"""


def up(migrator: Any, db: Any) -> None:
    """Create the table and the column."""
    db.script(SCHEMA)
