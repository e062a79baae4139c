"""Messages with HTML beside their text, and when a shop's weekly digest was last made."""

from typing import Any

SCHEMA = """
ALTER TABLE mail ADD COLUMN html TEXT NOT NULL DEFAULT '';
ALTER TABLE connection ADD COLUMN digest_at INTEGER;
"""


def up(migrator: Any, db: Any) -> None:
    """Add the columns; messages that wait have no HTML."""
    db.script(SCHEMA)
