"""Lines of old orders, and how far their reading came; nothing of a buyer."""

from typing import Any

SCHEMA = """
CREATE TABLE order_line (
    connection_id INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
    product_ref TEXT NOT NULL, sku TEXT NOT NULL, name TEXT NOT NULL, net INTEGER, vat INTEGER,
    currency TEXT NOT NULL, ordered_at INTEGER, PRIMARY KEY (connection_id, product_ref)
) WITHOUT ROWID;
CREATE TABLE order_reading (
    connection_id INTEGER PRIMARY KEY REFERENCES connection ON DELETE CASCADE,
    since TEXT NOT NULL, until INTEGER NOT NULL, window_at INTEGER NOT NULL,
    from_inner_id INTEGER NOT NULL DEFAULT 0, orders INTEGER NOT NULL DEFAULT 0,
    window_orders INTEGER NOT NULL DEFAULT 0, bad INTEGER NOT NULL DEFAULT 0,
    window_bad INTEGER NOT NULL DEFAULT 0, completed_at INTEGER
);
"""


def up(migrator: Any, db: Any) -> None:
    """Create both tables."""
    db.script(SCHEMA)
