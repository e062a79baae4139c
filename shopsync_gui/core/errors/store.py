"""Failures of the local database."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from shopsync_gui.core.errors.base import Remedy, ShopSyncError
from shopsync_gui.core.text import N_

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class StoreError(ShopSyncError):
    """The local database cannot be used."""


class StoreTooNew(StoreError):
    """The file was made by a newer program."""

    title = N_("The data were made by a newer version")
    message = N_("The database at {path} was written by a newer version of ShopSync.")
    action = N_("Install the newest version. The data were not touched.")
    remedy = Remedy.UPDATE_PROGRAM
    needs_user = True


class StoreDamaged(StoreError):
    """The file at `path` is not a sound database; `detail` says what was found, for the log."""

    title = N_("The local database is damaged")
    message = N_("The file {path} cannot be read as a database: it is damaged or incomplete.")
    action = N_("Restore a backup. The shop and the account were not touched.")
    remedy = Remedy.RESTORE_BACKUP
    needs_user = True


class StoreEmpty(StoreDamaged):
    """The file at `path` holds no byte, as a power cut or a full disk may leave it."""

    title = N_("The local database is empty")
    message = N_(
        "The file {path} holds nothing any more. A power cut or a full disk may have done that."
    )
    action = N_(
        "Restore a backup. If there is none, move the file into another folder: the program then begins anew and reads the shop again."
    )


class StoreIncomplete(StoreDamaged):
    """The file at `path` lacks a table or a column; `detail` names it, for the log."""

    title = N_("The local database is incomplete")
    message = N_("The file {path} lacks a part of ShopSync's data.")


class StoreNotAFile(StoreDamaged):
    """Something else than a file is at `path`: a folder, a device."""

    title = N_("The local database is not a file")
    message = N_("{path} is a folder, or something else that is no file.")
    action = N_(
        "Restore a backup: what is there is kept under another name. The shop and the account were not touched."
    )


class StoreLinkBroken(StoreDamaged):
    """A link at `path` leads to `target`, where nothing is."""

    title = N_("The local database cannot be found")
    message = N_("{path} is a link to {target}, and there is no file there.")
    action = N_(
        "Connect the drive on which it was, or restore a backup. The shop and the account were not touched."
    )


class StoreForeign(StoreDamaged):
    """The file at `path` is a database of another program."""

    title = N_("The local database belongs to another program")
    message = N_("The file {path} is a database, but not one of ShopSync.")
    action = N_(
        "Restore a backup: the other program's file is kept under another name. Nothing in it was changed."
    )


class StoreForeignJournal(StoreDamaged):
    """A journal that is not of this database lies beside the file at `path`."""

    title = N_("A foreign journal lies beside the local database")
    message = N_(
        "{path} was not written by ShopSync. Opening the database with it beside could overwrite parts of the database."
    )
    action = N_(
        "Move that journal to another folder and start again, or restore a backup. The database was not touched."
    )


class StoreBusy(StoreError):
    """Another program holds the database."""

    title = N_("The local database is in use")
    message = N_("Another program is holding this database: {path}")
    action = N_("Close the other program and try again. Nothing has been lost.")
    remedy = Remedy.WAIT
    pauses = True


class StoreNotWritten(StoreError):
    """The file at `path` could not be written; `detail` says why, for the log."""

    title = N_("The local database cannot be written")
    message = N_("Nothing could be written to this file: {path}")
    action = N_(
        "Make room on the disk or check its permissions, then continue. Nothing has been lost."
    )
    remedy = Remedy.MAKE_ROOM
    needs_user = True
    pauses = True


class StoreFull(StoreNotWritten):
    """There is no room for the file at `path`; `detail` is for the log."""

    title = N_("The disk is full")
    message = N_("There is no room left on the disk: {path}")
    action = N_("Make room on the disk, then continue. Nothing has been lost.")


class StoreForbidden(StoreNotWritten):
    """A file that this user may not read or write, at `path`; `detail` is for the log."""

    title = N_("A file of the local data may not be used")
    message = N_("This user has no right to read and write this file: {path}")
    action = N_("Ask the owner of the file for the right. Nothing has been lost.")
    remedy = Remedy.CORRECT_INPUT


class StoreOnReadOnlyDisk(StoreNotWritten):
    """The disk of `path` can be read, not written, whoever the user is; `detail` is for the log."""

    title = N_("The disk with the local data is read-only")
    message = N_("{path} is on a disk that is read-only.")
    action = N_(
        "Connect the disk so that it can be written, or have SHOPSYNC_HOME name a folder on another one. Nothing has been lost."
    )
    remedy = Remedy.CORRECT_INPUT


class StoreLogNotRead(StoreNotWritten):
    """The log at `path` holds what was written last, and cannot be read where nothing may be written beside it."""

    title = N_("The local data cannot be read without a right to write")
    message = N_(
        "{path} holds what was written last. It can be read only by who may write in its folder: {folder}"
    )
    action = N_(
        "Copy the folder to where it can be written, and have SHOPSYNC_HOME name the copy. Nothing has been lost."
    )
    remedy = Remedy.CORRECT_INPUT


class StoreFolderForbidden(StoreNotWritten):
    """A folder, at `path`, that this user may not enter, or not write to; `detail` is for the log."""

    title = N_("The data folder may not be used")
    message = N_("This user has no right to enter this folder and to write there: {path}")
    action = N_(
        "Ask the owner of the folder for the right, or have SHOPSYNC_HOME name another folder. Nothing has been lost."
    )
    remedy = Remedy.CORRECT_INPUT


class StoreFolderBlocked(StoreNotWritten):
    """A file is at `path`, or above it, where the data folder or one inside it has to be."""

    title = N_("The data folder cannot be made")
    message = N_("{path} has to be a folder, and a file is in its way.")
    action = N_(
        "Move that file to another place, or have SHOPSYNC_HOME name another folder. Nothing has been lost."
    )
    remedy = Remedy.CORRECT_INPUT


_WRITE_FAULTS: dict[int | None, type[StoreNotWritten]] = {
    errno.EROFS: StoreOnReadOnlyDisk,
    errno.ENOSPC: StoreFull,
    errno.EDQUOT: StoreFull,
    errno.EEXIST: StoreFolderBlocked,
    errno.ENOTDIR: StoreFolderBlocked,
}


def store_not_written(path: object, error: OSError) -> StoreNotWritten:
    """Say why the system did not write one of the local data, in the program's words."""
    kind = _WRITE_FAULTS.get(error.errno, StoreNotWritten)
    return kind(path=path, detail=error.strerror or type(error).__name__)


def folder_not_made(
    folder: Path, error: OSError, is_folder: Callable[[Path], bool]
) -> StoreNotWritten:
    """Say why the system did not make a folder; one that is forbidden is named where it, or one above it, is seen.

    Where a folder above it takes none, as those of the system's own file systems, it is called not there.
    """
    if not isinstance(error, PermissionError | FileNotFoundError):
        return store_not_written(folder, error)
    seen = next(filter(is_folder, (folder, *folder.parents)), folder.parent)
    return StoreFolderForbidden(path=seen, detail=error.strerror)


class FaultySqlite(StoreError):
    """The SQLite library `version` has a fault that can lose data."""

    title = N_("This SQLite version is not safe")
    message = N_(
        "SQLite {version} has a known fault that can damage data, so the program does not use it."
    )
    action = N_("Install the program again.")
    remedy = Remedy.UPDATE_PROGRAM
    needs_user = True
