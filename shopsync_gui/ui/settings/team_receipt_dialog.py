"""The receipt of a run of the team, whoever's it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit

from shopsync_gui.core.receipt import receipt_text
from shopsync_gui.core.text import _
from shopsync_gui.ui.kit.dialog import Dialog
from shopsync_gui.ui.kit.widgets import button

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from shopsync_gui.core.runs import RunReport
    from shopsync_gui.core.team import Member, TeamRun


class TeamReceiptDialog(Dialog):
    """Shows it as plain text, to be read and copied."""

    def __init__(
        self, parent: QWidget, run: TeamRun, member: Member | None, report: RunReport
    ) -> None:
        about = "" if member is None else f"{member.name} · {member.computer}"
        super().__init__(
            parent, "teamReceiptDialog", _("Receipt of the run"), about, size=QSize(640, 480)
        )
        self._text = receipt_text(report, run.shop)
        shown = QPlainTextEdit(self._text)
        shown.setObjectName("teamReceiptText")
        shown.setAccessibleName(_("Receipt of the run"))
        shown.setReadOnly(True)
        self.body.addWidget(shown, 1)
        close = button(_("Close"), self.reject, kind="primary", name="teamReceiptCloseButton")
        copy = button(_("Copy"), self._copy, name="teamReceiptCopyButton")
        self.add_buttons(close, at_left=[copy])
        close.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
