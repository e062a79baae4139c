"""The name of a category by which its products were last put in order; null where it is the shop's own name."""

from typing import Any

SCHEMA = "ALTER TABLE category ADD COLUMN ordered_by TEXT;"


def up(migrator: Any, db: Any) -> None:
    """Add the column; the products are put in order by the next sync."""
    db.script(SCHEMA)
