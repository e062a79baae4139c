"""The condition of the database file, seen before SQLite touches it; making a new one, and keeping others out."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import apsw

from shopsync_gui.core import errors

if TYPE_CHECKING:
    from collections.abc import Callable

#: Where a database's header says whether it is written with a log beside it, and the value for yes.
_VERSION_AT, _WITH_LOG = 18, 2
#: What SQLite writes beside a file and takes for a part of it.
BESIDE = ("-wal", "-shm", "-journal")


def is_on_read_only_disk(path: Path) -> bool:
    """Whether nobody can write where the file is; Windows says it of a file's rights alone."""
    return hasattr(os, "statvfs") and bool(os.statvfs(path).f_flag & os.ST_RDONLY)


def refuse_unusable(
    path: Path,
    may: Callable[[Path, int], bool] = os.access,
    is_read_only: Callable[[Path], bool] = is_on_read_only_disk,
    *,
    needs: int = os.R_OK | os.W_OK,
) -> None:
    """Name what is at `path` in place of a database; nothing there is fine.

    `needs` are the rights that are needed, `may` says whether this user has a right to a file, as os.access, `is_read_only` whether its
    disk cannot be written. Raises StoreEmpty, StoreNotAFile, StoreLinkBroken, StoreForbidden,
    StoreOnReadOnlyDisk, StoreForeignJournal.
    """
    try:
        status = path.stat()
    except OSError as error:
        if isinstance(error, PermissionError):
            raise errors.StoreForbidden(path=path, detail=error.strerror) from error
        if path.is_symlink():
            raise errors.StoreLinkBroken(path=path, target=os.readlink(path)) from error
        return
    if not stat.S_ISREG(status.st_mode):
        raise errors.StoreNotAFile(path=path)
    if status.st_size == 0:
        raise errors.StoreEmpty(path=path)
    if not may(path, needs):
        kind = errors.StoreOnReadOnlyDisk if is_read_only(path) else errors.StoreForbidden
        raise kind(path=path, detail="access")
    for suffix in BESIDE:
        beside = path.with_name(path.name + suffix)
        if beside.exists() and not beside.is_file():
            raise errors.StoreNotAFile(path=beside)
    _refuse_foreign_journal(path)


def replacement_of(path: Path) -> Path:
    """The file that takes the place of a damaged one, while it is being made."""
    return path.with_name(f"{path.stem}-restored{path.suffix}")


def is_absent(path: Path) -> bool:
    """Whether there is no database, and none that only waits to be put there."""
    try:
        path.lstat()
    except FileNotFoundError:
        return not replacement_of(path).is_file()
    except OSError:
        return False
    return False


def finish_replacement(path: Path) -> None:
    """Put a replacement in its place that a killed program had finished but for that.

    It had moved the damaged file aside, which it does last. Raises StoreNotWritten.
    """
    fresh = replacement_of(path)
    try:
        is_there = fresh.is_file()
    except PermissionError as error:
        raise errors.folder_not_made(path.parent, error, os.path.isdir) from error
    if os.path.lexists(path) or not is_there:
        return
    kept = max(path.parent.glob(f"{path.stem}-damaged-*{path.suffix}"), default=fresh)
    try:
        for suffix in BESIDE:
            old = path.with_name(path.name + suffix)
            if os.path.lexists(old):  # SQLite would take it for the new file's
                os.replace(old, kept.with_name(kept.name + suffix))
        with contextlib.suppress(FileExistsError, FileNotFoundError):  # another program was quicker
            _move_new(fresh, path)
            fresh.unlink(missing_ok=True)
    except OSError as error:
        raise errors.store_not_written(path, error) from error


def make_new(path: Path) -> None:
    """Put an empty database at `path` if nothing is there, in one step: no half one is ever seen.

    Raises StoreNotWritten.
    """
    if os.path.lexists(path):
        return
    import tempfile  # a file is made once

    fresh = path
    try:
        number, name = tempfile.mkstemp(".new", f"{path.name}-", path.parent)
        os.close(number)
        fresh = Path(name)
        connection = apsw.Connection(str(fresh))
        # So it can give free pages back in pieces; only a new file can choose that.
        connection.execute("PRAGMA auto_vacuum = incremental")
        connection.execute("PRAGMA journal_mode = wal")
        connection.close()
        with contextlib.suppress(FileExistsError):  # another program was quicker
            _move_new(fresh, path)
    except PermissionError as error:
        raise errors.folder_not_made(path.parent, error, os.path.isdir) from error
    except OSError as error:
        raise errors.store_not_written(path, error) from error
    except apsw.Error as error:
        kind = errors.StoreFull if isinstance(error, apsw.FullError) else errors.StoreNotWritten
        raise kind(path=path, detail=type(error).__name__) from error
    finally:
        if fresh != path:
            fresh.unlink(missing_ok=True)


def make_private_folder(folder: Path) -> None:
    """Make a folder that only its owner enters; one that is there may be others', too. Raises StoreNotWritten."""
    try:
        folder.mkdir(mode=stat.S_IRWXU, parents=True, exist_ok=True)
    except OSError as error:
        raise errors.folder_not_made(folder, error, os.path.isdir) from error


def make_private(path: Path) -> None:
    """A file that only its owner reads, made if it is missing. Raises StoreNotWritten.

    Windows keeps others out of a user's folders by itself. Its modes mean nothing, and are refused
    for a file that is open.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # One that is there is not opened: closing it would take away the locks that SQLite holds on
        # it for the other connections of this process.
        with contextlib.suppress(FileExistsError):
            new = os.O_CREAT | os.O_EXCL | os.O_RDWR
            os.close(os.open(path, new, stat.S_IRUSR | stat.S_IWUSR))
        for suffix in ("", "-wal", "-shm") if os.name == "posix" else ():
            beside = path.with_name(path.name + suffix)
            if beside.exists():
                os.chmod(beside, stat.S_IRUSR | stat.S_IWUSR)
    except OSError as error:
        raise errors.store_not_written(path, error) from error


def _move_new(fresh: Path, path: Path) -> None:
    """Move a file to where nothing is. Raises FileExistsError."""
    if os.name == "nt":
        fresh.rename(path)  # Windows replaces no file by this
        return
    try:
        os.link(fresh, path)
    except FileExistsError:
        raise
    except OSError:  # a disk without hard links
        fresh.rename(path)


def _refuse_foreign_journal(path: Path) -> None:
    """The program's file is written with a log: SQLite would roll a journal of another file back."""
    journal = path.with_name(path.name + "-journal")
    try:
        if not journal.exists() or journal.stat().st_size == 0:
            return
        # By SQLite: closing it otherwise would take away the locks of this process.
        flags = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_MAIN_DB
        file = apsw.VFSFile("", str(path), [flags, 0])
        try:
            version = file.xRead(1, _VERSION_AT)
        finally:
            file.xClose()
    except (OSError, apsw.Error):
        return  # opening it will say what is wrong
    if version == bytes([_WITH_LOG]):
        raise errors.StoreForeignJournal(path=journal)
