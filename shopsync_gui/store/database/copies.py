"""Copies of the database file: backups while it is in use, and files from elsewhere."""

from __future__ import annotations

import contextlib
import os
import stat
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import apsw

from shopsync_gui.core import errors
from shopsync_gui.store.database.file_condition import make_private, make_private_folder
from shopsync_gui.store.database.sqlite_errors import as_store_error

if TYPE_CHECKING:
    from shopsync_gui.store.database.database import Database

_KEPT_BACKUPS = 5
_READ_ONLY_URI = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI


def backup_name(now: datetime, stem: str = "shopsync") -> str:
    """The usual name of a backup that is made `now`, by the user's clock."""
    return f"{stem}-{now.astimezone():%Y-%m-%d-%H%M%S}.db"


def free_name(path: Path) -> Path:
    """The name itself, or, where it is taken, with a number behind it."""
    stem = path.stem
    names = (path, *(path.with_stem(f"{stem}_{number}") for number in range(2, 1000)))
    return next((name for name in names if not os.path.lexists(name)), path)


def kept_copies(path: Path) -> list[Path]:
    """The copies in the backups folder beside a database file, the oldest first."""
    files = (path.parent / "backups").glob(f"{path.stem}-*.db")
    # Of names that part the date otherwise the digits are in the same order.
    return sorted(files, key=lambda file: "".join(filter(str.isdigit, file.stem)))


def keep_copy(database: Database, path: Path) -> Path:
    """Copy the file to the backups folder beside it, keep the newest few, give the copy's path."""
    folder = path.parent / "backups"
    make_private_folder(folder)
    target = _new_file(folder / backup_name(datetime.now(UTC), path.stem))
    copy_database(database, target)
    for old in kept_copies(path)[:-_KEPT_BACKUPS]:
        with contextlib.suppress(OSError):  # held by another program: it goes the next time
            old.unlink()
    return target


def _new_file(path: Path) -> Path:
    """Make an empty file of this name, or, where it is taken, with a number behind it. Raises StoreNotWritten."""
    for number in count(2):
        try:
            path.touch(stat.S_IRUSR | stat.S_IWUSR, exist_ok=False)
        except FileExistsError:
            path = path.with_stem(f"{path.stem.removesuffix(f'_{number - 1}')}_{number}")
        except PermissionError as error:  # the folder's: the file is not there
            raise errors.folder_not_made(path.parent, error, os.path.isdir) from error
        except OSError as error:
            raise errors.store_not_written(path, error) from error
        else:
            break
    return path


def copy_database(database: Database, target: Path) -> None:
    """An online copy of the whole database. Raises StoreNotWritten and leaves no half copy."""
    make_private(target)
    copy = apsw.Connection(str(target))
    try:
        with database.translated():
            with copy.backup("main", database.connection(), "main") as backup:
                backup.step()
            copy.pragma("journal_mode", "delete")  # one file, whoever opens it
        copy.close()
    except BaseException:
        copy.close()
        with contextlib.suppress(OSError):
            target.unlink(missing_ok=True)
        raise


def read_copy(source: Path, target: Path) -> None:
    """Copy a database file that no program has open. Raises StoreDamaged, StoreNotWritten."""
    if not source.is_file():  # a pipe would be waited for
        raise errors.StoreDamaged(path=source, detail="no file")
    make_private(target)
    try:
        # What no log stands beside is read as it is, so that none appears beside it.
        alone = not source.with_name(source.name + "-wal").exists()
        uri = Path(os.path.realpath(source)).as_uri() + ("?immutable=1" if alone else "?mode=ro")
        old = apsw.Connection(uri, flags=_READ_ONLY_URI)
        old.execute("SELECT count(*) FROM sqlite_master")
    except apsw.Error as error:
        raise errors.StoreDamaged(path=source, detail=type(error).__name__) from error
    with contextlib.closing(old), contextlib.closing(apsw.Connection(str(target))) as new:
        try:
            with new.backup("main", old, "main") as copy:
                copy.step()
        except apsw.Error as error:
            raise as_store_error(error, target) or errors.StoreDamaged(
                path=source, detail=type(error).__name__
            ) from error
