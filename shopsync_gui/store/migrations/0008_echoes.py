"""Echoes of writes in the account, the categories that stand for each other, and what was kept.

Of values that are shown as they were written no row is kept. `learned_to` is the last entry of the
journal whose outcome was read.
"""

from typing import Any

SCHEMA = """
CREATE TABLE echo (
    connection_id INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
    sa_id INTEGER NOT NULL, field TEXT NOT NULL, wanted TEXT NOT NULL, shown TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (connection_id, sa_id, field)
) WITHOUT ROWID;
CREATE TABLE category_pair (
    connection_id INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
    inner_id TEXT NOT NULL, sa_id INTEGER NOT NULL, wanted TEXT NOT NULL, shown TEXT,
    PRIMARY KEY (connection_id, inner_id)
) WITHOUT ROWID;
CREATE TABLE sku_taken (
    product_id INTEGER PRIMARY KEY REFERENCES product ON DELETE CASCADE, sku TEXT NOT NULL
);
ALTER TABLE connection ADD COLUMN learned_to INTEGER NOT NULL DEFAULT 0;
ALTER TABLE product ADD COLUMN kept TEXT;
CREATE INDEX product_by_kept ON product (connection_id) WHERE kept IS NOT NULL;
ALTER TABLE journal ADD COLUMN former TEXT NOT NULL DEFAULT '';
UPDATE connection SET learned_to = coalesce((SELECT max(id) FROM journal), 0);
"""


def up(migrator: Any, db: Any) -> None:
    """Create the tables and columns; what was written before counts as read."""
    db.script(SCHEMA)
