"""The write of a colleague that an entry of the journal stands for, so that it is taken over once."""

from typing import Any

SCHEMA = "ALTER TABLE journal ADD COLUMN intent TEXT"


def up(migrator: Any, db: Any) -> None:
    """Add the intent; only writes of colleagues that were taken over have one."""
    db.execute_sql(SCHEMA)
