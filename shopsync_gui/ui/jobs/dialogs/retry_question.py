"""The question before what failed or was skipped is tried again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.runs.jobs import Job, JobKind
from shopsync_gui.core.text import _, format_int, ngettext
from shopsync_gui.ui.jobs.writing_right import if_may_write
from shopsync_gui.ui.kit.question_dialog import Question, QuestionDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.ui.jobs.context import AppContext


def ask_retry_of(
    context: AppContext, connection: Connection, parent: QWidget, product_id: int
) -> None:
    """Ask about one product."""
    job = Job(
        kind=JobKind.RETRY, connection_id=connection.id, consent=True, product_ids=(product_id,)
    )

    def start() -> None:
        context.jobs.add(job)

    def ask() -> None:
        QuestionDialog(parent, _question(context, connection, 1), start).open()

    if_may_write(context, connection, parent, ask)


def ask_retry(
    context: AppContext, connection: Connection, parent: QWidget, began: Callable[[Job], None]
) -> None:
    """Count what there is to try again, and ask; `began` hears of the job."""
    job = Job(kind=JobKind.RETRY, connection_id=connection.id, consent=True)

    def start() -> None:
        began(job)
        context.jobs.add(job)

    def ask(count: int) -> None:
        if count:
            QuestionDialog(parent, _question(context, connection, count), start).open()
        else:
            QuestionDialog(parent, _nothing_left()).open()

    def count() -> None:
        context.store.reader.ask(
            parent, lambda store: len(store.findings.troubled_ids(connection.id)), ask
        )

    if_may_write(context, connection, parent, count)


def _question(context: AppContext, connection: Connection, count: int) -> Question:
    title = ngettext("Try {n} product again?", "Try {n} products again?", count)
    text = _(
        "What failed or was skipped in the shop {shop} is read from the shop again. What can be"
        " written now is written to the SalesAutopilot account: {user}. The run can be undone."
    )
    return Question(
        name="retry",
        title=title.format(n=format_int(count)),
        text=text.format(shop=context.connections.title_of(connection), user=connection.sa_user),
        yes=_("Try again"),
        kind="primary",
    )


def _nothing_left() -> Question:
    return Question(
        name="retry",
        title=_("Nothing is left to try again"),
        text=_(
            "What had failed or was skipped has been written since, or is no longer in the shop."
        ),
    )
