"""The report of a compatibility check: shown whole, then saved where the user wants it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit

from shopsync_gui.core.errors import FileNotWritten
from shopsync_gui.core.text import _
from shopsync_gui.core.tone import Tone
from shopsync_gui.sync.compatibility.compatibility_report import report_text, save_report
from shopsync_gui.ui.kit.dialog import Dialog
from shopsync_gui.ui.kit.file_dialogs import save_dialog
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.note_box import NoteBox, problem_box
from shopsync_gui.ui.kit.widgets import button, clear, column

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from shopsync_gui.sync.compatibility.compatibility_check import CheckResult


class ReportDialog(Dialog):
    """The text of a report; what is saved is exactly that."""

    def __init__(self, result: CheckResult, parent: QWidget) -> None:
        about = _(
            "It describes the form of the answers only: no product, name, price, address or password is in it. Send it to the makers"
            " of the program if they ask for it; nothing is sent by itself."
        )
        title = _("Compatibility report")
        super().__init__(parent, "reportDialog", title, about, size=QSize(800, 560))
        self.text = report_text(result, datetime.now(UTC))
        shown = QPlainTextEdit(self.text)
        shown.setObjectName("reportText")
        shown.setAccessibleName(title)
        shown.setReadOnly(True)
        shown.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        shown.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.body.addWidget(shown, 1)
        self._answer = column()
        add_layout(self.foot, self._answer)
        save = button(_("Save…"), self._ask_file, kind="primary", name="reportSaveButton")
        self.add_buttons(
            button(_("Close"), self.reject, name="reportCloseButton"),
            save,
            at_left=[button(_("Copy"), self._copy, name="reportCopyButton")],
        )
        save.setFocus()

    def _ask_file(self) -> None:
        name = f"shopsync-report-{datetime.now().astimezone():%Y-%m-%d}.txt"
        save_dialog(self, _("Save report"), name, self.save).open()

    def save(self, path: Path) -> None:
        """Write the report into a file, and say where it is."""
        clear(self._answer)
        try:
            save_report(self.text, path)
        except FileNotWritten as error:
            self._answer.addWidget(problem_box(error.problem))
        else:
            text = _("The report was saved: {file}").format(file=path)
            self._answer.addWidget(NoteBox(Tone.PLAIN, text, name="reportSaved"))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text)
