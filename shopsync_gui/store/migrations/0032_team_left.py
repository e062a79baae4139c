"""Teams that were left while their database could not be told."""

from typing import Any

SCHEMA = """
CREATE TABLE team_left (
    computer_key TEXT PRIMARY KEY, address TEXT NOT NULL, member_id INTEGER NOT NULL
) WITHOUT ROWID;
"""


def up(migrator: Any, db: Any) -> None:
    """Create it."""
    db.script(SCHEMA)
