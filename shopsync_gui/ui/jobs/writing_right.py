"""The question whether this computer may write to a shop's account, before a dialog asks the user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core import errors
from shopsync_gui.core.team import ROLES, Role
from shopsync_gui.core.text import sentences, translate

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from shopsync_gui.store import Store
    from shopsync_gui.store.connections import Connection
    from shopsync_gui.ui.jobs.context import AppContext


def if_may_write(
    context: AppContext, connection: Connection, parent: QWidget, then: Callable[[], object]
) -> None:
    """Go on where this computer may write to the shop's account; tell a team's viewer why not."""

    def may_write(store: Store) -> bool:
        return store.connections.may_write(connection)

    def answered(may: bool) -> None:
        if may:
            then()
        else:
            _tell_viewer(parent)

    context.store.reader.ask(parent, may_write, answered)


def _tell_viewer(parent: QWidget) -> None:
    from shopsync_gui.ui.kit.question_dialog import Question, QuestionDialog

    problem = errors.TeamRightMissing(role=translate(ROLES[Role.VIEWER])).problem
    text = sentences(problem.message, problem.action)
    QuestionDialog(parent.window(), Question(name="viewer", title=problem.title, text=text)).open()
