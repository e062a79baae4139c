"""The effort of a run so far, noted as it goes on: the receipt of one that was killed tells it, too."""

from typing import Any

SCHEMA = """
ALTER TABLE run ADD COLUMN seconds REAL NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN requests_shop INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN requests_target INTEGER NOT NULL DEFAULT 0
"""


def up(migrator: Any, db: Any) -> None:
    """Add the columns."""
    db.script(SCHEMA)
