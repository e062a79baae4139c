"""The questions before the program is closed: a job is at work, or something is lost with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from shopsync_gui.core.text import _, sentences, translate
from shopsync_gui.sync.standing.remark import Step, step_label
from shopsync_gui.system.secrets import MAIL, TEAM
from shopsync_gui.ui.jobs.services.scheduler import QUIT_TOLD

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from shopsync_gui.ui.jobs.context import AppContext


#: Where the window remembers whose passwords the user knows to be lost with the program.
_LOSS_TOLD = "closing/passwords_told"


def may_close(window: QWidget, context: AppContext) -> bool:
    """Ask about the jobs at work, else about what ends with the program; whether to go on."""
    return (may_stop if context.jobs.busy else may_end)(window, context)


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


def may_end(window: QWidget, context: AppContext) -> bool:
    """Say once what ends with the program: scheduled syncs, passwords that nothing keeps; whether to go on."""
    memory = context.memory
    schedule = context.scheduler.active and not memory.value(QUIT_TOLD, False, type=bool)
    known = str(memory.value(_LOSS_TOLD, "")).split("\n")
    losing = {name: shown for name, shown in _losing(context).items() if name not in known}
    if not (schedule or losing):
        return True
    from shopsync_gui.ui.kit.question_dialog import Question, QuestionDialog

    titles, texts = [], []
    if schedule:
        titles.append(_("Scheduled syncs stop while the program is closed"))
        texts.append(_("Whatever is missed is caught up with once, at the next start."))
    if losing:
        titles.append(_("Passwords are lost when the program is closed"))
        texts.append(_loss_text(list(losing.values())))
    question = Question(
        name="ending",
        title=titles[0],
        text="\n\n".join(texts),
        yes=_("Quit"),
        no=_("Stay"),
    )
    if QuestionDialog(window, question).exec() != QuestionDialog.DialogCode.Accepted:
        return False
    if schedule:
        memory.setValue(QUIT_TOLD, True)
    memory.setValue(_LOSS_TOLD, "\n".join(filter(None, (*known, *losing))))
    return True


def _losing(context: AppContext) -> dict[str, str]:
    """Everything with a password that nothing keeps, by its name among the secrets; a demo begins anew anyway."""
    title = context.connections.title_of
    named = {shop.name: title(shop) for shop in context.connections if not shop.demo}
    named |= {MAIL: _("outgoing e-mail"), TEAM: _("the team's database")}
    return {name: shown for name, shown in named.items() if context.secrets.only_remembered(name)}


def _loss_text(names: list[str]) -> str:
    text = _(
        "No password store of this computer keeps these passwords: {names}. After the next start they"
        " have to be typed again; nothing that needs them runs until then."
    ).format(names=", ".join(names))
    return sentences(
        text,
        _(
            "With a password store, such as GNOME Keyring or KWallet, they are typed only once more."
        ),
    )
