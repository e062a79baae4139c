"""Csapat: who is in the team, who writes where, whose schedule it is; joining and leaving."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFrame

from shopsync_gui.core import errors
from shopsync_gui.core.errors import Problem
from shopsync_gui.core.team.team import ROLES, Role
from shopsync_gui.core.text import _, translate
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.note_box import problem_box
from shopsync_gui.ui.kit.page import Page
from shopsync_gui.ui.kit.question_dialog import Question, QuestionDialog
from shopsync_gui.ui.kit.tab_order import tab_through
from shopsync_gui.ui.kit.widgets import button, clear, column, label, row
from shopsync_gui.ui.settings.card_frame import CardFrame
from shopsync_gui.ui.settings.settings_card import scrolled
from shopsync_gui.ui.settings.team_cards import MembersCard, ShopsCard, TeamRunsCard
from shopsync_gui.ui.settings.team_join_form import JoinForm

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QHideEvent, QShowEvent

    from shopsync_gui.core.errors import ShopSyncError
    from shopsync_gui.core.runs.runs import RunReport
    from shopsync_gui.core.team.team import Member, Membership, TeamRun, TeamShop, TeamStatus
    from shopsync_gui.ui.jobs.context import AppContext
    from shopsync_gui.ui.settings.team_join_form import Typed

#: Milliseconds between two refreshes while the page is seen.
_REFRESH_MS = 5000


class TeamPage(Page):
    """The team of this computer, or a form to join one."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._membership: Membership | None = None
        self._status: TeamStatus | None = None
        #: Why the last thing that was asked for was not done.
        self._problem: Problem | None = None
        #: Why the team could not be looked at.
        self._unseen: Problem | None = None
        self._doing = self._looking = False
        self._address_text = label("", "title", wrap=True, name="teamAddressText")
        self._role_text = label("", "muted")
        #: What went wrong, and the problems that its boxes show now.
        self._problem_boxes, self._told = column(gap=16), list[Problem]()
        self._head, self._form = (
            self._head_card(),
            JoinForm(context.theme, self._create, self._join),
        )
        self._about_team = (
            ShopsCard(context.theme, self._take_schedule, self._ask_to_end),
            MembersCard(self._ask_role),
            TeamRunsCard(self._ask_receipt),
        )
        cards = scrolled(self)
        add_layout(cards, self._problem_boxes)
        for card in (self._head, *self._about_team, self._form):
            cards.addWidget(card)
        cards.addStretch(1)
        self._timer = QTimer(self, interval=_REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        self._fill()

    def state(self) -> tuple[object, Typed]:
        """Also what was typed to join a team."""
        return super().state(), self._form.typed

    def restore(self, state: object) -> None:
        """Also have what was typed in its fields again."""
        assert isinstance(state, tuple)
        scrolled_to, typed = state
        self._form.restore(typed)
        super().restore(scrolled_to)

    # --- reading --------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the membership again and, where there is one, how the team stands."""
        self._context.store.reader.ask(self, lambda store: store.team.membership(), self._know)

    def showEvent(self, event: QShowEvent) -> None:
        """Refresh from time to time while it is seen."""
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Refresh no more."""
        super().hideEvent(event)
        self._timer.stop()

    def _know(self, membership: Membership | None) -> None:
        self._membership = membership
        if membership is None:
            self._status = self._unseen = None
            self._fill()
        elif not (self._doing or self._looking) and QApplication.activePopupWidget() is None:
            self._looking = True
            status = self._context.team.status
            self._context.background.run(self, lambda _task: status(), self._seen, self._not_seen)

    def _seen(self, status: TeamStatus) -> None:
        self._looking = False
        self._status, self._unseen = status, None
        self._fill()

    def _not_seen(self, error: ShopSyncError) -> None:
        self._looking = False
        self._unseen = error.problem
        self._fill()

    # --- doing ----------------------------------------------------------------------------------

    def _run(self, work: Callable[[], object], done: Callable[..., None]) -> None:
        """Do one thing at a time in the background; a problem stays above the cards until the next."""
        if self._doing:
            return
        self._doing = True
        self._problem = None
        self._fill()

        def ended(result: object) -> None:
            self._doing = False
            done(result)

        self._context.background.run(self, lambda _task: work(), ended, self._fail)

    def _fail(self, error: ShopSyncError) -> None:
        self._doing = False
        self._problem = error.problem
        self._fill()

    def _did(self, _result: object) -> None:
        self._context.connections.reload()
        self.refresh()

    def _entered(self, result: object) -> None:
        self._form.forget_password()
        self._did(result)

    def _create(self, typed: Typed) -> None:
        create = self._context.team.create
        self._run(partial(create, typed.address, typed.password), self._entered)

    def _join(self, typed: Typed) -> None:
        self._run(partial(self._context.team.join, *typed), self._entered)

    def _ask_password(self) -> None:
        from shopsync_gui.ui.settings.team_password_dialog import TeamPasswordDialog

        if self._membership is not None:
            dialog = TeamPasswordDialog(self, self._context, self._membership.address)
            dialog.accepted.connect(partial(self._did, None))
            dialog.open()

    def _leave(self) -> None:
        self._run(self._context.team.leave, self._did)

    def _ask_to_leave(self) -> None:
        question = Question(
            name="leaveTeam",
            title=_("Leave the team?"),
            text=_(
                "Everything that is known here stays on this computer. From then on it does not know "
                "when a colleague writes to the same account. If it joins again, it is a new member, and an "
                "owner of the team has to give it its role."
            ),
            yes=_("Leave the team"),
        )
        QuestionDialog(self, question, self._leave).open()

    def _ask_to_end(self, shop: TeamShop) -> None:
        question = Question(
            name="endLease",
            title=_("End this turn?"),
            text=_(
                "The computer that writes to the account of {shop} can write nothing more. The next "
                "sync settles what it left open. Do this where a computer sleeps or hangs."
            ).format(shop=shop.title),
            yes=_("End the turn"),
        )
        end = partial(self._context.team.end_lease, shop.id)
        QuestionDialog(self, question, lambda: self._run(end, self._did)).open()

    def _ask_role(self, member: Member, role: Role) -> None:
        """Ask before a member has another role; where it stays, its field shows the one it has."""
        question = Question(
            name="giveRole",
            title=_("Give {name} another role?").format(name=member.name),
            text=_("{name} ({computer}) has been: {before}. From the next run on: {after}.").format(
                name=member.name,
                computer=member.computer,
                before=translate(ROLES[member.role]),
                after=translate(ROLES[role]),
            ),
            yes=_("Give the role"),
            kind="primary",
        )
        give = partial(self._context.team.set_role, member.id, role)
        dialog = QuestionDialog(self, question, lambda: self._run(give, self._did))
        dialog.rejected.connect(self._fill)
        dialog.open()

    def _take_schedule(self, shop: TeamShop) -> None:
        self._run(partial(self._context.team.take_schedule, shop.id), self._did)

    def _ask_receipt(self, run: TeamRun) -> None:
        self._run(partial(self._context.team.receipt, run), partial(self._show_receipt, run))

    def _show_receipt(self, run: TeamRun, report: RunReport) -> None:
        from shopsync_gui.ui.settings.team_receipt_dialog import TeamReceiptDialog

        may = self._status is not None and self._status.role is not Role.VIEWER
        approve = partial(self._approve, run) if may else None
        TeamReceiptDialog(self, run, report, approve).open()

    def _approve(self, run: TeamRun) -> None:
        self._run(partial(self._context.team.approve, run.shop_id), self._did)

    # --- the cards ------------------------------------------------------------------------------

    def _fill(self) -> None:
        """Show what is known now, in the cards that are there already."""
        self._tell_problems()
        membership, status = self._membership, self._status
        self._form.setVisible(membership is None)
        self._head.setVisible(membership is not None)
        if membership is not None:
            self._address_text.setText(membership.address)
            role = membership.role if status is None else status.role
            self._role_text.setText(_("Your role: {role}").format(role=translate(ROLES[role])))
        for card in self._about_team:
            card.setVisible(status is not None)
            if status is not None:
                card.show_status(status)
        tab_through((self._head, *self._about_team))

    def _tell_problems(self) -> None:
        """Show what went wrong; a box that says so already keeps the focus."""
        told = [] if self._problem is None else [self._problem]
        if self._unseen is not None and self._unseen not in told:
            told.append(self._unseen)
        if told == self._told:
            return
        self._told = told
        clear(self._problem_boxes)
        for problem in told:
            again = []
            if self._membership is not None and _asks_for_password(problem):
                typed = button(
                    _("Type the password…"), self._ask_password, name="teamPasswordButton"
                )
                again.append(typed)
            self._problem_boxes.addWidget(problem_box(problem, actions=again))

    def _head_card(self) -> QFrame:
        frame = CardFrame(name="teamHead")
        head = row(gap=12)
        texts = column(gap=2)
        texts.addWidget(self._address_text)
        texts.addWidget(self._role_text)
        add_layout(head, texts, 1)
        head.addWidget(button(_("Leave the team…"), self._ask_to_leave, name="teamLeaveButton"))
        add_layout(frame.body, head)
        return frame


def _asks_for_password(problem: Problem) -> bool:
    """Whether another password of the database may help."""
    return problem.is_a(errors.TeamSignInRefused) or problem.is_a(errors.TeamPasswordMissing)
