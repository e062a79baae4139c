"""Reads both sides, shows the plan, and carries out exactly this plan when the user agrees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from shopsync_gui.core.run_labels import PHASES
from shopsync_gui.core.text import _, format_duration, translate
from shopsync_gui.ui.jobs.plan_list import PlanList
from shopsync_gui.ui.jobs.plan_reader import PlanReader
from shopsync_gui.ui.jobs.progress import progress_line
from shopsync_gui.ui.kit.dialog_size import fit_content
from shopsync_gui.ui.kit.dialogs import AgreeingDialog, brake_note, dialog_head, route
from shopsync_gui.ui.kit.widgets import (
    button,
    clear,
    column,
    fit_size,
    label,
    problem_box,
    row,
)

if TYPE_CHECKING:
    from shopsync_gui.core.errors import Problem
    from shopsync_gui.core.plan import Plan
    from shopsync_gui.core.runs import Job, Progress, RunReport
    from shopsync_gui.store.connections import Connection
    from shopsync_gui.ui.jobs.context import AppContext


class PlanDialog(AgreeingDialog):
    """A dialog that does not stand in the way: the window can be used while both sides are read."""

    #: Whether the plan is about all products of the shop.
    whole = False

    def __init__(self, context: AppContext, connection: Connection, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        self.connection = connection
        self._plan: Plan | None = None
        self._report: RunReport | None = None
        self._last: Progress | None = None
        self._waits = False
        self._problem: Problem | None = None
        self._reader = PlanReader(context, self)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit_size(self, 960, 760)
        layout = column(self, margins=24, gap=16)
        self._head = dialog_head("", "")
        layout.addLayout(self._head)
        self.build_top(layout)
        layout.addWidget(self._build_wait(), 1)
        layout.addWidget(self._build_shown(), 1)
        layout.addStretch(0)  # takes the room before anything is read
        self._agree = self.agreement_box(self.agreement(), "planCheckBox")
        self._agree.hide()
        layout.addWidget(self._agree)
        layout.addLayout(self._build_buttons())
        self._reader.progressed.connect(self._progressed)
        self._reader.waiting.connect(self._waiting)
        self._reader.ready.connect(self._show_plan)
        self._reader.failed.connect(self._fail)
        self.retranslate()
        fit_content(self)
        context.language_changed.connect(self.retranslate)

    def retranslate(self) -> None:
        """Set every text again."""
        self.setWindowTitle(self.heading())
        self._head.say(
            self.heading(), route(self.context.title_of(self.connection), self.connection)
        )
        self.tick.setText(self.agreement())
        self.start_button.setText(self.start_text())
        self._again.setText(_("Read again"))
        self.cancel_button.setText(_("Cancel"))
        self.list.retranslate()
        if self._plan is not None:
            self._say_plan()
        elif self._problem is not None:
            self._say_problem(self._problem)
        else:
            self._say_progress()

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

    def agreement(self) -> str:
        """The text of the tick."""
        raise NotImplementedError

    def start_text(self) -> str:
        """The text of the button that starts the writing."""
        raise NotImplementedError

    def remark(self, plan: Plan, report: RunReport) -> str:
        """A sentence above the plan; empty where nothing is to be said."""
        raise NotImplementedError

    # --- building -----------------------------------------------------------------------------------

    def _build_wait(self) -> QWidget:
        self._wait = QWidget()
        self._wait.hide()
        wait = column(self._wait, gap=8)
        self._bar = QProgressBar()
        self._bar.setObjectName("planProgress")
        self._bar.setTextVisible(False)
        wait.addWidget(self._bar)
        texts = row(gap=12)
        self._phase = label(role="strong", name="planPhase")
        self._progress = label(role="muted")
        self._left = label(role="muted")
        texts.addWidget(self._phase)
        texts.addWidget(self._progress, 1)
        texts.addWidget(self._left)
        wait.addLayout(texts)
        self._trouble = column(gap=8)
        wait.addLayout(self._trouble)
        wait.addStretch(1)
        return self._wait

    def _build_shown(self) -> QWidget:
        self._shown = QWidget()
        self._shown.hide()
        shown = column(self._shown, gap=12)
        self._remark = label(wrap=True, name="planRemark")
        shown.addWidget(self._remark)
        self._brakes = column(gap=8)
        shown.addLayout(self._brakes)
        self.list = PlanList(self.context)
        shown.addWidget(self.list, 1)
        self._advice = column(gap=8)
        shown.addLayout(self._advice)
        return self._shown

    def _build_buttons(self) -> QHBoxLayout:
        buttons = self.agreement_buttons(self.start_text(), ("planCancelButton", "planStartButton"))
        self._again = button(_("Read again"), self.begin, name="planAgainButton")
        self._again.hide()
        buttons.insertWidget(0, self._again)
        return buttons

    # --- reading ------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Read both sides, or read them again."""
        self._plan = self._report = self._last = self._problem = None
        self._waits = False
        self.tick.setChecked(False)
        self._shown.hide()
        self._agree.hide()
        self._again.hide()
        clear(self._trouble)
        self._say_progress()
        self._bar.show()
        self._wait.show()
        self._reader.begin(self.reading_job())

    def _waiting(self) -> None:
        self._waits = True
        self._say_progress()

    def _progressed(self, progress: Progress) -> None:
        self._last = progress
        self._say_progress()

    def _say_progress(self) -> None:
        progress = self._last
        if progress is None:
            first = translate(next(iter(PHASES.values())))
            self._phase.setText(_("Waiting for its turn") if self._waits else first)
            self._progress.clear()
            self._left.clear()
            self._bar.setRange(0, int(self._waits))
            return
        self._phase.setText(translate(PHASES[progress.phase]))
        self._bar.setRange(0, progress.total or 0)
        self._bar.setValue(progress.done)
        self._progress.setText(progress_line(progress))
        left = progress.remaining_seconds
        self._left.setText(
            ""
            if left is None
            else _("about {time} left in this step").format(time=format_duration(left))
        )

    def _fail(self, problem: Problem) -> None:
        self._bar.hide()
        self._phase.clear()
        self._problem = problem
        self._say_problem(problem)
        self._again.show()

    def _say_problem(self, problem: Problem) -> None:
        clear(self._trouble)
        self._trouble.addWidget(problem_box(problem))

    # --- the plan -----------------------------------------------------------------------------------

    def _show_plan(self, plan: Plan, report: RunReport) -> None:
        self._plan, self._report = plan, report
        self._wait.hide()
        self._again.show()
        self._say_plan()
        self.list.set_plan(plan, self.connection.id if self.whole else None)
        writes = plan.counts.writes > 0
        self._agree.setVisible(writes)
        self.start_button.setVisible(writes)
        self._shown.show()
        self.list.search.setFocus()

    def _say_plan(self) -> None:
        plan, report = self._plan, self._report
        assert plan is not None
        assert report is not None
        text = self.remark(plan, report)
        self._remark.setText(text)
        self._remark.setVisible(bool(text))
        clear(self._brakes)
        if plan.brakes:
            title = _("The safety brake would stop this sync because:")
            self._brakes.addWidget(brake_note(title, plan.brakes))
        clear(self._advice)
        if plan.counts.writes:
            self.build_advice(self._advice, plan)
        self.cancel_button.setText(_("Cancel") if plan.counts.writes else _("Close"))

    def may_start(self) -> bool:
        """Only a plan that is shown."""
        return self._plan is not None

    def start(self) -> None:
        """Carry out this plan."""
        assert self._plan is not None
        self.context.jobs.add(self.writing_job(self._plan))
