"""A run is known from its first write on, and the sender of a write hears what a colleague found of it.

`intent` has the run that sends it, and whether that run's numbers have it (`told`). `settled` holds the
ends that a colleague found, until the sender has heard of them.
"""

from typing import Any

SCHEMA = """
ALTER TABLE intent ADD COLUMN run_id bigint NOT NULL DEFAULT 0,
    ADD COLUMN told boolean NOT NULL DEFAULT false;
ALTER TABLE run ADD COLUMN fence bigint NOT NULL DEFAULT 0,
    ADD COLUMN told_at timestamptz NOT NULL DEFAULT now();
UPDATE run SET told_at = started_at;
CREATE TABLE settled (
    id uuid PRIMARY KEY, member_id int NOT NULL REFERENCES member,
    shop_id int NOT NULL REFERENCES shop, entry_id bigint NOT NULL, inner_id text NOT NULL,
    body text NOT NULL, done boolean NOT NULL, sa_id bigint,
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX settled_by_sender ON settled (member_id, shop_id);
DROP FUNCTION open_intent;
DROP FUNCTION close_intents;
CREATE FUNCTION close_intents(account int, fencing bigint, ids uuid[], dones boolean[],
    sa_ids bigint[])
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    ended record;
    holder int;
BEGIN
    SELECT a.member_id INTO holder FROM account AS a
        WHERE a.id = account AND a.fence = fencing FOR SHARE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    FOR ended IN
        SELECT i.*, given.done, given.sa_id FROM unnest(ids, dones, sa_ids) AS given (id, done, sa_id)
        JOIN intent AS i ON i.id = given.id
    LOOP
        DELETE FROM intent WHERE id = ended.id;
        IF ended.member_id <> holder THEN
            INSERT INTO settled (id, member_id, shop_id, entry_id, inner_id, body, done, sa_id)
                VALUES (ended.id, ended.member_id, ended.shop_id, ended.entry_id, ended.inner_id,
                    ended.body, ended.done, ended.sa_id);
        END IF;
        IF ended.done AND NOT ended.told AND ended.op IN ('create_product', 'update_product') THEN
            UPDATE run SET created = created + (ended.op = 'create_product')::int,
                updated = updated + (ended.op = 'update_product')::int
            WHERE run.member_id = ended.member_id AND run.shop_id = ended.shop_id
                AND run.run_id = ended.run_id;
        END IF;
        IF ended.op = 'create_product' AND ended.inner_id <> '' AND ended.sa_id IS NOT NULL
            AND ended.done THEN
            PERFORM keep_facts(ended.shop_id, ended.member_id, ARRAY['product'],
                ARRAY[ended.inner_id], ARRAY[ended.sa_id::text]);
        END IF;
    END LOOP;
    RETURN true;
END $$;
CREATE FUNCTION open_intent(account int, fencing bigint, member int, intent_id uuid, shop int,
    run bigint, entry bigint, operation text, intent_key text, inner_key text, content text,
    ids uuid[], dones boolean[], sa_ids bigint[])
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF close_intents(account, fencing, ids, dones, sa_ids) IS NULL THEN
        RETURN NULL;
    END IF;
    UPDATE account AS a SET written = fencing WHERE a.id = account AND a.written <> fencing;
    INSERT INTO intent (id, account_id, fence, member_id, shop_id, run_id, entry_id, op, key,
        inner_id, body)
        VALUES (intent_id, account, fencing, member, shop, run, entry, operation, intent_key,
            inner_key, content)
    ON CONFLICT (id) DO UPDATE SET sent_at = clock_timestamp();
    RETURN true;
END $$
"""


def up(migrator: Any, db: Any) -> None:
    """Add them."""
    db.execute_sql(SCHEMA)
