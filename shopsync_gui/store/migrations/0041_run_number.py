"""The number of the last run, so that no run gets that of one which was removed with its shop."""

from typing import Any

SCHEMA = """
CREATE TABLE run_number (last INTEGER NOT NULL);
INSERT INTO run_number SELECT coalesce(max(id), 0) FROM run;
"""


def up(migrator: Any, db: Any) -> None:
    """Create the table; what was removed by now is not known any more."""
    db.script(SCHEMA)
