"""The account whose ids the products and categories of a shop have: another one's say nothing."""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    """Add the column; where it is empty, the account that was written to last counts."""
    db.script("ALTER TABLE connection ADD COLUMN linked_account TEXT NOT NULL DEFAULT ''")
