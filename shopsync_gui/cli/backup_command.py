"""The command `backup`: a copy of all data, which `restore` puts back."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from shopsync_gui.cli.data_folder import no_shop, opened_to_read
from shopsync_gui.cli.exits import Exit
from shopsync_gui.core.errors import FileThere
from shopsync_gui.core.text import _, translate
from shopsync_gui.store.database.copies import backup_name, free_name
from shopsync_gui.sync.archive import CONTENT, write_backup

if TYPE_CHECKING:
    from argparse import Namespace

    from shopsync_gui.cli.console import Console


def backup(arguments: Namespace, console: Console) -> Exit:
    """Copy all data into a file, also while a sync runs; without one, among the program's own.

    Raises NoShopConnected: what was to be kept is perhaps in another folder. Raises FileThere,
    FileNotWritten.
    """
    with opened_to_read() as store:
        if not store.connections.all():
            raise no_shop(store)
        if arguments.file is None:
            target = store.keep_copy()
        else:
            target = _target(arguments.file)
            if target.is_file() and not arguments.yes:
                raise FileThere(path=target)
            if target.parent == Path(arguments.file) and not target.parent.exists():
                console.note(
                    _(
                        "A name without an ending means a folder. If a file was meant, give its name an ending, such as .db."
                    )
                )
            write_backup(store, target)
    console.say(_("The backup is here: {path}").format(path=target))
    console.note(translate(CONTENT))
    console.result({"file": str(target), "bytes": target.stat().st_size})
    return Exit.DONE


def _target(text: str) -> Path:
    """The file itself, or in a folder one with the moment in its name.

    A name without an ending, where nothing is, means a folder, which is perhaps not mounted now.
    """
    path = Path(text)
    is_folder = path.is_dir() or not (path.suffix or path.exists()) or text.endswith(os.sep)
    return free_name(path / backup_name(datetime.now(UTC))) if is_folder else path
