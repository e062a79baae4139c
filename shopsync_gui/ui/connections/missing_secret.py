"""An editor that begins at the first secret that is not kept."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from shopsync_gui.sync.run.secret_addresses import missing_secrets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QLineEdit

    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.system.secrets import Secrets
    from shopsync_gui.ui.connections.side import Side
    from shopsync_gui.ui.jobs.context import AppContext
    from shopsync_gui.ui.kit.background import Task


class MissingSecret(QObject):
    """A question to the keyring, which may take a while, and the way to what it does not have."""

    def __init__(self, owner: QObject, sides: Sequence[Side]) -> None:
        super().__init__(owner)
        self._sides = sides
        #: The field with the focus when it began.
        self._first: QLineEdit | None = None

    def look_for(self, context: AppContext, connection: Connection, first: QLineEdit) -> None:
        """Look what is missing; `first` has the focus until then, and keeps it once typed into."""
        self._first = first
        context.background.run(self, partial(_missing, context.secrets, connection), self._lead)

    def _lead(self, kinds: tuple[str, ...]) -> None:
        missing = [side.secret for side in self._sides if side.secret_kind in kinds]
        for secret in missing:
            secret.setPlaceholderText("")
        first = self._first
        untouched = first is not None and first.window().focusWidget() is first
        if missing and first is not None and untouched and not first.isModified():
            missing[0].setFocus()


def _missing(secrets: Secrets, connection: Connection, _task: Task) -> tuple[str, ...]:
    return missing_secrets(secrets, connection)
