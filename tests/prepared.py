"""A store that is made once per process and copied, for tests that open many."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from shopsync_gui.store import Store, open_store
from shopsync_gui.store.database.database import BUSY_SECONDS
from tests.parallel import memory_folder


def prepared_store(path: Path, *, busy_seconds: float = BUSY_SECONDS) -> Store:
    """A store at `path`: a new one where there is no file yet, without the time of making it."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_new_store())
    return open_store(path, busy_seconds=busy_seconds)


@cache
def _new_store() -> bytes:
    """The file of an empty store."""
    with TemporaryDirectory(dir=memory_folder()) as folder:
        path = Path(folder) / "shopsync.db"
        open_store(path).close()
        return path.read_bytes()
