"""The shop that what is stored was read from, and those that a connection led to before.

`linked_shop` is the address of the shop whose products these are; "" while they are being set aside.
`shop_number` tells the shops of one connection apart, in its runs, too; `synced_shop` is the one whose
products the account was given last. What was read of a former shop stays, under keys of its own.
"""

from typing import Any

SCHEMA = """
ALTER TABLE connection ADD COLUMN linked_shop TEXT NOT NULL DEFAULT '';
ALTER TABLE connection ADD COLUMN shop_number INTEGER NOT NULL DEFAULT 0;
ALTER TABLE connection ADD COLUMN synced_shop INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN shop_number INTEGER NOT NULL DEFAULT 0;
CREATE TABLE former_shop (
    connection_id INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
    number INTEGER NOT NULL, first_read_at INTEGER, PRIMARY KEY (connection_id, number)
) WITHOUT ROWID;
UPDATE connection SET linked_shop = shop_url;
"""


def up(migrator: Any, db: Any) -> None:
    """Add the columns and the table; what is known by now was read from the shop's present address."""
    db.script(SCHEMA)
