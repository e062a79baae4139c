"""The preview: exactly what a sync would write, and a button that starts it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from shopsync_gui.core.runs.jobs import Job, JobKind
from shopsync_gui.core.runs.plan_words import nothing_to_write_text
from shopsync_gui.core.text import _
from shopsync_gui.ui.jobs.dialogs.advice import pause_advice
from shopsync_gui.ui.jobs.dialogs.hosted_question import HostedQuestion
from shopsync_gui.ui.jobs.dialogs.plan_dialog import PlanDialog
from shopsync_gui.ui.jobs.dialogs.sync_facts import SyncFacts, read_sync_facts
from shopsync_gui.ui.kit.widgets import label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QVBoxLayout, QWidget

    from shopsync_gui.core.plan.plan import Plan
    from shopsync_gui.core.runs.runs import RunReport
    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.ui.jobs.context import AppContext


class PreviewDialog(PlanDialog):
    """A dialog with what a sync would do, read from the moment it is made."""

    whole = True

    def __init__(self, context: AppContext, connection: Connection, parent: QWidget) -> None:
        super().__init__(context, connection, parent, "previewDialog")
        self.begin()

    def heading(self) -> str:
        """The dialog's name."""
        return _("Preview of the product sync")

    def build_advice(self, layout: QVBoxLayout, plan: Plan) -> None:
        """The same that the consent says and asks."""
        layout.addWidget(pause_advice())
        layout.addWidget(HostedQuestion(self.context.memory, self.connection.name))
        self.context.store.reader.ask(
            self, self._read_facts, partial(self._show_facts, layout, plan)
        )

    def _read_facts(self, store: Store) -> SyncFacts:
        return read_sync_facts(store, self.connection)

    def _show_facts(self, layout: QVBoxLayout, plan: Plan, facts: SyncFacts) -> None:
        """Say how long it will take, and what of the account it concerns, while this plan is shown."""
        if plan is not self.plan:
            return
        self.pace = facts.pace
        length = facts.length(self.expected(plan))
        words = label("\n".join((*facts.warnings, length)), wrap=True, name="planFacts")
        layout.insertWidget(0, words)

    def reading_job(self) -> Job:
        """A preview that reads both sides; nothing is written."""
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
