"""The products on sale by an index of their own, for the filter."""

from typing import Any

SCHEMA = "CREATE INDEX product_by_sale ON product (connection_id) WHERE net < list_net;"


def up(migrator: Any, db: Any) -> None:
    """Create the index."""
    db.script(SCHEMA)
