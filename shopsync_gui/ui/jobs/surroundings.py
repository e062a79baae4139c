"""What the computer around the program lacks for syncs by themselves: secrets, a tray, a start of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QSystemTrayIcon

from shopsync_gui.sync.due import Surroundings, obstacles
from shopsync_gui.system.autostart import starts_with_system
from shopsync_gui.system.secrets import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.store.connections import Connection
    from shopsync_gui.sync.due import Obstacle
    from shopsync_gui.ui.jobs.context import AppContext
    from shopsync_gui.ui.kit.background import Task


class _Found(msgspec.Struct, frozen=True):
    """Shops that lack a secret, those whose secrets last, and whether the system starts the program."""

    missing: frozenset[int] = frozenset()
    lasting: frozenset[int] = frozenset()
    starts: bool = True


class SurroundingsWatch(QObject):
    """Looks in the background, where a keyring that asks its user holds up nobody; when it is asked to."""

    #: Something is otherwise than it was.
    changed = Signal()

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._found: _Found | None = None
        self._task: Task | None = None

    def is_missing(self, connection_id: int) -> bool:
        """Whether the shop lacked a secret at the last look."""
        return self._found is not None and connection_id in self._found.missing

    def obstacles(self, connection: Connection) -> tuple[Obstacle, ...]:
        """What keeps the shop's schedule from running always; nothing before the first look."""
        if self._found is None:
            return ()
        around = Surroundings(
            tray=QSystemTrayIcon.isSystemTrayAvailable(),
            starts_with_system=self._found.starts,
            secrets_last=connection.id in self._found.lasting,
        )
        return obstacles(connection, around)

    def look(self) -> None:
        """Look again, unless that is being done."""
        if self._task is not None:
            return
        names = {shop.id: shop.name for shop in self._context.connections}
        secrets = self._context.secrets

        def read(_task: Task) -> _Found:
            def having(ask: Callable[[str, str], object]) -> frozenset[int]:
                return frozenset(
                    shop for shop, name in names.items() if all(ask(name, kind) for kind in KINDS)
                )

            return _Found(
                missing=frozenset(names) - having(secrets.get),
                lasting=having(secrets.lasting),
                starts=starts_with_system(),
            )

        self._task = self._context.background.run(self, read, self._read, self._failed)

    def _read(self, found: _Found) -> None:
        self._task = None
        if found != self._found:
            self._found = found
            self.changed.emit()

    def _failed(self, _error: object) -> None:
        self._task = None
