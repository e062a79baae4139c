"""The computer that runs the schedule of a shop in a team, in words, where it is another one."""

from typing import Any

SCHEMA = "ALTER TABLE team_schedule ADD COLUMN keeper TEXT NOT NULL DEFAULT ''"


def up(migrator: Any, db: Any) -> None:
    """Add the words; they come with the next exchange."""
    db.execute_sql(SCHEMA)
