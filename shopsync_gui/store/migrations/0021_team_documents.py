"""Letters, their presets and saved views as the team knows them.

`body` is what the team's database holds, NULL before it does; `local` names the row on this computer,
NULL where it cannot stand here yet, and `here` is that row when the two were equal. A difference to
`here` is what was changed on this computer since.
"""

from typing import Any

SCHEMA = """
CREATE TABLE team_document (
    kind TEXT NOT NULL, key TEXT NOT NULL, shop TEXT NOT NULL, body TEXT, local TEXT, here TEXT,
    PRIMARY KEY (kind, key)
) WITHOUT ROWID;
"""


def up(migrator: Any, db: Any) -> None:
    """Create the table."""
    db.script(SCHEMA)
