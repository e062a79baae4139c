"""The team that this data folder belongs to, and what is known to be common knowledge in it.

`team_fact` mirrors the rows of the team's database, so that a difference to it is what has changed
here; connection 0 stands for what belongs to no shop. `team_seen` says how far it was read.
"""

from typing import Any

SCHEMA = """
CREATE TABLE team (
    address TEXT NOT NULL, member_id INTEGER NOT NULL, computer_key TEXT NOT NULL,
    name TEXT NOT NULL, role TEXT NOT NULL, joined_at INTEGER NOT NULL
);
CREATE TABLE team_fact (
    connection_id INTEGER NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (connection_id, kind, key)
) WITHOUT ROWID;
CREATE TABLE team_seen (connection_id INTEGER PRIMARY KEY, seq INTEGER NOT NULL);
"""


def up(migrator: Any, db: Any) -> None:
    """Create the tables."""
    db.script(SCHEMA)
