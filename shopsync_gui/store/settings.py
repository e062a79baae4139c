"""The user's choices, stored as text by key."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import apsw

from shopsync_gui.core import errors
from shopsync_gui.store.database.reading import reading_connection

if TYPE_CHECKING:
    from pathlib import Path

    from shopsync_gui.core.settings.settings import Settings
    from shopsync_gui.store.database.database import Database


class SettingsStore:
    """Settings that differ from their defaults."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def load(self) -> Settings:
        """Every setting's value, typed."""
        from shopsync_gui.core.settings.setting_texts import (
            read_settings,  # one choice alone needs none
        )

        return read_settings(self.all())

    def get(self, key: str) -> str | None:
        """The stored text, None where nothing was chosen."""
        value = self._db.value("SELECT value FROM setting WHERE key = ?", (key,))
        return None if value is None else str(value)

    def set(self, key: str, value: str) -> None:
        """Store a choice."""
        self._db.execute_sql(
            "INSERT INTO setting (key, value) VALUES (?, ?)"
            " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, value),
        )

    def delete(self, key: str) -> None:
        """Return to the default."""
        self._db.execute_sql("DELETE FROM setting WHERE key = ?", (key,))

    def all(self) -> dict[str, str]:
        """Every stored choice."""
        return dict(self._db.rows("SELECT key, value FROM setting ORDER BY key"))


def peeked_setting(path: Path, key: str) -> str | None:
    """The stored text of a setting, whichever version wrote the file; None where it cannot be read.

    Nothing is checked: who goes on with the file opens it, and hears what is wrong then.
    """
    if not path.is_file():  # to open a pipe is to wait for who writes into it
        return None
    try:
        with closing(reading_connection(path)) as connection:
            value = connection.execute("SELECT value FROM setting WHERE key = ?", (key,)).get
    except (apsw.Error, errors.StoreError, OSError):
        return None
    return None if value is None else str(value)
