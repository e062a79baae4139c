"""The skipped products by an index of their own, for filters beside others."""

from typing import Any

SCHEMA = "CREATE INDEX product_by_reason ON product (connection_id) WHERE reason IS NOT NULL;"


def up(migrator: Any, db: Any) -> None:
    """Create the index."""
    db.script(SCHEMA)
