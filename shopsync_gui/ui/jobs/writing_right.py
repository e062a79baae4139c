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

    A team's viewer is told why not; where a password is missing, the editor opens at it. While that is
    being asked for a shop, it is not asked again: one dialog is enough, and none where another one was
    opened meanwhile.
    """
    from shopsync_gui.ui.kit.open_dialogs import open_modal

    requests = context.requests
    if connection.id in requests.asked_for:
        return
    requests.asked_for.add(connection.id)
    before = open_modal(parent.window())

    def may_write(store: Store) -> bool:
        return store.connections.may_write(connection)

    def end(go_on: Callable[[], object]) -> None:
        requests.asked_for.discard(connection.id)
        if isValid(parent) and open_modal(parent.window()) in (None, before):
            go_on()

    def answered(may: bool) -> None:
        if may and isValid(parent):
            _ask_for_secrets(context, connection, end, then)
        else:
            end(lambda: _tell_viewer(parent))

    def failed(error: errors.ShopSyncError) -> None:
        requests.asked_for.discard(connection.id)
        context.store.reader.failed.emit(error)

    context.store.reader.ask(requests, may_write, answered, failed)


def _ask_for_secrets(
    context: AppContext,
    connection: Connection,
    end: Callable[[Callable[[], object]], None],
    then: Callable[[], object],
) -> None:
    """Ask the keyring, which may ask its user first, and `end` with what follows from its answer."""
    requests, secrets = context.requests, context.secrets
    requests.keyring_asked.emit()

    def answered(has: bool) -> None:
        requests.keyring_answered.emit()
        end(then if has else lambda: requests.open_for(EditShop(connection.id)))

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
