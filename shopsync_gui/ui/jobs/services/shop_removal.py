"""The deletion of what is left of disconnected shops, a little at a time on the writing thread."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from shopsync_gui.store import Store
    from shopsync_gui.ui.jobs.services.store_thread import StoreThread

#: Seconds after which other writes get their turn.
_TURN = 0.1


class ShopRemoval(QObject):
    """Deletion until nothing is left; a window that is closed meanwhile goes on at its next start."""

    def __init__(self, writer: StoreThread) -> None:
        super().__init__()
        self._writer = writer

    def go_on(self) -> None:
        """Delete what is there of shops that were disconnected."""
        self._writer.ask(self, _delete_some, self._deleted)

    def _deleted(self, more: bool) -> None:
        if more:
            self.go_on()


def _delete_some(store: Store) -> bool:
    """Delete for a moment; whether anything is left."""
    began = time.monotonic()
    return any(time.monotonic() - began > _TURN for _ in store.removals.pieces())
