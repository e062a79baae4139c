"""Csapat: who is in the team, who writes where, whose schedule it is; joining and leaving."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QCheckBox, QFrame, QGridLayout, QLineEdit

from shopsync_gui.core.team.team import ROLES, Role
from shopsync_gui.core.text import _, translate
from shopsync_gui.ui.kit.fields import SecretField
from shopsync_gui.ui.kit.note_box import problem_box
from shopsync_gui.ui.kit.page import Page
from shopsync_gui.ui.kit.question_dialog import Question, QuestionDialog
from shopsync_gui.ui.kit.tab_order import tab_through
from shopsync_gui.ui.kit.widgets import button, clear, column, label, row
from shopsync_gui.ui.settings.settings_card import plain_card, scrolled
from shopsync_gui.ui.settings.team_cards import MembersCard, ShopsCard, TeamRunsCard

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QHideEvent, QShowEvent

    from shopsync_gui.core.errors import Problem, ShopSyncError
    from shopsync_gui.core.runs.runs import RunReport
    from shopsync_gui.core.team.team import Member, Membership, TeamRun, TeamShop, TeamStatus
    from shopsync_gui.ui.jobs.context import AppContext

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
        self._address = QLineEdit()
        self._address.setObjectName("teamAddress")
        self._address.setAccessibleName(_("Address of the team's database"))
        self._address.setPlaceholderText("postgresql://shopsync@db.example.com/shopsync")
        self._password = SecretField("teamPassword", _("Password"), context.theme)
        self._viewer = QCheckBox(_("Only look, never write"))
        self._viewer.setObjectName("teamViewer")
        self._address_text = label("", "title", wrap=True, name="teamAddressText")
        self._role_text = label("", "muted")
        self._problems = column(gap=16)
        self._head, self._form = self._head_card(), self._join_card()
        self._about_team = (
            ShopsCard(context.theme, self._take_schedule, self._ask_to_end),
            MembersCard(self._ask_role),
            TeamRunsCard(self._ask_receipt),
        )
        cards = scrolled(self)
        cards.addLayout(self._problems)
        for card in (self._head, *self._about_team, self._form):
            cards.addWidget(card)
        cards.addStretch(1)
        self._timer = QTimer(self, interval=_REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        self._fill()

    def state(self) -> tuple[object, str, str, bool]:
        """Also what was typed to join a team."""
        typed = self._address.text(), self._password.edit.text(), self._viewer.isChecked()
        return (super().state(), *typed)

    def restore(self, state: object) -> None:
        """Also have what was typed in its fields again."""
        assert isinstance(state, tuple)
        scrolled_to, address, password, viewer = state
        self._address.setText(address)
        self._password.edit.setText(password)
        self._viewer.setChecked(viewer)
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
        self._password.edit.clear()
        self._did(result)

    def _enter(self, *, create: bool) -> None:
        actions = self._context.team
        address, password = self._address.text(), self._password.edit.text()
        viewer = self._viewer.isChecked()
        join = partial(actions.join, address, password, viewer)
        self._run(partial(actions.create, address, password) if create else join, self._entered)

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
        clear(self._problems)
        if self._problem is not None:
            self._problems.addWidget(problem_box(self._problem))
        if self._unseen is not None and self._unseen != self._problem:
            self._problems.addWidget(problem_box(self._unseen))
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

    def _join_card(self) -> QFrame:
        frame, layout = plain_card()
        frame.setObjectName("teamForm")
        layout.addWidget(label(_("This computer is in no team"), "title"))
        layout.addWidget(
            label(
                _(
                    "Colleagues who write to the same account meet on one PostgreSQL: one writes at a "
                    "time, everybody sees what runs, and nothing is created twice. Each computer keeps "
                    "its own lists, and works offline."
                ),
                wrap=True,
            )
        )
        form = QGridLayout()
        form.setHorizontalSpacing(24)
        form.setVerticalSpacing(8)
        form.setColumnStretch(1, 1)
        form.addWidget(label(_("Address of the team's database")), 0, 0)
        form.addWidget(self._address, 0, 1)
        form.addWidget(label(_("Password")), 1, 0)
        form.addWidget(self._password, 1, 1)
        form.addWidget(self._viewer, 2, 0, 1, 2)
        layout.addLayout(form)
        buttons = row(gap=8)
        buttons.addStretch(1)
        create, join = partial(self._enter, create=True), partial(self._enter, create=False)
        buttons.addWidget(button(_("Set up a new team"), create, name="teamCreateButton"))
        buttons.addWidget(button(_("Join the team"), join, kind="primary", name="teamJoinButton"))
        layout.addLayout(buttons)
        return frame

    def _head_card(self) -> QFrame:
        frame, layout = plain_card()
        frame.setObjectName("teamHead")
        head = row(gap=12)
        texts = column(gap=2)
        texts.addWidget(self._address_text)
        texts.addWidget(self._role_text)
        head.addLayout(texts, 1)
        head.addWidget(button(_("Leave the team…"), self._ask_to_leave, name="teamLeaveButton"))
        layout.addLayout(head)
        return frame
