"""The word of a colleague's run on how the sides of a shop stand, heard after the last run here."""

from typing import Any

SCHEMA = """
CREATE TABLE team_verdict (
    connection_id INTEGER PRIMARY KEY REFERENCES connection ON DELETE CASCADE,
    heard_at INTEGER NOT NULL, body TEXT NOT NULL
)
"""


def up(migrator: Any, db: Any) -> None:
    """Create the table."""
    db.execute_sql(SCHEMA)
