"""SQLite's errors in the program's words, and the versions of SQLite that are refused."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import apsw

from shopsync_gui.core import errors
from shopsync_gui.store.database.file_condition import is_on_read_only_disk

if TYPE_CHECKING:
    from pathlib import Path

    from shopsync_gui.core.errors import ShopSyncError

#: The WAL-reset fault: these versions can damage a database (sqlite.org, release 3.51.3).
_FAULTY = ((3, 7, 0), (3, 51, 3))
_MENDED = ((3, 50, 7), (3, 44, 6))
#: The index of the log takes so many bytes at first.
_LEAST_ROOM = 32768
#: How SQLite begins to say that a part of the file is not there.
_MISSING = ("no such table", "no such column", "malformed database schema")


def check_sqlite(version: str) -> None:
    """Refuse a SQLite with the WAL-reset fault. Raises FaultySqlite."""
    number = tuple(int(part) for part in version.split(".")[:3])
    mended = any(number[:2] == fix[:2] and number >= fix for fix in _MENDED)
    if _FAULTY[0] <= number < _FAULTY[1] and not mended:
        raise errors.FaultySqlite(version=version)


def _may_not_write_in(folder: Path) -> bool:
    """Whether a folder that is there takes no file of this user, though its disk does."""
    return folder.is_dir() and not os.access(folder, os.W_OK) and not is_on_read_only_disk(folder)


def _is_full(path: Path) -> bool:
    """Whether the disk has no room for what SQLite keeps beside a file, of which it says only that it failed."""
    if not hasattr(os, "statvfs"):
        return False
    try:
        disk = os.statvfs(path.parent)
    except OSError:
        return False
    return disk.f_blocks > 0 and disk.f_bavail * disk.f_frsize < _LEAST_ROOM


def as_store_error(error: BaseException, path: Path) -> ShopSyncError | None:
    """The StoreError for an SQLite error; None for a fault of the program."""
    if isinstance(error, apsw.FullError) or (isinstance(error, apsw.IOError) and _is_full(path)):
        return errors.StoreFull(path=path, detail=type(error).__name__)
    # Beside a file that may be written SQLite makes others.
    if isinstance(error, apsw.CantOpenError | apsw.ReadOnlyError) and _may_not_write_in(
        path.parent
    ):
        return errors.StoreFolderForbidden(path=path.parent, detail=type(error).__name__)
    if isinstance(error, apsw.IOError | apsw.ReadOnlyError | apsw.CantOpenError):
        return errors.StoreNotWritten(path=path, detail=type(error).__name__)
    if isinstance(error, apsw.BusyError | apsw.LockedError):
        return errors.StoreBusy(path=path)
    if isinstance(error, apsw.CorruptError | apsw.NotADBError | apsw.FormatError):
        return errors.StoreDamaged(path=path, detail=type(error).__name__)
    if isinstance(error, apsw.SQLError) and str(error).startswith(_MISSING):
        return errors.StoreIncomplete(path=path, detail=str(error))
    return None
