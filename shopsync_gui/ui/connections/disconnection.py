"""The disconnection of a shop: a question, the end of its job, and then all that is known of it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from shopsync_gui.core.errors import SecretsStay
from shopsync_gui.core.text import _, one_line
from shopsync_gui.sync.run.secret_addresses import forget_secrets

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from shopsync_gui.core.errors import ShopSyncError
    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.ui.jobs.context import AppContext


class Disconnection(QObject):
    """The disconnecting of one shop; nothing changes in the shop or the account."""

    def __init__(
        self,
        context: AppContext,
        connection: Connection,
        parent: QObject,
        failed: Callable[[ShopSyncError], None],
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._connection = connection
        self._failed = failed

    def ask(self, window: QWidget) -> None:
        """Forget it if the user agrees."""
        from shopsync_gui.ui.kit.question_dialog import Question, QuestionDialog

        title = self._context.connections.title_of(self._connection)
        jobs, shop = self._context.jobs, self._connection.id
        at_work = jobs.running(shop) or jobs.is_waiting(shop)
        stops = _("What is running for this shop now is cancelled first.") if at_work else ""
        text = _(
            "The products, history and passwords of this connection are removed from this"
            " computer, and no sync of it can be undone any more. Backups of all data that were"
            " made before keep them. Newsletters, their presets and saved views are kept: they can"
            " be used again once the same shop is connected and read. Nothing changes in the shop"
            " or in the SalesAutopilot account."
        )
        question = Question(
            name="disconnect",
            title=_("Disconnect {shop}?").format(shop=title),
            text=one_line(stops, text),
            yes=_("Disconnect"),
        )
        QuestionDialog(window, question, self._remove).open()

    def _remove(self) -> None:
        """Forget it; a job of it ends first."""
        jobs, shop = self._context.jobs, self._connection.id
        jobs.cancel(shop)
        if not jobs.running(shop):
            self._forget()
            return

        def ended(connection_id: int) -> None:
            if connection_id == shop:
                jobs.ended.disconnect(ended)
                self._forget()

        jobs.ended.connect(ended)

    def _forget(self) -> None:
        connection, secrets = self._connection, self._context.secrets
        keyring = self._context.store.keyring

        def forget(store: Store) -> None:
            removed = store.connections.get(connection.id) is None
            if removed and not forget_secrets(secrets, connection):
                raise SecretsStay(shop=connection.name)

        def removed(_done: None) -> None:
            self._context.connections.reload()
            self._context.removal.go_on()

        keyring.ask(self, lambda store: store.removals.begin(connection.id), removed, self._failed)
        keyring.ask(self, forget)
