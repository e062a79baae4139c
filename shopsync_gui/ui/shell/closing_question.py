"""The question before a program is closed that is at work and has no tray to go on in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.text import _, translate

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from shopsync_gui.ui.jobs.context import AppContext


def may_stop(window: QWidget, context: AppContext) -> bool:
    """Ask whether the running job may be stopped; waits for the answer."""
    from shopsync_gui.core.run_labels import JOB_KINDS
    from shopsync_gui.core.runs import RESUMABLE_KINDS
    from shopsync_gui.ui.kit.question_dialog import Question, QuestionDialog

    job = context.jobs.current
    assert job is not None
    if job.kind in RESUMABLE_KINDS:
        again = _("If you close the program now, it stops. The next one goes on from there.")
    else:
        again = _("If you close the program now, it stops. It can be started anew at any time.")
    question = Question(
        name="close",
        title=_("Running now: {what}").format(what=translate(JOB_KINDS[job.kind])),
        text=again,
        yes=_("Stop and close"),
        no=_("Keep running"),
    )
    return QuestionDialog(window, question).exec() == QuestionDialog.DialogCode.Accepted
