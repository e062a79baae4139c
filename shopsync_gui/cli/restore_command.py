"""The command `restore`, and the hint to it where the database cannot be used."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shopsync_gui.cli.exits import Exit
from shopsync_gui.cli.parser import PROGRAM
from shopsync_gui.core.errors import Remedy, StoreDamaged, StoreError
from shopsync_gui.core.text import _, format_moment
from shopsync_gui.store import open_store
from shopsync_gui.store.database.copies import kept_copies
from shopsync_gui.store.upkeep.archive import replace_damaged, summary_of
from shopsync_gui.sync.archive import begin_anew_text, held_text, restore_backup
from shopsync_gui.system.files import replace_file
from shopsync_gui.system.lock import folder_lock
from shopsync_gui.system.paths import data_folder, data_location, database_file

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from shopsync_gui.cli.console import Console
    from shopsync_gui.core.errors import Problem


def restore(arguments: Namespace, console: Console) -> Exit:
    """Put a backup in the place of today's data; what was there is kept."""
    source = arguments.file
    home = data_folder()
    summary = summary_of(source, home)
    console.say(
        _("{file}, saved {when}").format(file=source, when=format_moment(summary.saved_at)),
        held_text(summary),
    )
    if not arguments.yes:
        console.note(_("Nothing was changed. With --yes it takes the place of today's data."))
        return Exit.USAGE
    kept = _restored(database_file(home), source)
    if summary.scheduled:
        console.note(
            _(
                "If this is not the computer that it was made on: see that only one of the two syncs these shops from now on."
            )
        )
    console.say(_("The backup was restored. What was there before: {path}").format(path=kept))
    return Exit.DONE


def _restored(path: Path, source: Path) -> Path:
    """Restore over a database that works, or in the place of one that does not."""
    try:
        store = open_store(path)
    except StoreError as error:
        if error.remedy is not Remedy.RESTORE_BACKUP:
            raise
        with folder_lock(path.parent):
            return replace_damaged(path, source, datetime.now(UTC), replace_file)
    try:
        return restore_backup(store, source)
    finally:
        store.close()


def hint_at_backup(console: Console, problem: Problem) -> None:
    """Say which backup is the newest, and how to restore it, or one from elsewhere, or to go on without."""
    path = database_file(data_location())
    backups = kept_copies(path)
    if backups:
        console.note(
            _("The newest backup: {command}").format(
                command=f"{PROGRAM} restore {backups[-1]} --yes"
            )
        )
    else:
        console.note(
            _("There is no backup in {folder}").format(folder=path.parent / "backups"),
            _("One from elsewhere: {command}").format(command=f"{PROGRAM} restore FILE --yes"),
        )
        if problem.is_a(StoreDamaged):
            console.note(begin_anew_text(path))
