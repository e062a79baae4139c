"""The rows of the account that skipped products may be under other SKUs: which ones the user is to look at.

A table of its own: few products have one, and the products' rows stay as they are.
"""

from typing import Any

SCHEMA = """
CREATE TABLE product_suspect (
    product_id INTEGER PRIMARY KEY REFERENCES product ON DELETE CASCADE,
    sa_id INTEGER NOT NULL, sku TEXT NOT NULL, name TEXT NOT NULL
)
"""


def up(migrator: Any, db: Any) -> None:
    """Create the table."""
    db.execute_sql(SCHEMA)
