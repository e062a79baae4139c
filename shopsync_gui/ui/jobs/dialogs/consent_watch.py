"""A watch on what a consent is asked for: the connection, and who works with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from shopsync_gui.core.text import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.ui.jobs.context import AppContext


class ConsentWatch(QObject):
    """A watch on whether what the user is asked about still is what would be written."""

    #: What keeps the user from consenting may be something else now.
    changed = Signal()

    def __init__(self, context: AppContext, connection: Connection, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._asked = connection
        context.connections.changed.connect(self.changed)
        context.other_programs.activity_changed.connect(self.changed)

    def begin_anew(self) -> None:
        """Watch the connection as it is now: the user is told of it once more."""
        self._asked = self._context.connections.get(self._asked.id) or self._asked

    @property
    def obstacle(self) -> tuple[str, str] | None:
        """The obstacle to the user's consent, and what to do, as title and sentence; None for nothing."""
        now = self._context.connections.get(self._asked.id)
        if now is None or self._is_other(now):
            return (
                _("The connection or its options have changed meanwhile"),
                _("Close this and begin anew: then you see what would be written now."),
            )
        if not self._context.other_programs.may_begin(now.id):
            return (
                _("Somebody is at work with this shop or its account just now"),
                _("Once that has ended, you can give your consent here."),
            )
        return None

    def _is_other(self, now: Connection) -> bool:
        """Whether the shop leads elsewhere, waits for a new connection, or is written by other options."""
        asked = self._asked
        sides = ("shop_url", "token_url", "client_id", "sa_url", "sa_user", "moved")
        led_elsewhere = any(getattr(now, side) != getattr(asked, side) for side in sides)
        return led_elsewhere or bool(now.options.written_otherwise(asked.options))
