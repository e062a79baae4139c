"""The questions before the program is closed: a job is at work, or the schedule ends with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from shopsync_gui.core.text import _, sentences, translate
from shopsync_gui.sync.standing.remark import Step, step_label
from shopsync_gui.ui.jobs.services.scheduler import QUIT_TOLD

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from shopsync_gui.ui.jobs.context import AppContext


def may_close(window: QWidget, context: AppContext) -> bool:
    """Ask about the jobs at work, else about the schedule; whether to go on."""
    return (may_stop if context.jobs.busy else may_end_schedule)(window, context)


def may_stop(window: QWidget, context: AppContext) -> bool:
    """Ask whether the running job may be stopped; waits for the answer."""
    from shopsync_gui.core.runs.jobs import RESUMABLE_KINDS
    from shopsync_gui.core.runs.run_labels import JOB_KINDS
    from shopsync_gui.ui.kit.question_dialog import Question, QuestionDialog

    jobs = context.jobs.current
    shops = [context.connections.get(job.connection_id) for job in jobs]
    if any(shop is not None and shop.demo for shop in shops):
        again = _("If you close the program now, it stops. The next demo begins anew.")
    elif all(job.kind in RESUMABLE_KINDS for job in jobs):
        again = _(
            "If you close the program now, it stops. When you start the program again,"
            " “{button}” on the shop's card goes on from there."
        ).format(button=step_label(Step.CONTINUE))
        if any(shop and context.secrets.only_remembered(shop.name) for shop in shops):
            again = sentences(again, _("It asks for the passwords first: they are not kept."))
    else:
        again = _("If you close the program now, it stops. You can start it again at any time.")
    kinds = [translate(JOB_KINDS[job.kind]) for job in jobs]
    question = Question(
        name="close",
        title=_("Running now: {what}").format(what=", ".join(dict.fromkeys(kinds))),
        text=again,
        yes=_("Stop and close"),
        no=_("Keep running"),
    )
    dialog = QuestionDialog(window, question)

    def look(*_ended: object) -> None:
        if not context.jobs.busy:  # nothing is left to ask about; what came of it is seen behind
            dialog.reject()

    context.jobs.ended.connect(look, Qt.ConnectionType.QueuedConnection)
    try:
        return dialog.exec() == QuestionDialog.DialogCode.Accepted
    finally:
        context.jobs.ended.disconnect(look)


def may_end_schedule(window: QWidget, context: AppContext) -> bool:
    """Say once that nothing is synced by itself while the program is closed; whether to go on."""
    from shopsync_gui.ui.kit.question_dialog import Question, QuestionDialog

    memory = context.memory
    if not context.scheduler.active or memory.value(QUIT_TOLD, False, type=bool):
        return True
    question = Question(
        name="endSchedule",
        title=_("Scheduled syncs stop while the program is closed"),
        text=_("Whatever is missed is caught up with once, at the next start."),
        yes=_("Quit"),
        no=_("Stay"),
    )
    if QuestionDialog(window, question).exec() != QuestionDialog.DialogCode.Accepted:
        return False
    memory.setValue(QUIT_TOLD, True)
    return True
