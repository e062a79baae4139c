"""The products that no shop has any more, or never had, by an index of their own, to be counted."""

from typing import Any

SCHEMA = (
    "CREATE INDEX product_left ON product (connection_id) WHERE state IN ('gone', 'from_order');"
)


def up(migrator: Any, db: Any) -> None:
    """Create the index."""
    db.script(SCHEMA)
