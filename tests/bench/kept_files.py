"""Filled databases that benchmarks keep from one run to the next: making a large one takes minutes."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from pathlib import Path
from time import time

from platformdirs import user_cache_path

ROOT = Path(__file__).resolve().parents[2]
#: So many do all benchmarks use; one of a million products takes a gigabyte.
MOST = 4
#: After so many seconds a database that was not finished never will be.
_DAY = 86_400
#: What decides what lies in a filled database.
_SOURCES = (
    "tests/catalogues.py",
    "shopsync_gui/sandbox/shop/*.py",
    "shopsync_gui/store/migrations/*.py",
    "shopsync_gui/store/products/upsert.py",
    "shopsync_gui/store/products/product_rows.py",
    "shopsync_gui/store/database/codecs.py",
    "shopsync_gui/store/search/search_index.py",
    "shopsync_gui/store/search/sort_indexes.py",
    "shopsync_gui/core/catalogue.py",
    "shopsync_gui/core/strings/collation.py",
    "shopsync_gui/core/text.py",
)


def kept_file(name: str, make: Callable[[Path], object], folder: Path | None = None) -> Path:
    """The database with this name, made at the given path where none is kept yet. Not to be changed.

    Of all that are kept, those used last stay.
    """
    folder = folder or user_cache_path("shopsync-bench")
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"{name}-{_hash_of_sources()}"
    if not kept.exists():
        made = Path(tempfile.mkdtemp(prefix="new-", dir=folder))
        try:
            make(made / "shopsync.db")
            made.rename(kept)
        except OSError:
            if not kept.exists():  # another benchmark was not quicker
                raise
        finally:
            shutil.rmtree(made, ignore_errors=True)
    os.utime(kept)
    ages = sorted((path.stat().st_mtime, path) for path in folder.iterdir())
    unfinished = [path for at, path in ages if path.name.startswith("new-") and at < time() - _DAY]
    whole = [path for _at, path in ages if not path.name.startswith("new-")]
    for old in (*unfinished, *whole[:-MOST]):
        shutil.rmtree(old, ignore_errors=True)
    return kept / "shopsync.db"


@cache
def _hash_of_sources() -> str:
    digest = blake2b(digest_size=8)
    for pattern in _SOURCES:
        files = sorted(ROOT.glob(pattern))
        assert files, pattern
        for file in files:
            digest.update(file.read_bytes())
    return digest.hexdigest()
