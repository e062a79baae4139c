"""The search index, an order for every column, and where a product differs from the account.

`product_text` knows which products have which letter triples; where these stand is not kept, which
makes it small and quick, so that what it finds is looked at again. Writing it row by row would be most
of the cost of a pull, so changed products wait in `product_pending` and are indexed in batches;
a search looks through the waiting ones one by one.
"""

from typing import Any

from shopsync_gui.core.strings.collation import sort_key

SCHEMA = """
ALTER TABLE product ADD COLUMN differs TEXT;
ALTER TABLE product ADD COLUMN first_seen_run INTEGER;
UPDATE product SET first_seen_run =
    (SELECT run_id FROM change WHERE product_id = product.id AND field = 'product');
DELETE FROM change WHERE field = 'product';
CREATE INDEX change_by_run ON change (run_id);
CREATE TABLE product_search (
    id INTEGER PRIMARY KEY REFERENCES product ON DELETE CASCADE, folded TEXT NOT NULL,
    sa_id INTEGER, searched TEXT GENERATED ALWAYS AS
        (folded || char(10) || CASE WHEN sa_id IS NULL THEN '' ELSE '#' || sa_id END) VIRTUAL
);
INSERT INTO product_search (id, folded, sa_id) SELECT id, folded, sa_id FROM product;
DROP INDEX product_by_name;
DROP INDEX product_by_state;
DROP INDEX product_by_sa_id;
ALTER TABLE product DROP COLUMN folded;
CREATE INDEX product_by_name ON product (name_sort);
CREATE INDEX product_by_state ON product (state);
CREATE INDEX product_by_sa_id ON product (sa_id);
CREATE INDEX product_by_sku ON product (sku COLLATE NOCASE);
CREATE INDEX product_by_net ON product (net);
CREATE INDEX product_by_gross ON product (gross);
CREATE INDEX product_by_update ON product (updated_at);
CREATE INDEX product_by_difference ON product (connection_id) WHERE differs IS NOT NULL;
CREATE VIRTUAL TABLE product_text USING fts5
    (text, content = '', contentless_delete = 1, detail = none, tokenize = 'trigram case_sensitive 1');
CREATE VIRTUAL TABLE product_term USING fts5vocab (product_text, 'row');
CREATE TABLE product_pending (id INTEGER PRIMARY KEY);
CREATE TABLE catalogue_stamp (n INTEGER NOT NULL);
INSERT INTO catalogue_stamp VALUES (0);
INSERT INTO product_text (rowid, text) SELECT id, searched || '  ' FROM product_search
"""

TRIGGERS = (
    (
        "CREATE TRIGGER product_changed AFTER UPDATE ON product BEGIN"
        " UPDATE catalogue_stamp SET n = n + 1; END"
    ),
    (
        "CREATE TRIGGER product_linked AFTER UPDATE OF sa_id ON product"
        " WHEN old.sa_id IS NOT new.sa_id BEGIN"
        " UPDATE product_search SET sa_id = new.sa_id WHERE id = new.id; END"
    ),
    (
        "CREATE TRIGGER product_reworded AFTER UPDATE ON product_search"
        " WHEN old.searched IS NOT new.searched BEGIN"
        " INSERT OR IGNORE INTO product_pending VALUES (new.id);"
        " UPDATE catalogue_stamp SET n = n + 1; END"
    ),
    (
        "CREATE TRIGGER product_removed AFTER DELETE ON product BEGIN"
        " DELETE FROM product_text WHERE rowid = old.id; DELETE FROM product_pending WHERE id = old.id;"
        " UPDATE catalogue_stamp SET n = n + 1; END"
    ),
    (
        "CREATE TRIGGER category_changed AFTER UPDATE OF name, enabled ON category"
        " WHEN old.name IS NOT new.name OR old.enabled IS NOT new.enabled BEGIN"
        " UPDATE catalogue_stamp SET n = n + 1; END"
    ),
)


def up(migrator: Any, db: Any) -> None:
    """Add the index and what keeps it right; write the sort keys in their shorter form."""
    last = -1
    while True:
        rows = db.execute_sql(
            "SELECT p.id, p.name, (SELECT c.name FROM product_category pc JOIN category c"
            " ON c.id = pc.category_id WHERE pc.product_id = p.id ORDER BY pc.position)"
            " FROM product p WHERE p.id > ? ORDER BY p.id LIMIT 1000",
            (last,),
        ).fetchall()
        for row_id, name, category in rows:
            db.execute_sql(
                "UPDATE product SET name_sort = ?, category_sort = ? WHERE id = ?",
                (sort_key(name), "" if category is None else sort_key(category), row_id),
            )
        if not rows:
            break
        last = rows[-1][0]
    db.script(SCHEMA)
    for statement in TRIGGERS:
        db.execute_sql(statement)
