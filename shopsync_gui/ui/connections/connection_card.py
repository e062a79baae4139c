"""One integration: shop, account, state, progress, and the three-dot menu."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame

from shopsync_gui.core.errors import AlreadyRunning
from shopsync_gui.core.run_labels import RUN_STATES
from shopsync_gui.core.runs import Job, JobKind, Progress, RunReport, RunState
from shopsync_gui.core.schedule import is_stale
from shopsync_gui.core.text import _, format_int, format_when, translate
from shopsync_gui.ui.connections.card_menu import ConnectionMenu
from shopsync_gui.ui.connections.facts import CardFacts
from shopsync_gui.ui.connections.figures import Figures
from shopsync_gui.ui.connections.head import CardHeader
from shopsync_gui.ui.connections.notes import CardNotes
from shopsync_gui.ui.connections.outcome import Remark, Step, on_others, remarks_on
from shopsync_gui.ui.connections.status_icon import state_after
from shopsync_gui.ui.jobs.advice import shared_words
from shopsync_gui.ui.jobs.progress import JobProgress
from shopsync_gui.ui.kit.widgets import (
    column,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent

    from shopsync_gui.core.errors import Problem
    from shopsync_gui.store.connections import Connection
    from shopsync_gui.ui.connections.connection_test import ConnectionTester
    from shopsync_gui.ui.connections.connections_page import ConnectionsPage
    from shopsync_gui.ui.jobs.context import AppContext
    from shopsync_gui.ui.jobs.job_thread import Outcome


#: Steps that lead to a sync.
_SYNCING = frozenset({Step.SYNC, Step.CONTINUE, Step.APPROVE})
#: From this width on a card has room for a button beside its names.
_ROOMY = 640


class ConnectionCard(QFrame):
    """The card of one connection."""

    def __init__(self, context: AppContext, connection: Connection, page: ConnectionsPage) -> None:
        super().__init__()
        self.context = context
        self.connection = connection
        self._page = page
        self._read = False
        self._facts = CardFacts()
        #: What the notes offer.
        self._offered: set[Step] = set()
        #: What kept a job from leaving a receipt.
        self._problem: Problem | None = None
        #: What the test of the connection says: tone, title and texts.
        self._test_answer: tuple[str, str, list[str]] | None = None
        self._tester: ConnectionTester | None = None
        self.setObjectName("connectionCard")
        self.setProperty("card", True)
        self._build()
        jobs = context.jobs
        jobs.queued.connect(self._job_changed)
        jobs.started.connect(self._job_changed)
        jobs.progressed.connect(self._job_progressed)
        jobs.ended.connect(self._job_ended)
        context.scheduler.changed.connect(self._show_figures)
        context.other_programs.changed.connect(self._show)
        self.retranslate()

    # --- building -------------------------------------------------------------------------------

    def _build(self) -> None:
        layout = column(self, margins=(20, 20, 20, 20), gap=12)
        shop = self.connection.id
        self._head = head = CardHeader(lambda: self._page.ask_consent(shop), self._cancel)
        self.status_icon, self.menu_button = head.status_icon, head.menu_button
        self.menu = self._build_menu()
        self.menu_button.setMenu(self.menu)
        layout.addLayout(head)
        self._progress = JobProgress()
        layout.addWidget(self._progress)
        self._notes = CardNotes()
        layout.addWidget(self._notes)
        self._figures = Figures()
        layout.addWidget(self._figures)

    def _build_menu(self) -> ConnectionMenu:
        page = self._page

        def of_page(call: Callable[[int], object]) -> Callable[[], object]:
            return lambda: call(self.connection.id)

        return ConnectionMenu(
            {
                "actionProductSync": of_page(page.ask_consent),
                "actionPreview": of_page(page.preview),
                "actionVerify": of_page(page.verify),
                "actionImportOrders": of_page(page.import_orders),
                "actionTestConnection": self.test_connection,
                "actionSchedule": of_page(page.schedule),
                "actionEdit": of_page(page.edit),
                "actionHistory": lambda: self.context.requests.open_page(
                    "pageRuns", connection_id=self.connection.id
                ),
                "actionDisconnect": of_page(page.disconnect_shop),
            },
            self.context.theme,
            self,
        )

    # --- what it shows --------------------------------------------------------------------------

    def set_connection(self, connection: Connection) -> None:
        """The connection was read again."""
        self.connection = connection
        self._show()

    def set_facts(self, facts: CardFacts) -> None:
        """Show what was read."""
        if facts.latest != self._facts.latest:
            self._problem = None  # something has run since
        self._facts = facts
        self._read = True
        latest = facts.latest
        if latest is not None and latest.state is RunState.RUNNING:
            self.context.other_programs.look()
        self._show()

    def retranslate(self) -> None:
        """Set every text again."""
        self.menu.retranslate()
        self._figures.retranslate()
        self._progress.retranslate()
        self._head.retranslate()
        self._show()

    def show_icons(self) -> None:
        """Draw the icons in the colours of the look in use."""
        self.menu_button.setIcon(self.context.theme.icon("dots-vertical"))
        self.status_icon.show_state(self.state, self.context.theme)

    @property
    def state(self) -> str:
        """The state of the icon: idle, running, done, partial, stopped, paused or failed."""
        shop = self.connection.id
        if self.context.jobs.running(shop) or self.context.other_programs.kind(shop):
            return "running"
        if self._problem is not None:
            return "failed"
        facts = self._facts
        state = state_after(facts.latest)
        if state == "done" and (facts.ahead or facts.undone):
            return "idle"
        return "partial" if state == "done" and facts.counts.failed else state

    def take_focus(self) -> None:
        """Have the keyboard work here: what was started concerns this shop."""
        self.menu_button.setFocus()

    def _show(self) -> None:
        connection = self.connection
        jobs = self.context.jobs
        running = jobs.running(connection.id)
        waiting = jobs.is_waiting(connection.id)
        self._head.title.setText(self.context.connections.title_of(connection))
        host = f"{connection.name}.myshoprenter.hu"
        if connection.demo:
            host = _("demo shop, on this computer only")
        self._head.subtitle.setText(f"{host} → SalesAutopilot: {connection.sa_user}")
        latest = self._facts.latest
        words = _("Not synced yet") if latest is None else translate(RUN_STATES[latest.state])
        self.show_icons()
        at_work = self.state == "running"
        self.status_icon.setAccessibleName(
            translate(RUN_STATES[RunState.RUNNING]) if at_work else words
        )
        self._head.cancel_button.setVisible(running or waiting)
        self._progress.setVisible(running or waiting)
        if waiting:
            self._progress.wait()
        self.menu.set_idle(self.context.other_programs.is_free(connection.id))
        self._show_figures()
        self._head.badge.show_facts(self._facts, silent=at_work or self._problem is not None)
        self._show_notes(running or waiting)

    def _show_figures(self) -> None:
        facts = self._facts
        self._figures.setVisible(facts.counts.total > 0)
        values = (
            format_int(facts.counts.in_shop),
            format_int(facts.account[0]),
            format_when(self.connection.verified_at),
            format_when(facts.synced_at),
            self._next_text(),
        )
        connection = self.connection
        stale = is_stale(connection.options.schedule, connection.verified_at, datetime.now(UTC))
        self._figures.set_values(values, stale=stale)

    def _next_text(self) -> str:
        """The moment of the next sync by itself; one that is due comes soon, or waits."""
        scheduler = self.context.scheduler
        moment = scheduler.next_run(self.connection.id)
        if moment is None:
            return "–"
        if held := scheduler.held(self.connection.id):
            return translate(held)
        return format_when(moment) if moment > datetime.now(UTC) else _("soon")

    def _show_notes(self, at_work: bool) -> None:
        self._notes.forget()
        self._offered.clear()
        if not at_work:
            self._add_notes()
        self._notes.finish()
        self._show_sync_button()

    def _show_sync_button(self) -> None:
        """The way to the next sync, where no note offers one and the names have room beside it."""
        free = (
            self._read
            and self._problem is None
            and self.context.other_programs.is_free(self.connection.id)
        )
        roomy = self.width() >= _ROOMY
        self._head.sync_button.setVisible(free and roomy and not self._offered & _SYNCING)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_sync_button()

    def _add_notes(self) -> None:
        if self._test_answer is not None:
            self._notes.say(*self._test_answer)
        problem, elsewhere = self._problem, self.context.other_programs
        if elsewhere.busy:
            self._notes.add_remark(on_others(elsewhere.kind(self.connection.id)), {})
        elif problem is not None:
            self._notes.say("bad", problem.title, [problem.message, problem.action])
        elif self._read:
            for report, remark in remarks_on(self._facts):
                self._notes.add_remark(remark, self._steps(report))
                self._offered.update(remark.steps)
        if others := self.context.connections.same_account(self.connection):
            self._notes.add_remark(Remark("quiet", shared_words(others)), {})

    def _steps(self, report: RunReport | None) -> dict[Step, Callable[[], object]]:
        """What the buttons of a remark do."""
        page, shop = self._page, self.connection.id
        return {
            Step.SYNC: lambda: page.ask_consent(shop),
            Step.CONTINUE: lambda: page.go_on(shop, report),
            Step.APPROVE: lambda: page.ask_consent(shop, brake=report),
            Step.LOOK: lambda: page.preview(shop),
            Step.SKIPPED: lambda: self.context.requests.open_page(
                "pageProducts", skipped_or_failed=True, connection_id=shop
            ),
            Step.EDIT: lambda: page.edit(shop),
            Step.DETAILS: lambda: self.context.requests.open_page(
                "pageRuns", run_id=report.run_id if report is not None else None
            ),
        }

    # --- a running job --------------------------------------------------------------------------

    def _cancel(self) -> None:
        self._head.cancel_button.setEnabled(False)
        self.context.jobs.cancel(self.connection.id)

    def _job_changed(self, connection_id: int, job: Job) -> None:
        if connection_id == self.connection.id:
            self._problem = self._test_answer = None
            self._head.cancel_button.setEnabled(True)
            self._progress.begin(long=job.kind is JobKind.SYNC and self._facts.synced_at is None)
            self._show()

    def _job_progressed(self, connection_id: int, progress: Progress) -> None:
        if connection_id == self.connection.id:
            self._progress.show_progress(progress)

    def _job_ended(self, connection_id: int, job: Job, outcome: Outcome) -> None:
        if connection_id == self.connection.id:
            problem = outcome.problem
            if problem is not None and not problem.is_a(AlreadyRunning):
                self._problem = problem
            looked = job.kind is JobKind.PREVIEW and (
                job.undo_run_id is not None or job.orders_since is not None
            )
            if outcome.report is not None and not looked:
                self._facts = self._facts.with_end(outcome.report)
            self._show()

    def show_problem(self, problem: Problem) -> None:
        """Say what went wrong with the shop outside of a job."""
        self._problem = problem
        self._show()

    def test_connection(self) -> None:
        """Ask both sides whether they answer, and say so in the card."""
        self.take_focus()
        self._say_test("plain", _("Testing both sides…"), [])
        from shopsync_gui.ui.connections.connection_test import ConnectionTester

        self._tester = ConnectionTester(self.context, self)
        self._tester.answered.connect(self._tested)
        self._tester.test_saved(self.connection)

    def _tested(self, title: str, texts: list[str], fine: bool) -> None:
        self._say_test("plain" if fine else "bad", title, texts)

    def _say_test(self, tone: str, title: str, texts: list[str]) -> None:
        self._test_answer = (tone, title, texts)
        self._show()
