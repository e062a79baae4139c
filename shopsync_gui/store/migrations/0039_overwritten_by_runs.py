"""The writes of other shops over a shop's products, each run by itself: an undo gives back one of them."""

from typing import Any

SCHEMA = """
DROP INDEX overwritten_by;
ALTER TABLE overwritten RENAME TO overwritten_last;
CREATE TABLE overwritten (
    connection_id INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
    by_id INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
    run_id INTEGER NOT NULL, at INTEGER NOT NULL, products INTEGER NOT NULL,
    PRIMARY KEY (connection_id, run_id)
) WITHOUT ROWID;
INSERT INTO overwritten SELECT connection_id, by_id, run_id, at, products FROM overwritten_last;
DROP TABLE overwritten_last;
CREATE INDEX overwritten_by ON overwritten (by_id);
"""


def up(migrator: Any, db: Any) -> None:
    """Create and fill the table anew."""
    db.script(SCHEMA)
