"""The moments of a shop's first whole reading and of its last newsletter.

Until the first moment every product was new to the program. It is a moment of this computer, as those
of the changes are. The index finds the products that came since some moment.
"""

from typing import Any

SCHEMA = """
ALTER TABLE connection ADD COLUMN first_read_at INTEGER;
ALTER TABLE connection ADD COLUMN newsletter_at INTEGER;
CREATE INDEX product_by_first_seen ON product (connection_id, first_seen_at);
UPDATE connection SET first_read_at = (SELECT coalesce(
    (SELECT max(p.first_seen_at) FROM product p
        WHERE p.connection_id = connection.id AND p.first_seen_run <= r.id), r.started_at)
    FROM run r WHERE r.connection_id = connection.id AND r.pull_completed_at IS NOT NULL
    ORDER BY r.id LIMIT 1)
"""


def up(migrator: Any, db: Any) -> None:
    """Add the columns and the index; what the first whole reading brought came before its end."""
    db.script(SCHEMA)
