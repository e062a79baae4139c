"""An index of their own for SalesAutopilot's ids, by which products are found.

They stood in the index of the products' texts, all of which was written again for each product that got
an id: most of the time of a first sync with a filled account. That index is made anew without them, which
takes half a minute with a million products.
"""

from typing import Any

SCHEMA = """
CREATE VIRTUAL TABLE product_id_text USING fts5
    (text, content = '', contentless_delete = 1, detail = none, tokenize = 'trigram case_sensitive 1');
CREATE VIRTUAL TABLE product_id_term USING fts5vocab (product_id_text, 'row');
CREATE TABLE product_relinked (id INTEGER PRIMARY KEY);
INSERT INTO product_id_text (rowid, text)
    SELECT id, '#' || sa_id || '  ' FROM product_search WHERE sa_id IS NOT NULL;
INSERT INTO product_text (product_text) VALUES ('delete-all');
INSERT INTO product_text (rowid, text) SELECT id, folded || '  ' FROM product_search;
DELETE FROM product_pending;
DROP TRIGGER product_linked;
DROP TRIGGER product_reworded;
DROP TRIGGER product_removed
"""

TRIGGERS = (
    (
        "CREATE TRIGGER product_linked AFTER UPDATE OF sa_id ON product"
        " WHEN old.sa_id IS NOT new.sa_id BEGIN"
        " UPDATE product_search SET sa_id = new.sa_id WHERE id = new.id;"
        " INSERT OR IGNORE INTO product_relinked VALUES (new.id); END"
    ),
    (
        "CREATE TRIGGER product_reworded AFTER UPDATE ON product_search"
        " WHEN old.folded IS NOT new.folded BEGIN"
        " INSERT OR IGNORE INTO product_pending VALUES (new.id);"
        " UPDATE catalogue_stamp SET n = n + 1; END"
    ),
    (
        "CREATE TRIGGER product_removed AFTER DELETE ON product BEGIN"
        " DELETE FROM product_text WHERE rowid = old.id; DELETE FROM product_pending WHERE id = old.id;"
        " DELETE FROM product_id_text WHERE rowid = old.id;"
        " DELETE FROM product_relinked WHERE id = old.id;"
        " UPDATE catalogue_stamp SET n = n + 1; END"
    ),
)


def up(migrator: Any, db: Any) -> None:
    """Make the index, and what keeps it right."""
    db.script(SCHEMA)
    for statement in TRIGGERS:
        db.execute_sql(statement)
