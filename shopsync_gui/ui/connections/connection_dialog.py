"""The dialog that adds or edits a connection: where to find each value, a test, then it is kept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QLineEdit, QWidget

from shopsync_gui.core.errors import (
    ConnectionChanged,
    InputError,
    NoKeyring,
    Problem,
    Remedy,
    ShopSyncError,
)
from shopsync_gui.core.text import _
from shopsync_gui.core.tone import Tone
from shopsync_gui.sync.connect import ConnectionCheck, leads_elsewhere, save_connection
from shopsync_gui.sync.standing.remark import Step, step_label
from shopsync_gui.ui.connections.connection_test import ConnectionTester, with_saved_secrets
from shopsync_gui.ui.connections.credentials_form import CredentialsForm
from shopsync_gui.ui.connections.dialog_answer import DialogAnswer
from shopsync_gui.ui.connections.edited_connection import EditedConnection
from shopsync_gui.ui.connections.guide import GUIDE_WIDTH, ConnectionGuide
from shopsync_gui.ui.kit.dialog import Dialog
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.note_box import NoteBox
from shopsync_gui.ui.kit.screen import largest_size
from shopsync_gui.ui.kit.scrolling import bring_into_view
from shopsync_gui.ui.kit.widgets import button, column, row

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.sync.connection_draft import ConnectionDraft
    from shopsync_gui.ui.jobs.context import AppContext

#: Pixels of the fields with the margins, and between them and the guide.
_WIDTH, _BETWEEN = 560, 24
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ConnectionDialog(Dialog):
    """The form for what is needed of both sides, which tests them and keeps the connection."""

    #: A connection was kept: its id, and how many products the shop has.
    connected = Signal(int, int)

    def __init__(
        self,
        context: AppContext,
        parent: QWidget,
        connection: Connection | None = None,
        problem: Problem | None = None,
    ) -> None:
        """`problem` is the one that the connection is edited for, if any."""
        title = _("Add webshop") if connection is None else _("Edit connection")
        super().__init__(parent, "connectionDialog", title, wide=_WIDTH)
        self._context = context
        self._connection = connection
        self._edited = EditedConnection(context, connection, self)
        self._edited.changed.connect(self._refuse)
        self.tells_of_data = connection is not None
        self._pending: tuple[ConnectionDraft, ConnectionCheck] | None = None
        self._tester = ConnectionTester(context, self)
        self._tester.checked.connect(self._checked)
        self._tester.failed.connect(self.show_problem)
        self._save_after_test = False
        self._busy = False
        self._pressed: QWidget | None = None
        self.head.addWidget(
            button(_("Where do I find these?"), self._toggle_guide, kind="link", name="guideButton")
        )
        self._build_body()
        self._build_foot()
        self.sides.ready.connect(self._allow)
        self.sides.scopes.connect(self._guide.mark)
        self.sides.typed.connect(self._forget_answer)
        self._tester.sides.connect(self.sides.end_test)
        self.sides.begin(problem)
        self._show_guide(connection is None and self._fits_beside())

    def _build_body(self) -> None:
        self.sides = CredentialsForm(self._context, self._edited)
        self._guide = ConnectionGuide()
        self._middle = row(gap=_BETWEEN)
        fields = column()
        add_layout(fields, self.sides)
        fields.addStretch(1)
        add_layout(self._middle, fields, 1)
        self._middle.addWidget(self._guide)
        add_layout(self.body, self._middle)
        self._elsewhere = NoteBox(
            Tone.WARNING,
            _("This connection will lead to another shop or account"),
            (_("What was proven and found so far no longer counts. Look at a preview first."),),
            name="elsewhereNote",
        )
        self._elsewhere.hide()
        self.body.addWidget(self._elsewhere)
        self._answer = DialogAnswer()
        self.body.addWidget(self._answer)

    def _build_foot(self) -> None:
        self._session_only = QCheckBox(_("Keep the passwords only until the program is closed"))
        self._session_only.setObjectName("sessionOnlyCheckBox")
        self._session_only.hide()
        self.foot.addWidget(self._session_only)
        self._wrong_address = button(
            _("An address under “Advanced…” cannot be right. Show it"),
            self.sides.go_to_wrong_address,
            kind="link",
            name="wrongAddressButton",
        )
        self._wrong_address.hide()
        self.foot.addWidget(self._wrong_address, 0, Qt.AlignmentFlag.AlignLeft)
        self._test = button(_("Test connection"), self._start_test, name="testButton")
        self._connect = button(
            _("Connect") if self._connection is None else _("Save"),
            self._start_connect,
            kind="primary",
            name="connectButton",
        )
        self._connect.setDefault(True)
        cancel = button(_("Cancel"), self.reject, name="connectionCancelButton")
        self.add_buttons(cancel, self._connect, at_left=[self._test])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to what is missing; Escape does not lose what was typed without being asked.

        What is outdated is no loss.
        """
        typed = any(field.isModified() and field.text() for field in self.findChildren(QLineEdit))
        if event.key() == Qt.Key.Key_Escape and typed and not self._edited.outdated:
            self._ask_to_leave()
        elif event.key() in _ENTER and not (self._busy or self._connect.isEnabled()):
            self.sides.go_to_wrong()
        else:
            super().keyPressEvent(event)

    def _ask_to_leave(self) -> None:
        from shopsync_gui.ui.kit.question_dialog import Question, QuestionDialog

        new = self._connection is None
        question = Question(
            name="leave",
            title=_("Close without connecting?") if new else _("Close without saving?"),
            text=_("What you have typed is not kept."),
            yes=_("Close without connecting") if new else _("Close without saving"),
            no=_("Go on typing"),
        )
        QuestionDialog(self, question, self.reject).open()

    # --- the guide --------------------------------------------------------------------------------

    def _toggle_guide(self) -> None:
        self._show_guide(self._guide.isHidden())
        if not self._guide.isHidden() and not self._fits_beside():
            bring_into_view(self._guide)

    def _fits_beside(self) -> bool:
        """Whether the screen is wide enough for the guide beside the fields, not below them."""
        most = largest_size(self, self.available)
        return most.width() >= _WIDTH + GUIDE_WIDTH + _BETWEEN

    def _show_guide(self, shown: bool) -> None:
        beside = self._fits_beside()
        way = QBoxLayout.Direction
        self._middle.setDirection(way.LeftToRight if beside else way.TopToBottom)
        self._guide.stand_beside(beside)
        self._guide.setVisible(shown)
        self.set_width(_WIDTH + (GUIDE_WIDTH + _BETWEEN if shown and beside else 0))

    def _allow(self, ready: bool) -> None:
        self._wrong_address.setVisible(self.sides.wrong_address() is not None)
        for start in (self._test, self._connect):
            start.setEnabled(ready and not self._busy and not self._edited.outdated)

    # --- testing and keeping ----------------------------------------------------------------------

    def _start_test(self) -> None:
        self._save_after_test = False
        self._test_now()

    def _start_connect(self) -> None:
        if self._pending is not None and not self._session_only.isHidden():
            self._save(*self._pending)  # both sides have answered
            return
        self._save_after_test = True
        self._test_now()

    def _test_now(self) -> None:
        self._set_busy(True)
        self.sides.begin_test()
        self._say(Tone.PLAIN, _("Testing both sides…"))
        draft = self.sides.draft()
        self._edited.if_unchanged(
            lambda: self._tester.test(draft, saved=self._connection),
            lambda error: self.show_problem(error.problem),
        )

    def _set_busy(self, busy: bool) -> None:
        """Neither button works while one does; the focus waits for the one that was pressed."""
        self._busy = busy
        starts = (self._test, self._connect)
        if busy and self.focusWidget() in starts:
            self._pressed = self.focusWidget()
            self.setFocus()
        for start in starts:
            start.setEnabled(not busy and not self._edited.outdated)
        if not busy and self._pressed is not None:
            if self.focusWidget() in (None, self):
                self._pressed.setFocus()
            self._pressed = None

    def _refuse(self) -> None:
        """Say at once that the connection was changed elsewhere; nothing is asked or saved any more."""
        self._tester.give_up()
        self.sides.give_up()
        self._context.connections.reload()  # what is opened anew shows it
        self.show_problem(ConnectionChanged().problem)

    def _checked(self, draft: ConnectionDraft, check: ConnectionCheck) -> None:
        self._set_busy(False)
        self._answer.say_both(check)
        self.follow(self._answer)
        if self._save_after_test:
            self._save(draft, check)

    def show_problem(self, problem: Problem) -> None:
        """Say why the test, or the saving, has failed; without a keyring, offer to do without."""
        self._set_busy(False)
        if problem.is_a(NoKeyring):
            self._session_only.show()
            hint = _("To connect without one, tick the box below.")
            self._say(Tone.WARNING, problem.title, problem.message, problem.action, hint)
        else:
            self._say(Tone.BAD, problem.title, problem.message, problem.action_before_run)
            self.sides.go_to_refused(problem)
            if problem.remedy is Remedy.CHECK_ACCOUNT:
                report = button(
                    step_label(Step.CHECK), self._open_check, kind="link", name="dialogCheckButton"
                )
                self._answer.add(report)

    def _open_check(self) -> None:
        """Read the account by what was typed, for a report on its answers."""
        from shopsync_gui.ui.connections.compatibility_dialog import CompatibilityDialog

        draft, saved, secrets = self.sides.draft(), self._connection, self._context.secrets

        def make() -> ConnectionDraft:
            return draft if saved is None else with_saved_secrets(draft, secrets, saved.name)

        CompatibilityDialog(self._context, make, self).open()

    def _save(self, draft: ConnectionDraft, check: ConnectionCheck) -> None:
        self._set_busy(True)
        session_only = self._session_only.isChecked()
        secrets = self._context.secrets
        edited = self._connection
        kinds = self.sides.secrets_to_keep()

        def save(store: Store) -> Connection:
            return save_connection(
                store,
                secrets,
                draft,
                check,
                datetime.now(UTC),
                session_only=session_only,
                edited=edited,
                kinds=kinds,
            )

        self._pending = (draft, check)
        self._edited.begin_saving()
        self._context.store.keyring.ask(self, save, self._saved, self._not_saved)

    def _saved(self, connection: Connection) -> None:
        assert self._pending is not None
        self._context.exchange.tell()
        self.connected.emit(connection.id, self._pending[1].products)
        self.accept()

    def _not_saved(self, error: ShopSyncError) -> None:
        self.show_problem(error.problem)
        self._edited.end_saving()
        if isinstance(error, ConnectionChanged):
            self._context.connections.reload()

    def _forget_answer(self) -> None:
        """Hide an answer: it does not hold for other values; say where these lead."""
        elsewhere = self._is_elsewhere()
        if elsewhere != self._elsewhere.isVisibleTo(self):
            self._elsewhere.setVisible(elsewhere)
            if elsewhere:
                self.follow(self._elsewhere)
        if not self._busy and not self._edited.outdated:
            self._pending = None
            self._answer.hide()

    def _is_elsewhere(self) -> bool:
        """Whether the typed values are those of another shop or account than the saved ones."""
        if self._connection is None:
            return False
        try:
            return leads_elsewhere(self._connection, self.sides.draft().complete())
        except InputError:  # not typed to its end
            return False

    def _say(self, tone: Tone, title: str, *texts: str) -> None:
        self._answer.say(tone, title, *texts)
        self.follow(self._answer)
