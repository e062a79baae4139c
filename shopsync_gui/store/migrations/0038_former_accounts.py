"""The numbers of the accounts that a connection has led to: what was learned of each is found again on return.

`account_number` tells the accounts of one connection apart, in what was learned of them. `former_account`
keeps by which products each is recognised: ids and SKUs of the oldest ones, as JSON.
"""

from typing import Any

SCHEMA = """
ALTER TABLE connection ADD COLUMN account_number INTEGER NOT NULL DEFAULT 0;
CREATE TABLE former_account (
    connection_id INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
    number INTEGER NOT NULL, account TEXT NOT NULL, landmarks TEXT NOT NULL,
    PRIMARY KEY (connection_id, number)
) WITHOUT ROWID;
ALTER TABLE echo RENAME TO former_echo;
CREATE TABLE echo (
    connection_id INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
    account INTEGER NOT NULL, sa_id INTEGER NOT NULL, field TEXT NOT NULL, wanted TEXT NOT NULL,
    shown TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (connection_id, account, sa_id, field)
) WITHOUT ROWID;
INSERT INTO echo SELECT connection_id, 0, sa_id, field, wanted, shown, tries FROM former_echo;
DROP TABLE former_echo;
ALTER TABLE category_pair RENAME TO former_pair;
CREATE TABLE category_pair (
    connection_id INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
    account INTEGER NOT NULL, inner_id TEXT NOT NULL, sa_id INTEGER NOT NULL, wanted TEXT NOT NULL,
    shown TEXT, PRIMARY KEY (connection_id, account, inner_id)
) WITHOUT ROWID;
INSERT INTO category_pair SELECT connection_id, 0, inner_id, sa_id, wanted, shown FROM former_pair;
DROP TABLE former_pair;
ALTER TABLE sku_taken RENAME TO former_taken;
CREATE TABLE sku_taken (
    product_id INTEGER NOT NULL REFERENCES product ON DELETE CASCADE, account INTEGER NOT NULL,
    sku TEXT NOT NULL, PRIMARY KEY (product_id, account)
) WITHOUT ROWID;
INSERT INTO sku_taken SELECT product_id, 0, sku FROM former_taken;
DROP TABLE former_taken;
"""


def up(migrator: Any, db: Any) -> None:
    """Create and fill the tables anew; what is known by now is known of each connection's first account."""
    db.script(SCHEMA)
