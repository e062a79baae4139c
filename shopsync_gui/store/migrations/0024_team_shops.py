"""The shops as the team has them, beside what stood in the team and here when the two last agreed.

`connection.moved` is what a colleague has changed of it and the user has not agreed to yet.
"""

from typing import Any

SCHEMA = """
CREATE TABLE team_shop (
    name TEXT PRIMARY KEY, team TEXT NOT NULL, seen TEXT NOT NULL, here TEXT NOT NULL
) WITHOUT ROWID;
ALTER TABLE connection ADD COLUMN moved TEXT NOT NULL DEFAULT '{}';
"""


def up(migrator: Any, db: Any) -> None:
    """Create both."""
    db.script(SCHEMA)
