"""The connection that a dialog edits, watched for changes that somebody else makes meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from shopsync_gui.sync.connect import has_changed

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.core.errors import ShopSyncError
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.ui.jobs.context import AppContext


class EditedConnection(QObject):
    """The connection as the user was shown it, and whether what is saved still is that; a new one always is."""

    #: Somebody else has changed or removed the connection; told once.
    changed = Signal()

    def __init__(self, context: AppContext, shown: Connection | None, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.shown = shown
        self.outdated = False
        self._own_work = False
        context.connections.changed.connect(self._look_at_list)

    def begin_saving(self) -> None:
        """Take what is saved from now on for the user's own."""
        self._own_work = True

    def end_saving(self) -> None:
        """Look again: nothing of the user's was saved."""
        self._own_work = False
        self._look_at_list()

    def if_unchanged(
        self,
        then: Callable[[], object],
        failed: Callable[[ShopSyncError], None] | None = None,
    ) -> None:
        """Read what is saved, and go on with `then` only where it is what the user was shown."""
        shown = self.shown
        if self.outdated:
            return
        if shown is None:
            then()
            return

        def go_on(now: Connection | None) -> None:
            self._compare(now)
            if not self.outdated:
                then()

        self._context.store.reader.ask(
            self, lambda store: store.connections.get(shown.id), go_on, failed
        )

    def _look_at_list(self) -> None:
        if self.shown is not None:
            self._compare(self._context.connections.get(self.shown.id))

    def _compare(self, now: Connection | None) -> None:
        if (
            self.shown is None
            or self._own_work
            or self.outdated
            or not has_changed(self.shown, now)
        ):
            return
        self.outdated = True
        self.changed.emit()
