"""The user's settings in the window: known at once, written in the background."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from shopsync_gui.core.settings.setting_texts import (
    Value,
    as_stored,
    read_settings,
    value_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from shopsync_gui.core.errors import ShopSyncError
    from shopsync_gui.store import Store
    from shopsync_gui.ui.jobs.services.store_thread import StoreThread


class Preferences(QObject):
    """The settings by group and by key; a change is told (its key) before it is on the disk."""

    changed = Signal(str)

    def __init__(self, stored: dict[str, str], writer: StoreThread) -> None:
        super().__init__()
        self._stored = stored
        #: Every setting's value, typed, as it is now and as the program began with it.
        self.values = self.at_start = read_settings(stored)
        self._writer = writer
        #: Chosen, and not written for all that: choosing the same once more tries again.
        self._unwritten: set[str] = set()
        #: How often something was chosen here: what was read before the last time is out of date.
        self._choices = 0

    def get(self, key: str) -> Value:
        """The value of a setting, for an editor that is bound to its key."""
        return value_of(key, self._stored)

    def chosen(self) -> dict[str, str]:
        """Every value that was chosen, also one that is still being written."""
        return dict(self._stored)

    def set(self, key: str, value: object) -> None:
        """Choose a value. Raises SettingUnknown, SettingInvalid."""
        text = as_stored(key, str(value))
        same = self._stored.get(key) == text
        if same and key not in self._unwritten:
            return
        self._stored[key] = text
        self._write(key, lambda store: store.settings.set(key, text))
        if not same:
            self._tell(key)

    def reset(self, keys: Iterable[str]) -> None:
        """Return to the defaults."""
        for key in keys:
            if self._stored.pop(key, None) is None:
                continue
            self._write(key, partial(_forget, key=key))
            self._tell(key)

    def reload(self) -> None:
        """Take over what the database holds now: it was replaced, or another program chose something."""
        asked_at = self._choices

        def replace(stored: dict[str, str]) -> None:
            if asked_at == self._choices:
                self._replace(stored)
            else:
                self.reload()

        # Only the writer answers after what was chosen here before.
        self._writer.ask(self, lambda store: store.settings.all(), replace)

    def _replace(self, stored: dict[str, str]) -> None:
        before = self._stored
        unwritten = {key: before[key] for key in self._unwritten & before.keys()}
        others = {key: text for key, text in stored.items() if key not in self._unwritten}
        self._stored = stored = others | unwritten
        for key in before.keys() | stored.keys():
            if before.get(key) != stored.get(key):
                self._tell(key)

    def _tell(self, key: str) -> None:
        self.values = read_settings(self._stored)
        self.changed.emit(key)

    def _write(self, key: str, work: Callable[[Store], None]) -> None:
        def failed(error: ShopSyncError) -> None:
            self._unwritten.add(key)
            self._writer.failed.emit(error)

        self._choices += 1
        self._unwritten.discard(key)
        self._writer.ask(self, work, failed=failed)


def _forget(store: Store, key: str) -> None:
    store.settings.delete(key)
