"""A new database file as a first start leaves it: the scripts that make it run once a process."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from shopsync_gui.store import Store, open_store
from shopsync_gui.store.database import BUSY_SECONDS


def fresh_store(path: Path, *, busy_seconds: float = BUSY_SECONDS) -> Store:
    """Open the file; where there is none, as a copy of an empty one that is up to date."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(_empty())
    return open_store(path, busy_seconds=busy_seconds)


@cache
def _empty() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "shopsync.db"
        open_store(file).close()
        return file.read_bytes()
