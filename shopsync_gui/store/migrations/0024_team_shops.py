"""The shops as the team has them, beside what stood in the team and here when the two last agreed."""

from typing import Any

SCHEMA = """
CREATE TABLE team_shop (
    name TEXT PRIMARY KEY, team TEXT NOT NULL, seen TEXT NOT NULL, here TEXT NOT NULL
) WITHOUT ROWID;
"""


def up(migrator: Any, db: Any) -> None:
    """Create the table."""
    db.script(SCHEMA)
