"""Letters, presets and saved views of disconnected shops, which wait until their shop is read again.

`address` is that of the shop, `title` its title, `shop` its name, empty for a view that is narrowed to
categories alone; `body` speaks of products by the shop's keys, as a team's does. `team_key` is the key
of a document that the team held in the same form.
"""

from typing import Any

SCHEMA = """
CREATE TABLE waiting_document (
    id INTEGER PRIMARY KEY, address TEXT NOT NULL, title TEXT NOT NULL,
    shop TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL, team_key TEXT
);
"""


def up(migrator: Any, db: Any) -> None:
    """Create the table."""
    db.script(SCHEMA)
