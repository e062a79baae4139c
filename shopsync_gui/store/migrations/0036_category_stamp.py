"""The state of all categories as a number of its own: a sync changes products all the time, and hardly ever these."""

from typing import Any

SCHEMA = "ALTER TABLE catalogue_stamp ADD COLUMN categories INTEGER NOT NULL DEFAULT 0"
TRIGGERS = (
    (
        "CREATE TRIGGER category_moved AFTER UPDATE OF ref, name, parent_ref, present ON category"
        " WHEN old.ref IS NOT new.ref OR old.name IS NOT new.name"
        " OR old.parent_ref IS NOT new.parent_ref OR old.present IS NOT new.present BEGIN"
        " UPDATE catalogue_stamp SET categories = categories + 1; END"
    ),
    (
        "CREATE TRIGGER category_added AFTER INSERT ON category BEGIN"
        " UPDATE catalogue_stamp SET categories = categories + 1; END"
    ),
    (
        "CREATE TRIGGER category_removed AFTER DELETE ON category BEGIN"
        " UPDATE catalogue_stamp SET categories = categories + 1; END"
    ),
)


def up(migrator: Any, db: Any) -> None:
    """Add the number, and what counts it."""
    db.execute_sql(SCHEMA)
    for statement in TRIGGERS:
        db.execute_sql(statement)
