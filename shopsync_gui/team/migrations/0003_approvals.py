"""Plans that were approved although the safety brake stops them, and whose turn wrote to each account last."""

from typing import Any

SCHEMA = """
ALTER TABLE account ADD COLUMN written bigint NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN written bigint;
CREATE TABLE approval (
    shop_id int NOT NULL REFERENCES shop, scope text NOT NULL,
    account_id int NOT NULL REFERENCES account, written bigint NOT NULL, fence bigint NOT NULL,
    fingerprint text NOT NULL, brakes text NOT NULL, writes bigint[],
    member_id int NOT NULL REFERENCES member,
    at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (shop_id, scope)
);
CREATE OR REPLACE FUNCTION open_intent(account int, fencing bigint, member int, intent_id uuid,
    shop int, entry bigint, operation text, intent_key text, inner_key text, content text,
    ids uuid[], sa_ids bigint[])
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF NOT close_intents(account, fencing, ids, sa_ids) THEN
        RETURN false;
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
    """Create the table, and note with each intent whose turn it is."""
    db.execute_sql(SCHEMA)
