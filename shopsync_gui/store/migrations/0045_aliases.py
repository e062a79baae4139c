"""The names of products' pages in their shop, a line each, by which older letters link to them.

A table of its own: its rows are short enough to be looked through without an index, and filling it at
the first sync after this leaves the products' rows as they are.
"""

from typing import Any

SCHEMA = """
CREATE TABLE product_alias (
    product_id INTEGER PRIMARY KEY REFERENCES product ON DELETE CASCADE, aliases TEXT NOT NULL
)
"""


def up(migrator: Any, db: Any) -> None:
    """Create the table."""
    db.execute_sql(SCHEMA)
