"""The dialog for another password of the database of the team that was joined."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from shopsync_gui.core.text import _
from shopsync_gui.core.tone import Tone
from shopsync_gui.ui.kit.dialog import Dialog
from shopsync_gui.ui.kit.fields import SecretField
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.note_box import NoteBox
from shopsync_gui.ui.kit.widgets import button, clear, column

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from shopsync_gui.core.errors import ShopSyncError
    from shopsync_gui.ui.jobs.context import AppContext


class TeamPasswordDialog(Dialog):
    """A question for the password, accepted once the database at `address` has taken it."""

    def __init__(self, parent: QWidget, context: AppContext, address: str) -> None:
        title = _("Password of the team's database")
        super().__init__(parent, "teamPasswordDialog", title, address, wide=480)
        self._context, self._address = context, address
        self._password = SecretField("teamNewPassword", title, context.theme)
        self._password.edit.textChanged.connect(self._show_free)
        self.body.addWidget(self._password)
        self._problems = column()
        add_layout(self.body, self._problems)
        self._busy = False
        self._ok = button(_("Save"), self.accept, kind="primary", name="teamNewPasswordButton")
        self._ok.setDefault(True)
        cancel = button(_("Cancel"), self.reject, name="teamNewPasswordCancelButton")
        self.add_buttons(cancel, self._ok)
        self._show_free()
        self._password.edit.setFocus()

    def _show_free(self) -> None:
        self._ok.setEnabled(bool(self._password.edit.text()) and not self._busy)

    def accept(self) -> None:
        """Try the password."""
        if not self._ok.isEnabled():
            return
        self._busy = True
        self._show_free()
        clear(self._problems)
        password = self._password.edit.text()
        join = partial(self._context.team.join, self._address, password, False)
        self._context.background.run(self, lambda _task: join(), self._taken, self._refused)

    def _taken(self, _membership: object) -> None:
        super().accept()

    def _refused(self, error: ShopSyncError) -> None:
        self._busy = False
        self._show_free()
        problem = error.problem
        self._problems.addWidget(
            NoteBox(Tone.BAD, problem.title, [problem.message], name="problem")
        )
        self._password.edit.setFocus()
