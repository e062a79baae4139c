"""The dialog of a plan: reads both sides, shows it, and carries out exactly this plan on consent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from shopsync_gui.core.runs.account_words import reading_notes
from shopsync_gui.core.runs.plan_words import doubled_text, shared_in, unclear_text
from shopsync_gui.core.runs.reading_notes import ReadingNote
from shopsync_gui.core.text import _
from shopsync_gui.core.tone import Tone
from shopsync_gui.sync.run.run_estimate import Expected
from shopsync_gui.ui.jobs.dialogs.advice import brake_note, categories_note, route
from shopsync_gui.ui.jobs.dialogs.consent_watch import ConsentWatch
from shopsync_gui.ui.jobs.dialogs.plan_list import PlanList
from shopsync_gui.ui.jobs.dialogs.plan_reader import PlanReader
from shopsync_gui.ui.jobs.dialogs.plan_reading import PlanReading
from shopsync_gui.ui.jobs.dialogs.renames_table import RenamesTable
from shopsync_gui.ui.kit.agreeing_dialog import AgreeingDialog
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.note_box import NoteBox
from shopsync_gui.ui.kit.widgets import button, clear, column, label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QVBoxLayout

    from shopsync_gui.core.plan.plan import Plan
    from shopsync_gui.core.runs.jobs import Job
    from shopsync_gui.core.runs.runs import RunReport
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.ui.jobs.context import AppContext


class PlanDialog(AgreeingDialog):
    """A dialog that does not stand in the way: the window can be used while both sides are read."""

    #: Whether the plan is about all products of the shop.
    whole = False
    #: Whether a button of its own reads both sides again.
    offers_again = True

    def __init__(
        self, context: AppContext, connection: Connection, parent: QWidget, name: str
    ) -> None:
        super().__init__(
            parent,
            name,
            self.heading(),
            route(context.connections.title_of(connection), connection),
            size=QSize(960, 760),
            modal=False,
        )
        self.context = context
        self.connection = connection
        self.plan: Plan | None = None
        #: The writes a second that the account took the last time, where that is known.
        self.pace: float | None = None
        self._reader = PlanReader(context, self)
        self.build_top(self.body)
        self._reading = PlanReading(self._reader, "plan")
        self._reading.hide()
        self.body.addWidget(self._reading, 1)
        self.body.addWidget(self._build_shown(), 1)
        self.body.addStretch(0)  # takes the height before anything is read
        self._again = button(_("Read again"), self.begin, name="planAgainButton")
        self._again.hide()
        self.add_agreement(
            self.agreement_text(),
            self.start_text(),
            names=("planCheckBox", "planCancelButton", "planStartButton"),
            at_left=[self._again],
        )
        self.agreement.hide()
        self._watch = ConsentWatch(context, connection, self)
        self._watch.changed.connect(self._look_again)
        self._reader.ready.connect(self._show_plan)
        self.list.ready.connect(self.show_list)
        self._reader.failed.connect(self._offer_again)

    # --- what a kind of plan says and does ---------------------------------------------------------

    def heading(self) -> str:
        """The dialog's name."""
        raise NotImplementedError

    def build_top(self, layout: QVBoxLayout) -> None:
        """Widgets above the plan."""

    def build_advice(self, layout: QVBoxLayout, plan: Plan) -> None:
        """Widgets between a plan that writes and the tick."""

    def reading_job(self) -> Job:
        """The job that makes the plan and writes nothing to the account."""
        raise NotImplementedError

    def writing_job(self, plan: Plan) -> Job:
        """The job that carries out this plan."""
        raise NotImplementedError

    def agreement_text(self) -> str:
        """The text of the tick."""
        raise NotImplementedError

    def start_text(self) -> str:
        """The text of the button that starts the writing."""
        raise NotImplementedError

    def remark(self, plan: Plan, report: RunReport) -> str:
        """A sentence above the plan; empty where nothing is to be said."""
        raise NotImplementedError

    # --- building -----------------------------------------------------------------------------------

    def _build_shown(self) -> QWidget:
        self._shown = QWidget()
        self._shown.hide()
        shown = column(self._shown, gap=12)
        self._remark = label(wrap=True, name="planRemark")
        shown.addWidget(self._remark)
        self._brakes = column(gap=8)
        add_layout(shown, self._brakes)
        self._renames = RenamesTable(self.context.theme)
        shown.addWidget(self._renames)
        self.list = PlanList(self.context)
        shown.addWidget(self.list, 1)
        self._advice = column(gap=8)
        add_layout(shown, self._advice)
        return self._shown

    # --- reading ------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Read both sides, or read them again."""
        self._watch.begin_anew()
        self.plan = None
        self.tick.setChecked(False)
        self._shown.hide()
        self.agreement.hide()
        self._again.hide()
        self._reading.begin()
        self._reader.begin(self.reading_job())

    def _offer_again(self) -> None:
        self._again.setVisible(self.offers_again)

    # --- the plan -----------------------------------------------------------------------------------

    def _show_plan(self, plan: Plan, report: RunReport) -> None:
        self.plan = plan
        writes = plan.counts.writes > 0
        remark = self.remark(plan, report)
        self._remark.setText(remark)
        self._remark.setVisible(bool(remark))
        clear(self._brakes)
        if plan.brakes:
            title = _("The safety brake would stop this sync because:")
            self._brakes.addWidget(brake_note(title, plan.brakes))
        if unclear := unclear_text(plan):
            self._brakes.addWidget(NoteBox(Tone.WARNING, texts=[unclear], name="planUnclear"))
        if doubled := doubled_text(plan):
            self._brakes.addWidget(NoteBox(Tone.WARNING, texts=[doubled], name="planDoubled"))
        if shared := shared_in(plan):
            self._brakes.addWidget(NoteBox(Tone.WARNING, texts=[shared], name="planShared"))
        if read := list(reading_notes(report)):
            about_prices = any(code == ReadingNote.NET_IS_GROSS for code, _text in read)
            tone = Tone.WARNING if about_prices else Tone.PLAIN
            texts = [text for _code, text in read]
            self._brakes.addWidget(NoteBox(tone, texts=texts, name="planReading"))
        if notes := plan.categories.notes:
            self._brakes.addWidget(categories_note(notes))
        clear(self._advice)
        if writes:
            self.build_advice(self._advice, plan)
        self._renames.set_renames(plan.categories.renames)
        self.list.set_plan(plan, self.connection.id if self.whole else None)

    def show_list(self) -> None:
        """Show the plan, whose list can be looked at now."""
        if self.plan is None:
            return  # both sides are being read again
        writes = self.plan.counts.writes > 0
        self.cancel_button.setText(_("Cancel") if writes else _("Close"))
        self.agreement.setVisible(writes)
        self.start_button.setVisible(writes)
        self._reading.hide()
        self._offer_again()
        self._shown.show()
        self.withdraw_agreement()
        self._look_again()
        self.list.search.setFocus()
        if not self._brakes.count():  # a warning above the list stays in sight
            self.follow(self.list)

    def may_start(self) -> bool:
        """Only a plan that is shown, and only as long as it is what would be written."""
        return self.plan is not None and self._watch.obstacle is None

    def _look_again(self) -> None:
        """Say what keeps the user from consenting to the plan now."""
        asks = self.agreement.isVisibleTo(self)
        self.show_obstacle(self._watch.obstacle if asks else None, "planObstacle")

    def start(self) -> None:
        """Carry out this plan."""
        assert self.plan is not None
        self.context.jobs.add(self.writing_job(self.plan), self.expected(self.plan))

    def expected(self, plan: Plan) -> Expected:
        """Expectations of the run that carries out a plan."""
        return Expected(plan.counts.in_shop, plan.counts.all_writes, self.pace)
