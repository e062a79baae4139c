"""Letters, their presets and saved views, which the members of a team make for each other."""

from typing import Any

SCHEMA = """
CREATE SEQUENCE document_seq;
CREATE TABLE document (
    kind text NOT NULL, key text NOT NULL, shop text NOT NULL, body text,
    seq bigint NOT NULL DEFAULT nextval('document_seq'), member_id int NOT NULL REFERENCES member,
    at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (kind, key)
);
CREATE INDEX document_by_seq ON document (seq);
CREATE FUNCTION keep_document(member int, document_kind text, document_key text, shop_name text,
    content text, former text)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(-3, 0);
    INSERT INTO document (kind, key, shop, body, member_id)
        VALUES (document_kind, document_key, shop_name, content, member)
    ON CONFLICT (kind, key) DO UPDATE
        SET shop = excluded.shop, body = excluded.body, seq = nextval('document_seq'),
            member_id = excluded.member_id, at = now()
        WHERE document.body IS NOT DISTINCT FROM former;
    RETURN FOUND;
END $$
"""


def up(migrator: Any, db: Any) -> None:
    """Create the table, and what writes to it: only over the state that the writer has seen."""
    db.execute_sql(SCHEMA)
