"""Reads both sides, shows the plan, and carries out exactly this plan when the user agrees."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from shopsync_gui.core.errors import AlreadyRunning, Problem
from shopsync_gui.core.labels import PHASES, brake_label
from shopsync_gui.core.plan import Plan
from shopsync_gui.core.runs import Job, Progress, RunReport
from shopsync_gui.core.text import _, format_duration, translate
from shopsync_gui.store import Connection
from shopsync_gui.ui.connections.progress import progress_line
from shopsync_gui.ui.context import AppContext
from shopsync_gui.ui.plans.plan_list import PlanList
from shopsync_gui.ui.widgets import button, clear, column, label, note, problem_box, row
from shopsync_gui.ui.worker import Outcome


class PlanDialog(QDialog):
    """A dialog that does not stand in the way: the window can be used while both sides are read."""

    def __init__(self, context: AppContext, connection: Connection, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        self.connection = connection
        self._plan: Plan | None = None
        self._reading: Job | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(860, 640)
        layout = column(self, margins=24, gap=16)
        head = column(gap=2)
        self.setWindowTitle(self.heading())
        head.addWidget(label(self.heading(), "heading"))
        head.addWidget(label(f"{connection.title} → SalesAutopilot: {connection.sa_user}", "muted"))
        layout.addLayout(head)
        self.build_top(layout)
        layout.addWidget(self._build_wait(), 1)
        layout.addWidget(self._build_shown(), 1)
        layout.addLayout(self._build_buttons())
        context.jobs.planned.connect(self._planned)
        context.jobs.progressed.connect(self._progressed)
        context.jobs.ended.connect(self._ended)
        self.finished.connect(self._stop_reading)

    # --- what a kind of plan says and does ---------------------------------------------------------

    def heading(self) -> str:
        """The dialog's name."""
        raise NotImplementedError

    def build_top(self, layout: QVBoxLayout) -> None:
        """Widgets above the plan."""

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
        self._brakes = QWidget()
        self._brakes_layout = column(self._brakes, gap=8)
        shown.addWidget(self._brakes)
        self.list = PlanList(self.context)
        shown.addWidget(self.list, 1)
        self._agree = note("plain")
        agree = row(self._agree, margins=(12, 10, 12, 10))
        self._tick = QCheckBox(self.agreement())
        self._tick.setObjectName("planCheckBox")
        self._tick.toggled.connect(self._ticked)
        agree.addWidget(self._tick)
        shown.addWidget(self._agree)
        return self._shown

    def _build_buttons(self) -> QHBoxLayout:
        buttons = row(gap=12)
        self._again = button(_("Read again"), self.begin, name="planAgainButton")
        self._again.hide()
        buttons.addWidget(self._again)
        buttons.addStretch(1)
        self._cancel = button(_("Cancel"), self.reject, name="planCancelButton")
        self._start_button = button(
            self.start_text(), self._start, kind="primary", name="planStartButton"
        )
        self._start_button.setEnabled(False)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._start_button)
        return buttons

    # --- reading ------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Read both sides, or read them again."""
        self._plan = None
        self._tick.setChecked(False)
        self._shown.hide()
        self._again.hide()
        clear(self._trouble)
        self._phase.setText(translate(next(iter(PHASES.values()))))
        self._progress.clear()
        self._left.clear()
        self._bar.setRange(0, 0)
        self._bar.show()
        self._wait.show()
        job = self.reading_job()
        if self.context.jobs.add(job):
            self._reading = job
        else:
            self._fail(AlreadyRunning().problem)

    def _stop_reading(self) -> None:
        if self._reading is not None:
            self._reading = None
            self.context.jobs.cancel(self.connection.id)

    def _progressed(self, connection_id: int, progress: Progress) -> None:
        if self._reading is None or connection_id != self.connection.id:
            return
        self._phase.setText(translate(PHASES[progress.phase]))
        self._bar.setRange(0, progress.total or 0)
        self._bar.setValue(progress.done)
        self._progress.setText(progress_line(progress))
        left = progress.remaining_seconds
        self._left.setText(
            "" if left is None else _("about {time} left").format(time=format_duration(left))
        )

    def _planned(self, connection_id: int, plan: Plan) -> None:
        if self._reading is not None and connection_id == self.connection.id:
            self._plan = plan

    def _ended(self, connection_id: int, job: Job, outcome: Outcome) -> None:
        if self._reading is None or job is not self._reading:
            return
        self._reading = None
        problem = outcome.problem
        if problem is None and outcome.report is not None:
            problem = outcome.report.problem
        if problem is not None:
            self._fail(problem)
        elif self._plan is not None and outcome.report is not None:
            self._show_plan(self._plan, outcome.report)
        else:
            self.reject()

    def _fail(self, problem: Problem) -> None:
        self._bar.hide()
        self._phase.clear()
        clear(self._trouble)
        self._trouble.addWidget(problem_box(problem))
        self._again.show()

    # --- the plan -----------------------------------------------------------------------------------

    def _show_plan(self, plan: Plan, report: RunReport) -> None:
        self._wait.hide()
        self._again.show()
        text = self.remark(plan, report)
        self._remark.setText(text)
        self._remark.setVisible(bool(text))
        clear(self._brakes_layout)
        if plan.brakes:
            self._brakes_layout.addWidget(_brake_note(plan))
        self._brakes.setVisible(bool(plan.brakes))
        self.list.set_plan(plan)
        self._agree.setVisible(_writes(plan))
        self._start_button.setVisible(_writes(plan))
        self._cancel.setText(_("Cancel") if _writes(plan) else _("Close"))
        self._shown.show()
        self.list.search.setFocus()

    def _ticked(self, ticked: bool) -> None:
        self._start_button.setEnabled(ticked and self._plan is not None)
        self._start_button.setDefault(ticked)

    def _start(self) -> None:
        if self._plan is not None and self._tick.isChecked():
            self.context.jobs.add(self.writing_job(self._plan))
            self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the search or in the list starts nothing."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self._tick.isChecked():
            event.accept()
            return
        super().keyPressEvent(event)


def _writes(plan: Plan) -> bool:
    return plan.counts.writes > 0 or plan.counts.categories > 0


def _brake_note(plan: Plan) -> QFrame:
    box = note("warning")
    layout = column(box, margins=(16, 12, 16, 12), gap=4)
    layout.addWidget(label(_("The safety brake would stop this sync because:"), "strong"))
    for brake in plan.brakes:
        layout.addWidget(label(f"• {brake_label(brake)}", wrap=True))
        if brake.examples:
            layout.addWidget(label("   " + ", ".join(brake.examples), "small", wrap=True))
    layout.addWidget(
        label(_("With your consent this plan is carried out all the same."), wrap=True)
    )
    return box
