"""Questions before a dialog asks for a write: the right to it, and the passwords that it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shiboken6 import isValid

from shopsync_gui.core import errors
from shopsync_gui.core.team.team import ROLES, Role
from shopsync_gui.core.text import sentences, translate
from shopsync_gui.sync.run.secret_addresses import has_secrets
from shopsync_gui.ui.jobs.purposes import EditShop

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.ui.jobs.context import AppContext


def if_may_write(
    context: AppContext, connection: Connection, parent: QWidget, then: Callable[[], object]
) -> None:
    """Go on where this computer may write to the shop's account and has its passwords.

    A team's viewer is told why not; where a password is missing, the editor opens at it.
    """

    def may_write(store: Store) -> bool:
        return store.connections.may_write(connection)

    def answered(may: bool) -> None:
        if may:
            _if_has_secrets(context, connection, parent, then)
        else:
            _tell_viewer(parent)

    context.store.reader.ask(parent, may_write, answered)


def _if_has_secrets(
    context: AppContext, connection: Connection, parent: QWidget, then: Callable[[], object]
) -> None:
    """Ask the keyring, which may ask its user first; a dialog that was opened meanwhile is not covered.

    Nothing is asked for a shop whose passwords are being asked for: one dialog is enough.
    """
    from shopsync_gui.ui.kit.open_dialogs import open_modal

    requests, secrets = context.requests, context.secrets
    if connection.id in requests.asks_keyring_for:
        return
    before = open_modal(parent.window())
    requests.asks_keyring_for.add(connection.id)
    requests.keyring_asked.emit()

    def answered(has: bool) -> None:
        requests.asks_keyring_for.discard(connection.id)
        requests.keyring_answered.emit()
        if not isValid(parent) or open_modal(parent.window()) not in (None, before):
            return
        if has:
            then()
        else:
            requests.open_for(EditShop(connection.id))

    def failed(_error: errors.ShopSyncError) -> None:  # the sync will say what is wrong
        answered(True)

    context.background.run(
        requests, lambda _task: has_secrets(secrets, connection), answered, failed
    )


def _tell_viewer(parent: QWidget) -> None:
    from shopsync_gui.ui.kit.question_dialog import Question, QuestionDialog

    problem = errors.TeamRightMissing(role=translate(ROLES[Role.VIEWER])).problem
    text = sentences(problem.message, problem.action)
    QuestionDialog(parent.window(), Question(name="viewer", title=problem.title, text=text)).open()
