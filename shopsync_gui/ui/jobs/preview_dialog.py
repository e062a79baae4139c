"""The preview: exactly what a sync would write, and a button that starts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.jobs import Job, JobKind
from shopsync_gui.core.plan_words import nothing_to_write_text
from shopsync_gui.core.text import _
from shopsync_gui.ui.jobs.advice import pause_advice
from shopsync_gui.ui.jobs.hosted_question import hosted_note
from shopsync_gui.ui.jobs.plan_dialog import PlanDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QVBoxLayout, QWidget

    from shopsync_gui.core.plan import Plan
    from shopsync_gui.core.runs import RunReport
    from shopsync_gui.store.connections import Connection
    from shopsync_gui.ui.jobs.context import AppContext


class PreviewDialog(PlanDialog):
    """Begins to read as soon as it is made."""

    whole = True

    def __init__(self, context: AppContext, connection: Connection, parent: QWidget) -> None:
        super().__init__(context, connection, parent, "previewDialog")
        self.begin()

    def heading(self) -> str:
        """The dialog's name."""
        return _("Preview of the product sync")

    def build_advice(self, layout: QVBoxLayout, plan: Plan) -> None:
        """The same that the consent says."""
        layout.addWidget(pause_advice())
        note = hosted_note(self.context.memory, self.connection.name)
        if note is not None:
            layout.addWidget(note)

    def reading_job(self) -> Job:
        """Reads both sides; nothing is written."""
        return Job(kind=JobKind.PREVIEW, connection_id=self.connection.id)

    def writing_job(self, plan: Plan) -> Job:
        """A sync that stops if the plan has changed meanwhile."""
        return Job(
            kind=JobKind.SYNC,
            connection_id=self.connection.id,
            consent=True,
            approve_brake=bool(plan.brakes),
            plan_fingerprint=plan.fingerprint,
        )

    def agreement_text(self) -> str:
        """The text of the tick."""
        return _("I have reviewed this plan and agree that exactly this is written.")

    def start_text(self) -> str:
        """The text of the button that starts the writing."""
        return _("Synchronise")

    def remark(self, plan: Plan, report: RunReport) -> str:
        """Say that nothing is left to do, where it is so, and what is left out all the same."""
        return nothing_to_write_text(plan.counts)
