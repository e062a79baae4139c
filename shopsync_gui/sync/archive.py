"""Restoring a backup and forgetting everything, while no job and no message is under way."""

from __future__ import annotations

import shutil
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shopsync_gui.core.errors import (
    AlreadyRunning,
    DiskFull,
    FileNotWritten,
    StoreFull,
    StoreNotWritten,
)
from shopsync_gui.core.text import N_, _, format_int, ngettext, sentences
from shopsync_gui.sync.run.secret_addresses import forget_secrets
from shopsync_gui.system.autostart import start_with_system
from shopsync_gui.system.files import remove_file, whole_file
from shopsync_gui.system.lock import folder_lock, forget_locks, mail_lock
from shopsync_gui.system.logs import clear_logs
from shopsync_gui.system.paths import UPDATE_MEMORY
from shopsync_gui.system.secrets import MAIL, SMTP_PASSWORD, TEAM, TEAM_PASSWORD, Secrets

if TYPE_CHECKING:
    from pathlib import Path

    from shopsync_gui.store import Store
    from shopsync_gui.store.upkeep.archive import BackupSummary

#: What the database, and so a backup, holds.
CONTENT = N_("Products, their history and what was written to the account; no passwords.")


def begin_anew_text(path: Path) -> str:
    """Say how to begin anew without the damaged database at `path`, where no backup is at hand."""
    return _(
        "If there is no backup at all, move the database into another folder, with every file beside it whose name begins with “{name}-”. The program then begins anew: connect the webshop again, its products are read anew, and those in the account are recognised by their SKUs. The database: {path}"
    ).format(path=path, name=path.name)


def write_backup(store: Store, target: Path) -> None:
    """Copy the whole database, while it is in use, to a file, in place of an earlier one.

    Raises FileNotWritten; the earlier file is as it was then.
    """
    with whole_file(target) as part:
        try:
            store.backup_to(part)
        except StoreNotWritten as error:  # it is the copy that was not written
            kind = DiskFull if isinstance(error, StoreFull) else FileNotWritten
            raise kind(path=target, detail=str(error)) from error


def held_text(backup: BackupSummary) -> str:
    """The words on what a backup holds."""
    products = ngettext("{n} product", "{n} products", backup.products)
    runs = ngettext("{n} run in the history", "{n} runs in the history", backup.runs)
    held = _("It holds: {shops}; {products}, {runs}.").format(
        shops=", ".join(backup.shops) or _("no webshop"),
        products=products.format(n=format_int(backup.products)),
        runs=runs.format(n=format_int(backup.runs)),
    )
    if not backup.shops:
        return held
    schedules = _(
        "By the schedules in it no webshop is synced by itself; those of now do not stay."
    )
    if backup.scheduled:
        text = _(
            "By the schedules in it these are synced by themselves: {shops}; those of now do not stay."
        )
        schedules = text.format(shops=", ".join(backup.scheduled))
    return sentences(held, schedules)


def restore_backup(store: Store, source: Path) -> Path:
    """Put a backup in the place of today's data, of which a copy is kept; that copy's path.

    Raises AlreadyRunning, NotABackup, StoreError.
    """
    home = store.path.parent
    with folder_lock(home), mail_lock(home) as free:
        if not free:
            raise AlreadyRunning
        kept = store.keep_copy()
        store.restore(source, datetime.now(UTC))
    return kept


def erase_everything(store: Store, secrets: Secrets) -> bool:
    """Forget shops, products, history, settings, passwords, logs, backups and pictures.

    The shops and the accounts stay as they are. False where the keyring may hold passwords still.
    Raises AlreadyRunning, StoreError.
    """
    home = store.path.parent
    with folder_lock(home), mail_lock(home) as free:
        if not free:
            raise AlreadyRunning
        shops, host = store.connections.all(), store.settings.load().mail.host
        membership = store.team.membership()
        store.erase()
        forgotten = [forget_secrets(secrets, shop) for shop in shops]
        forgotten.append(secrets.delete(MAIL, SMTP_PASSWORD, host))
        if membership is not None:
            forgotten.append(secrets.delete(TEAM, TEAM_PASSWORD, membership.address))
        for name in ("backups", "cache", "demo"):
            shutil.rmtree(home / name, ignore_errors=True)
        remove_file(home / UPDATE_MEMORY)
        store.release_reserve()
        clear_logs(home)
        forget_locks(home)
        with suppress(FileNotWritten):  # an entry that stays starts an empty program
            start_with_system(False)
    return all(forgotten)
