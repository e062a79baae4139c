"""Writes that are on the disk as about to leave, while the answer to the one before is awaited."""

from typing import Any

SCHEMA = """
CREATE INDEX journal_ready ON journal (connection_id) WHERE state = 'ready';
"""


def up(migrator: Any, db: Any) -> None:
    """Add the index by which those of a dead program are found."""
    db.script(SCHEMA)
