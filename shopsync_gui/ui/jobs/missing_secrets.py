"""The shops whose secrets are missing, read in the background: a keyring may ask its user first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from shopsync_gui.sync.run.secret_addresses import lacks_secrets

if TYPE_CHECKING:
    from shopsync_gui.ui.jobs.context import AppContext
    from shopsync_gui.ui.kit.background import Task


class MissingSecrets(QObject):
    """The shops that lack a secret, as last looked at; another look is taken when it is asked for."""

    #: Others lack one now.
    changed = Signal()

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        #: Whether each of the shops that were looked at lacks one, where the keyring tells.
        self._missing: dict[int, bool | None] = {}
        self._task: Task | None = None
        self._once_more = False

    def is_missing(self, connection_id: int) -> bool | None:
        """Whether the shop lacked a secret when it was looked for last; None where that is not known."""
        return self._missing.get(connection_id)

    def look(self) -> None:
        """Read again; where a reading is under way, once more after it."""
        if self._task is not None:
            self._once_more = True
            return
        self._once_more = False
        shops = list(self._context.connections)
        secrets = self._context.secrets

        def read(_task: Task) -> dict[int, bool | None]:
            return {shop.id: lacks_secrets(secrets, shop) for shop in shops}

        self._task = self._context.background.run(self, read, self._found, self._failed)

    def _found(self, missing: dict[int, bool | None]) -> None:
        if missing != self._missing:
            self._missing = missing
            self.changed.emit()
        self._ended()

    def _failed(self, _error: object) -> None:
        self._ended()

    def _ended(self) -> None:
        self._task = None
        if self._once_more:
            self.look()
