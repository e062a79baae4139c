"""Restoring a backup and forgetting everything, while no job and no message is under way."""

from __future__ import annotations

import shutil
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shopsync_gui.core.errors import AlreadyRunning, FileNotWritten
from shopsync_gui.sync.secret_addresses import forget_secrets
from shopsync_gui.system.autostart import start_with_system
from shopsync_gui.system.files import remove_file
from shopsync_gui.system.lock import folder_lock, forget_locks, mail_lock
from shopsync_gui.system.logs import clear_logs
from shopsync_gui.system.paths import UPDATE_MEMORY
from shopsync_gui.system.secrets import MAIL, SMTP_PASSWORD, Secrets

if TYPE_CHECKING:
    from pathlib import Path

    from shopsync_gui.store import Store


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


def erase_everything(store: Store, secrets: Secrets) -> None:
    """Forget shops, products, history, settings, passwords, logs, backups and pictures.

    The shops and the accounts stay as they are. Raises AlreadyRunning, StoreError.
    """
    home = store.path.parent
    with folder_lock(home), mail_lock(home) as free:
        if not free:
            raise AlreadyRunning
        for connection in store.connections.all():
            forget_secrets(secrets, connection)
        secrets.delete(MAIL, SMTP_PASSWORD, store.settings.load().mail.host)
        store.erase()
        for name in ("backups", "cache", "demo"):
            shutil.rmtree(home / name, ignore_errors=True)
        remove_file(home / UPDATE_MEMORY)
        clear_logs(home)
        forget_locks(home)
        with suppress(FileNotWritten):  # an entry that stays starts an empty program
            start_with_system(False)
