"""The first schema: members, accounts with their fencing numbers, and what a team knows in common."""

from typing import Any

SCHEMA = """
CREATE TABLE member (
    id serial PRIMARY KEY, computer_key text NOT NULL UNIQUE, name text NOT NULL,
    computer text NOT NULL, role text NOT NULL, program text NOT NULL,
    joined_at timestamptz NOT NULL DEFAULT now(), seen_at timestamptz NOT NULL DEFAULT now(),
    left_at timestamptz
);
CREATE TABLE account (
    id serial PRIMARY KEY, fence bigint NOT NULL DEFAULT 0, written bigint NOT NULL DEFAULT 0,
    member_id int REFERENCES member, kind text NOT NULL DEFAULT '', since timestamptz
);
CREATE TABLE account_user (
    host text NOT NULL, api_user text NOT NULL, account_id int NOT NULL REFERENCES account,
    recognised boolean NOT NULL DEFAULT false, PRIMARY KEY (host, api_user)
);
CREATE TABLE landmark (
    account_id int NOT NULL REFERENCES account ON DELETE CASCADE, mark text NOT NULL,
    PRIMARY KEY (account_id, mark)
);
CREATE SEQUENCE seq;
CREATE TABLE shop (
    id serial PRIMARY KEY, name text NOT NULL UNIQUE, title text NOT NULL, body text NOT NULL,
    account_id int NOT NULL REFERENCES account, schedule_member_id int REFERENCES member,
    seq bigint NOT NULL DEFAULT nextval('seq')
);
CREATE TABLE intent (
    id uuid PRIMARY KEY, account_id int NOT NULL REFERENCES account, fence bigint NOT NULL,
    member_id int NOT NULL REFERENCES member, shop_id int NOT NULL REFERENCES shop,
    entry_id bigint NOT NULL, op text NOT NULL, key text NOT NULL, inner_id text NOT NULL,
    body text NOT NULL, sent_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE UNIQUE INDEX intent_open_create ON intent (account_id, op, key)
    WHERE op IN ('create_product', 'create_category');
CREATE INDEX intent_by_account ON intent (account_id, sent_at);
CREATE TABLE fact (
    shop_id int NOT NULL, kind text NOT NULL, key text NOT NULL, body text,
    seq bigint NOT NULL DEFAULT nextval('seq'), member_id int NOT NULL REFERENCES member,
    at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (shop_id, kind, key)
);
CREATE INDEX fact_by_seq ON fact (shop_id, seq);
CREATE TABLE run (
    member_id int NOT NULL REFERENCES member, shop_id int NOT NULL REFERENCES shop,
    run_id bigint NOT NULL, kind text NOT NULL, state text NOT NULL, started_at timestamptz NOT NULL,
    created int NOT NULL, updated int NOT NULL, receipt text NOT NULL, written bigint,
    PRIMARY KEY (member_id, shop_id, run_id)
);
CREATE INDEX run_by_time ON run (started_at);
CREATE TABLE document (
    kind text NOT NULL, key text NOT NULL, shop text NOT NULL, body text,
    seq bigint NOT NULL DEFAULT nextval('seq'), member_id int NOT NULL REFERENCES member,
    at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (kind, key)
);
CREATE INDEX document_by_seq ON document (seq);
CREATE TABLE approval (
    shop_id int NOT NULL REFERENCES shop, scope text NOT NULL,
    account_id int NOT NULL REFERENCES account, written bigint NOT NULL, fence bigint NOT NULL,
    body text NOT NULL, member_id int NOT NULL REFERENCES member,
    at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (shop_id, scope)
);
CREATE FUNCTION keep_facts(shop int, member int, kinds text[], keys text[], bodies text[])
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(-1, shop);
    INSERT INTO fact (shop_id, kind, key, body, member_id)
        SELECT shop, news.kind, news.key, news.body, member
        FROM unnest(kinds, keys, bodies) AS news (kind, key, body)
    ON CONFLICT (shop_id, kind, key) DO UPDATE
        SET body = excluded.body, seq = nextval('seq'), member_id = excluded.member_id, at = now()
        WHERE fact.body IS DISTINCT FROM excluded.body;
END $$;
CREATE FUNCTION keep_document(member int, document_kind text, document_key text, shop_name text,
    content text, former text)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(-3, 0);
    INSERT INTO document (kind, key, shop, body, member_id)
        VALUES (document_kind, document_key, shop_name, content, member)
    ON CONFLICT (kind, key) DO UPDATE
        SET shop = excluded.shop, body = excluded.body, seq = nextval('seq'),
            member_id = excluded.member_id, at = now()
        WHERE document.body IS NOT DISTINCT FROM former;
    RETURN FOUND;
END $$;
CREATE FUNCTION close_intents(account int, fencing bigint, ids uuid[], sa_ids bigint[])
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    ended record;
BEGIN
    PERFORM 1 FROM account AS a WHERE a.id = account AND a.fence = fencing FOR SHARE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    FOR ended IN
        SELECT i.*, given.sa_id FROM unnest(ids, sa_ids) AS given (id, sa_id)
        JOIN intent AS i ON i.id = given.id
    LOOP
        DELETE FROM intent WHERE id = ended.id;
        IF ended.op = 'create_product' AND ended.inner_id <> '' AND ended.sa_id IS NOT NULL THEN
            PERFORM keep_facts(ended.shop_id, ended.member_id, ARRAY['product'],
                ARRAY[ended.inner_id], ARRAY[ended.sa_id::text]);
        END IF;
    END LOOP;
    RETURN true;
END $$;
CREATE FUNCTION open_intent(account int, fencing bigint, member int, intent_id uuid, shop int,
    entry bigint, operation text, intent_key text, inner_key text, content text, ids uuid[],
    sa_ids bigint[])
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF close_intents(account, fencing, ids, sa_ids) IS NULL THEN
        RETURN NULL;
    END IF;
    UPDATE account AS a SET written = fencing WHERE a.id = account AND a.written <> fencing;
    INSERT INTO intent (id, account_id, fence, member_id, shop_id, entry_id, op, key, inner_id, body)
        VALUES (intent_id, account, fencing, member, shop, entry, operation, intent_key, inner_key,
            content)
    ON CONFLICT (id) DO UPDATE SET sent_at = clock_timestamp();
    RETURN true;
END $$
"""


def up(migrator: Any, db: Any) -> None:
    """Create everything."""
    db.execute_sql(SCHEMA)
