"""The first schema: connections, the catalogue, the account as read, runs, the journal, settings."""

from typing import Any

SCHEMA = """
CREATE TABLE connection (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, title TEXT NOT NULL,
    shop_url TEXT NOT NULL, token_url TEXT NOT NULL, sa_url TEXT NOT NULL,
    client_id TEXT NOT NULL, sa_user TEXT NOT NULL, demo INTEGER NOT NULL DEFAULT 0,
    options TEXT NOT NULL DEFAULT '{}', shop_identity TEXT NOT NULL DEFAULT '',
    account_identity TEXT NOT NULL DEFAULT '', consented_at INTEGER, verified_at INTEGER,
    verified_count INTEGER, created_at INTEGER NOT NULL
);
CREATE TABLE category (
    id INTEGER PRIMARY KEY,
    connection_id INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
    ref TEXT NOT NULL, inner_id TEXT NOT NULL DEFAULT '', parent_ref TEXT,
    name TEXT NOT NULL DEFAULT '', enabled INTEGER NOT NULL DEFAULT 1,
    present INTEGER NOT NULL DEFAULT 0, UNIQUE (connection_id, ref)
);
CREATE TABLE product (
    id INTEGER PRIMARY KEY,
    connection_id INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
    inner_id TEXT NOT NULL, ref TEXT NOT NULL DEFAULT '', sku TEXT NOT NULL, name TEXT NOT NULL,
    state TEXT NOT NULL, net INTEGER, gross INTEGER, list_net INTEGER, list_gross INTEGER,
    vat INTEGER, currency TEXT NOT NULL DEFAULT '', category_refs TEXT NOT NULL DEFAULT '[]',
    parent_ref TEXT, stock INTEGER, image TEXT NOT NULL DEFAULT '', page TEXT NOT NULL DEFAULT '',
    created_at INTEGER, updated_at INTEGER, shop_state TEXT NOT NULL DEFAULT 'active',
    digest BLOB NOT NULL, sa_id INTEGER, gone_run INTEGER, reason TEXT, failure TEXT,
    first_seen_at INTEGER NOT NULL, changed_at INTEGER NOT NULL,
    name_sort TEXT NOT NULL, category_sort TEXT NOT NULL DEFAULT '', folded TEXT NOT NULL,
    UNIQUE (connection_id, inner_id)
);
CREATE INDEX product_by_name ON product (name_sort, folded);
CREATE INDEX product_by_category ON product (category_sort, name_sort);
CREATE INDEX product_by_sa_id ON product (sa_id) WHERE sa_id IS NOT NULL;
CREATE INDEX product_by_trouble ON product (connection_id)
    WHERE reason IS NOT NULL OR failure IS NOT NULL;
CREATE INDEX product_by_state ON product (state, connection_id);
CREATE TABLE product_category (
    product_id INTEGER NOT NULL REFERENCES product ON DELETE CASCADE,
    category_id INTEGER NOT NULL REFERENCES category ON DELETE CASCADE,
    position INTEGER NOT NULL, PRIMARY KEY (product_id, category_id)
) WITHOUT ROWID;
CREATE INDEX product_category_by_category ON product_category (category_id);
CREATE TABLE change (
    id INTEGER PRIMARY KEY, product_id INTEGER NOT NULL REFERENCES product ON DELETE CASCADE,
    run_id INTEGER NOT NULL, at INTEGER NOT NULL, field TEXT NOT NULL, old TEXT, new TEXT
);
CREATE INDEX change_by_product ON change (product_id, at);
CREATE INDEX change_by_time ON change (at);
CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    connection_id INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
    kind TEXT NOT NULL, state TEXT NOT NULL, phase TEXT, started_at INTEGER NOT NULL,
    pull_started_at INTEGER, pull_completed_at INTEGER, report BLOB NOT NULL, approved BLOB
);
CREATE INDEX run_by_connection ON run (connection_id, id);
CREATE TABLE pull_page (
    run_id INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    start INTEGER NOT NULL, size INTEGER NOT NULL, ids BLOB NOT NULL, bad INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX pull_page_by_run ON pull_page (run_id, start);
CREATE TABLE account_product (
    connection_id INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
    sa_id INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (connection_id, sa_id)
) WITHOUT ROWID;
CREATE TABLE account_category (
    connection_id INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
    sa_id INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (connection_id, sa_id)
) WITHOUT ROWID;
CREATE TABLE account_backup (
    run_id INTEGER PRIMARY KEY REFERENCES run ON DELETE CASCADE,
    connection_id INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
    at INTEGER NOT NULL, body BLOB NOT NULL
);
CREATE TABLE journal (
    id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    connection_id INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
    op TEXT NOT NULL, product_id INTEGER, sku TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '', sa_id INTEGER, desired BLOB, before BLOB,
    state TEXT NOT NULL, sent_at INTEGER, attempts INTEGER NOT NULL DEFAULT 0,
    ended_at INTEGER, problem TEXT
);
CREATE INDEX journal_by_run ON journal (run_id, state, id);
CREATE INDEX journal_open ON journal (connection_id) WHERE state IN ('sent', 'unknown');
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


def up(migrator: Any, db: Any) -> None:
    """Create every table."""
    db.script(SCHEMA)
