"""The views of the products that the user has saved under a name."""

from typing import Any

SCHEMA = """
CREATE TABLE saved_view (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
"""


def up(migrator: Any, db: Any) -> None:
    """Create the table."""
    db.script(SCHEMA)
