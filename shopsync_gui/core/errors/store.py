"""Failures of the local database."""

from __future__ import annotations

from shopsync_gui.core.errors.base import Remedy, ShopSyncError
from shopsync_gui.core.text import N_


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
    action = N_(
        "Restore a backup from the backups folder beside it. The shop and the account were not touched."
    )
    remedy = Remedy.RESTORE_BACKUP
    needs_user = True


class StoreBusy(StoreError):
    """Another program holds the database."""

    title = N_("The local database is in use")
    message = N_("Another program is holding the database at {path}.")
    action = N_("Close the other program and try again. Nothing has been lost.")
    remedy = Remedy.WAIT
    pauses = True


class StoreFull(StoreError):
    """The disk is full, or may not be written; `detail` is for the log."""

    title = N_("The local database cannot be written")
    message = N_("Nothing could be written to {path}.")
    action = N_(
        "Make room on the disk or check its permissions, then continue. Nothing has been lost."
    )
    remedy = Remedy.MAKE_ROOM
    needs_user = True
    pauses = True


class FaultySqlite(StoreError):
    """The SQLite library `version` has a fault that can lose data."""

    title = N_("This SQLite version is not safe")
    message = N_(
        "SQLite {version} has a known fault that can damage data, so the program does not use it."
    )
    action = N_("Install the program again.")
    remedy = Remedy.UPDATE_PROGRAM
    needs_user = True
