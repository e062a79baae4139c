"""Refusals of the file system."""

from __future__ import annotations

import errno
from pathlib import Path

from shopsync_gui.core.errors.base import Remedy, ShopSyncError
from shopsync_gui.core.text import N_


class FileNotWritten(ShopSyncError):
    """A file the user asked for at `path` could not be written; nothing half-written is left."""

    title = N_("The file could not be written")
    message = N_("{path} could not be written.")
    action = N_("Choose another folder, or make room on the disk, and try again.")
    remedy = Remedy.CORRECT_INPUT
    needs_user = True


class FolderMissing(FileNotWritten):
    """The folder of `path` does not exist."""

    message = N_("The folder does not exist: {path}")
    action = N_("Choose a folder that exists, or make it first.")


class FolderForbidden(FileNotWritten):
    """The user may not write `path`."""

    message = N_("Your account on this computer may not write there: {path}")
    action = N_("Choose another folder.")


class DiskReadOnly(FileNotWritten):
    """The disk of `path` can be read, not written, whoever the user is."""

    message = N_("The disk is read-only: {path}")
    action = N_("Choose a folder on another disk.")


class DiskFull(FileNotWritten):
    """There is no room for `path`."""

    message = N_("There is no room left on the disk: {path}")
    action = N_("Make room on the disk, or choose another folder, and try again.")
    remedy = Remedy.MAKE_ROOM


class OutputLost(ShopSyncError):
    """Output of a command that could not be written where standard output leads; `detail` for the log."""

    title = N_("The output could not be written")
    message = N_("What the command had to say is not where its output was led to.")
    action = N_(
        "Make room on the disk or choose another file. What the command did is done: `shopsync runs` shows it."
    )
    remedy = Remedy.MAKE_ROOM


class FileInUse(FileNotWritten):
    """Another program has the file at `path` open, and Windows lets nobody replace it meanwhile."""

    message = N_("Another program has the file open: {path}")
    action = N_("Close it there, or choose another name, and try again.")


class FileNameForbidden(FileNotWritten):
    """A name, given as `path`, that Windows takes for a device or does not allow."""

    message = N_("Windows allows no file of this name: {path}")
    action = N_("Choose another name.")


class FileIsOwnData(FileNotWritten):
    """At `path` is the local database, or what SQLite keeps beside it."""

    message = N_("ShopSync keeps its own data in this file: {path}")
    action = N_("Choose another name.")


class FileIsFolder(FileNotWritten):
    """At `path` is a folder, where a file is to be."""

    message = N_("This is a folder: {path}")
    action = N_("Name a file in it.")


_REFUSALS: dict[int | None, type[FileNotWritten]] = {
    errno.ENOENT: FolderMissing,
    errno.ENOTDIR: FolderMissing,
    errno.EISDIR: FileIsFolder,
    errno.EACCES: FolderForbidden,
    errno.EPERM: FolderForbidden,
    errno.EROFS: DiskReadOnly,
    errno.ENOSPC: DiskFull,
    errno.EDQUOT: DiskFull,
}


def file_not_written(path: object, error: OSError) -> FileNotWritten:
    """Say why the system did not write a file, in the program's words; `detail` is for the log."""
    kind = _REFUSALS.get(error.errno, FileNotWritten)
    where = Path(str(path)).parent if kind is FolderMissing else path
    return kind(path=where, detail=error.strerror or type(error).__name__)
