"""The moment until which the schedule of a shop counts as run by another computer of the team."""

from typing import Any

SCHEMA = """
CREATE TABLE team_schedule (
    connection_id INTEGER PRIMARY KEY REFERENCES connection ON DELETE CASCADE, until INTEGER NOT NULL
);
"""


def up(migrator: Any, db: Any) -> None:
    """Create the table."""
    db.script(SCHEMA)
