"""The receipt of a run of the team, whoever's it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit

from shopsync_gui.core.runs.receipt import receipt_text
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.text import _
from shopsync_gui.ui.kit.dialog import Dialog
from shopsync_gui.ui.kit.widgets import button, label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from shopsync_gui.core.runs.runs import RunReport
    from shopsync_gui.core.team.team import TeamRun


class TeamReceiptDialog(Dialog):
    """A colleague's receipt as plain text, to be read and copied; a plan that the brake stopped is approved here.

    `approve` is None where the user may not.
    """

    def __init__(
        self,
        parent: QWidget,
        run: TeamRun,
        report: RunReport,
        approve: Callable[[], None] | None,
    ) -> None:
        about = f"{run.name} · {run.computer}"
        super().__init__(
            parent, "teamReceiptDialog", _("Receipt of the run"), about, size=QSize(640, 480)
        )
        self._text = receipt_text(report, run.shop)
        shown = QPlainTextEdit(self._text)
        shown.setObjectName("teamReceiptText")
        shown.setAccessibleName(_("Receipt of the run"))
        shown.setReadOnly(True)
        self.body.addWidget(shown, 1)
        self._approve = approve
        close = button(_("Close"), self.reject, kind="primary", name="teamReceiptCloseButton")
        copy = button(_("Copy"), self._copy, name="teamReceiptCopyButton")
        buttons = [copy]
        if approve is not None and report.state is RunState.STOPPED:
            text = _(
                "Approved, this plan is carried out by the next sync of the shop on any computer of "
                "the team, unless somebody writes to its account before."
            )
            self.body.addWidget(label(text, wrap=True, name="teamApproveText"))
            buttons.append(button(_("Approve"), self._give, name="teamApproveButton"))
        self.add_buttons(close, at_left=buttons)
        close.setFocus()

    def _give(self) -> None:
        if self._approve is not None:
            self._approve()
        self.accept()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
