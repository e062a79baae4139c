"""The products in stock and those sold out by an index each, for the filters.

A stock that goes up or down changes neither: only one that comes to nothing, or is there again, does.
"""

from typing import Any

SCHEMA = """
CREATE INDEX product_in_stock ON product (connection_id) WHERE stock > 0;
CREATE INDEX product_sold_out ON product (connection_id) WHERE stock <= 0;
"""


def up(migrator: Any, db: Any) -> None:
    """Create the indexes."""
    db.script(SCHEMA)
