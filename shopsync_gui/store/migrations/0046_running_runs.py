"""The index of the runs that stand as running: without it the receipts of all runs were read to find them."""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    """Make the index."""
    db.script("CREATE INDEX run_by_running ON run (id) WHERE state = 'running';")
