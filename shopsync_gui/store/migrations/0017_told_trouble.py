"""The trouble of a shop that its last message told of: a state is told once, not at every sync."""

from typing import Any

SCHEMA = """
ALTER TABLE connection ADD COLUMN told_trouble TEXT NOT NULL DEFAULT '';
"""


def up(migrator: Any, db: Any) -> None:
    """Add the column; of no shop anything has been told."""
    db.script(SCHEMA)
