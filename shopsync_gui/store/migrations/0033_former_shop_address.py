"""The address that a former shop was read from: one of which nothing was read yet is known by it."""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    """Add the column; of the shops that are set aside by now the address is not known."""
    db.execute_sql("ALTER TABLE former_shop ADD COLUMN address TEXT NOT NULL DEFAULT ''")
