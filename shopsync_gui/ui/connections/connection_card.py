"""One integration: shop, account, state, progress, and the three-dot menu."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtWidgets import QFrame

from shopsync_gui.core.runs.jobs import Job, JobKind, Progress
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.strings.addresses import shop_host
from shopsync_gui.core.text import NBSP, _
from shopsync_gui.core.tone import Tone
from shopsync_gui.sync.standing.moved_shops import moved_problem
from shopsync_gui.sync.standing.next_steps import on_missing_secrets, on_schedule, remarks_on
from shopsync_gui.sync.standing.remark import Remark, Step
from shopsync_gui.ui.connections.card_content import CardContent
from shopsync_gui.ui.connections.card_figures import CardFigures
from shopsync_gui.ui.connections.card_menu import ConnectionMenu
from shopsync_gui.ui.connections.card_parts import (
    PRIMARY_STEPS,
    CardHeader,
    CardRemarks,
)
from shopsync_gui.ui.connections.check_offer import CheckOffer, CheckOfferMemory
from shopsync_gui.ui.jobs.progress import JobProgress
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.widgets import column

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from shopsync_gui.core.errors import Problem
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.sync.job_worker import Outcome
    from shopsync_gui.sync.standing.standing import ShopStanding
    from shopsync_gui.ui.connections.actions import ConnectionActions
    from shopsync_gui.ui.connections.card_content import CardNumbers
    from shopsync_gui.ui.connections.connection_test import ConnectionTester
    from shopsync_gui.ui.jobs.context import AppContext


_MARGIN = 20


class ConnectionCard(QFrame):
    """The card of one connection: shows how the shop stands, and offers what helps from there."""

    def __init__(
        self,
        context: AppContext,
        connection: Connection,
        actions: ConnectionActions,
        *,
        offers_check: bool = True,
    ) -> None:
        super().__init__()
        self._offers_check = offers_check
        self.context = context
        self.connection = connection
        self._actions = actions
        #: None until it was read.
        self._content: CardContent | None = None
        #: What kept a job from leaving a receipt.
        self._problem: Problem | None = None
        #: What the test of the connection says.
        self._test_answer: Remark | None = None
        self._tester: ConnectionTester | None = None
        self._secrets_missing: bool | None = None
        self.setObjectName("connectionCard")
        self.setProperty("card", True)
        self._build()
        jobs = context.jobs
        jobs.queued.connect(self._job_changed)
        jobs.started.connect(self._job_changed)
        jobs.progressed.connect(self._job_progressed)
        jobs.ended.connect(self._job_ended)
        actions.edited.connect(self._was_edited)
        context.scheduler.changed.connect(self._show)
        context.other_programs.changed.connect(self._show)
        self._take_up_job()
        self._show()

    # --- building -------------------------------------------------------------------------------

    def _build(self) -> None:
        layout = column(self, margins=(_MARGIN,) * 4, gap=12)
        shop = self.connection.id
        self._header = CardHeader(partial(self._actions.ask_consent, shop), self._cancel)
        self.menu_button = self._header.menu_button
        of_card = {
            "actionTestConnection": self.test_connection,
            "actionCompatibility": self._check,
        }
        self.menu = ConnectionMenu(
            shop, self._actions, of_card, self.context.theme, self.menu_button
        )
        self.menu_button.setMenu(self.menu)
        add_layout(layout, self._header)
        add_layout(layout, self._header.below)
        self._progress = JobProgress()
        layout.addWidget(self._progress)
        self._remarks = CardRemarks(self._take, self._put_away)
        layout.addWidget(self._remarks)
        self._offer = CheckOffer(self._check, self._dismiss)
        layout.addWidget(self._offer)
        self._figures = CardFigures(partial(self._actions.open_products, shop))
        layout.addWidget(self._figures)

    def _take_up_job(self) -> None:
        """Show the progress of a job that began before the card was there."""
        shop, jobs = self.connection.id, self.context.jobs
        if jobs.running(shop):
            estimate = jobs.estimate(shop)
            job = next(job for job in jobs.current if job.connection_id == shop)
            self._progress.begin(estimate, job.kind)
            if (progress := jobs.progress(shop)) is not None:
                self._progress.show_progress(progress, estimate)

    # --- what it shows --------------------------------------------------------------------------

    @property
    def standing(self) -> ShopStanding:
        """The shop's standing just now."""
        content = self._content or CardContent()
        shop = self.connection
        return msgspec.structs.replace(
            content.standing,
            activity=self.context.other_programs.activity(shop.id, content.standing.latest),
            problem=self._problem,
            moved=moved_problem(shop),
            shared_with=content.shared_with,
            secrets_missing=self._secrets_missing,
        )

    def set_connection(self, connection: Connection) -> None:
        """The connection was read again."""
        self.connection = connection
        self._show()

    def set_content(self, content: CardContent) -> None:
        """Show what was read."""
        before = CardContent() if self._content is None else self._content
        latest = content.standing.latest
        self._content = content
        if latest != before.standing.latest and not self.standing.is_left_running:
            self._problem = None  # something has run since
        if latest is not None and latest.state is RunState.RUNNING:
            self.context.other_programs.look()
        self._show()

    def set_secrets_missing(self, missing: bool | None) -> None:
        """Say that a password is missing, or that none is any more."""
        if missing != self._secrets_missing:
            self._secrets_missing = missing
            self._show()

    def set_numbers(self, numbers: CardNumbers) -> None:
        """Show the numbers of a shop at work, as they are just now."""
        if self._content is not None:
            self._content = msgspec.structs.replace(self._content, numbers=numbers)
            self._show_figures()

    def show_icons(self) -> None:
        """Draw the icons in the colours of the look in use."""
        self._header.show_state(self.standing.state, self.context.theme)

    def take_focus(self) -> None:
        """Have the keyboard work here: what was started concerns this shop."""
        self.menu_button.setFocus()

    def _show(self) -> None:
        connection, standing = self.connection, self.standing
        activity = standing.activity
        self._header.title.setText(self.context.connections.title_of(connection))
        here = _("demo shop, on this computer only")
        host = here if connection.demo else shop_host(connection.name, connection.shop_url)
        self._header.subtitle.setText(f"{host} →{NBSP}SalesAutopilot: {connection.sa_user}")
        known = self._content is not None or not activity.is_free
        self._header.show_standing(standing, self.context.theme, known=known)
        self._progress.setVisible(activity.running or activity.waiting)
        if activity.waiting:
            self._progress.wait()
        may_write = not standing.looks_only
        self.menu.set_free(activity.is_free, may_begin=standing.may_begin, may_write=may_write)
        offered = CheckOfferMemory(self.context.memory, connection.name).is_open
        offered &= self._offers_check and not connection.demo
        offered &= self._content is None or not self._content.tried_out
        offered &= standing.may_begin
        self._offer.offer(offered=offered, give_focus=self.take_focus)
        self._show_figures()
        self._remarks.show_remarks(self._remarks_on(standing))
        self._show_sync_button()

    def _remarks_on(self, standing: ShopStanding) -> list[Remark]:
        if standing.activity.running or standing.activity.waiting:
            return []
        answer = [] if self._test_answer is None else [self._test_answer]
        if self._content is None and standing.activity.is_free and standing.problem is None:
            return answer
        scheduler, shop = self.context.scheduler, self.connection.id
        of_schedule = on_schedule(scheduler.obstacles(shop), scheduler.missing_consent(shop))
        of_secrets = [on_missing_secrets(standing)] if standing.secrets_missing else []
        return [*answer, *of_secrets, *remarks_on(standing), *of_schedule]

    def _show_figures(self) -> None:
        next_sync = self.context.scheduler.next_text(self.connection.id)
        self._figures.show_content(self.connection, self._content or CardContent(), next_sync)

    def _show_sync_button(self) -> None:
        """The way to the next sync, where no remark offers one."""
        standing = self.standing
        offered = {step for remark in remarks_on(standing) for step in remark.steps}
        possible = self._content is not None and self._problem is None and standing.may_begin
        possible = possible and not (standing.looks_only or standing.secrets_missing)
        wanted = possible and not offered & PRIMARY_STEPS
        self._header.show_sync(self.width() - 2 * _MARGIN, shown=wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_sync_button()

    def _check(self) -> None:
        """Open the compatibility check; once one has succeeded, it is offered no more."""
        self._actions.check_compatibility(self.connection.id)

    def _dismiss(self) -> None:
        CheckOfferMemory(self.context.memory, self.connection.name).close()
        self._show()

    def _put_away(self, obstacle: str) -> None:
        self.context.scheduler.put_away(self.connection.id, obstacle)
        self.take_focus()

    def _take(self, remark: Remark, step: Step) -> None:
        self._actions.take(step, self.connection.id, remark.run)

    # --- a running job --------------------------------------------------------------------------

    def _cancel(self) -> None:
        self._header.cancel_button.setEnabled(False)
        self.context.jobs.cancel(self.connection.id)

    def _job_changed(self, connection_id: int, job: Job) -> None:
        if connection_id == self.connection.id:
            self._problem = self._test_answer = None
            self._header.cancel_button.setEnabled(True)
            first = self.standing.synced_at is None
            estimate = self.context.jobs.estimate(connection_id)
            self._progress.begin(estimate, job.kind, first=job.kind is JobKind.SYNC and first)
            self._show()

    def _job_progressed(self, connection_id: int, progress: Progress) -> None:
        if connection_id == self.connection.id:
            self._progress.show_progress(progress, self.context.jobs.estimate(connection_id))

    def _job_ended(self, connection_id: int, _job: Job, outcome: Outcome) -> None:
        if connection_id == self.connection.id:
            problem, report = outcome.problem, outcome.report
            if problem is not None and not outcome.is_of_others_here:
                self._problem = problem
            if report is not None and self._content is not None:
                standing = self._content.standing.after(report)
                self._content = msgspec.structs.replace(self._content, standing=standing)
            self._show()

    def _was_edited(self, connection_id: int) -> None:
        """Take back what was said of the former connection; the receipts are read again."""
        if connection_id == self.connection.id:
            self._problem = self._test_answer = None
            self._show()

    def show_problem(self, problem: Problem) -> None:
        """Say what went wrong with the shop outside of a job."""
        self._problem = problem
        self._show()

    def test_connection(self) -> None:
        """Ask both sides whether they answer, and say so in the card."""
        self.take_focus()
        self.test_again()

    @property
    def shows_test(self) -> bool:
        """Whether it says what a test of the connection is doing, or has found."""
        return self._test_answer is not None

    def test_again(self) -> None:
        """Ask both sides, wherever the keyboard is at work."""
        self._say_test(Remark(Tone.PLAIN, _("Testing both sides…")))
        if self._tester is None:
            from shopsync_gui.ui.connections.connection_test import ConnectionTester

            self._tester = ConnectionTester(self.context, self)
            self._tester.answered.connect(self.show_test_answer)
        self._tester.test_saved(self.connection)

    def show_test_answer(self, title: str, texts: list[str], fine: bool) -> None:
        """Say what came of the test, beside what else is to be said."""
        self._say_test(Remark(Tone.PLAIN if fine else Tone.BAD, title, tuple(texts)))

    def _say_test(self, answer: Remark) -> None:
        self._test_answer = answer
        self._show()
