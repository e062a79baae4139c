"""The index by which the newest run of each kind is found, for many shops at once."""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    """Make the index."""
    db.script("CREATE INDEX run_by_kind ON run (connection_id, kind, id);")
