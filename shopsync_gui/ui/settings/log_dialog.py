"""The newest lines of the program's log, to read, search and copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit, QWidget

from shopsync_gui.core.text import _
from shopsync_gui.system.diagnostics import last_lines
from shopsync_gui.ui.kit.dialog_size import fit_content
from shopsync_gui.ui.kit.widgets import button, column, fit_size, label, row

if TYPE_CHECKING:
    from shopsync_gui.ui.jobs.context import AppContext

_LINES = 2000


class LogDialog(QDialog):
    """The newest lines of the log, narrowed by a search; nothing in it is a secret."""

    def __init__(self, context: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._lines: list[str] = []
        self.setObjectName("logsDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit_size(self, 860, 580)
        layout = column(self, margins=24, gap=16)
        self._title = label(role="heading")
        layout.addWidget(self._title)
        self._search = QLineEdit()
        self._search.setObjectName("logsSearch")
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self._show)
        layout.addWidget(self._search)
        self._text = QPlainTextEdit()
        self._text.setObjectName("logsText")
        self._text.setReadOnly(True)
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        layout.addWidget(self._text, 1)
        buttons = row(gap=12)
        self._copying = button(clicked=self._copy, name="logsCopyButton")
        self._close = button(clicked=self.accept, kind="primary", name="logsCloseButton")
        buttons.addWidget(self._copying)
        buttons.addStretch(1)
        buttons.addWidget(self._close)
        layout.addLayout(buttons)
        self.retranslate()
        fit_content(self)
        context.language_changed.connect(self.retranslate)
        home = context.home
        context.reader.ask(self, lambda _store: last_lines(home, _LINES), self._take)

    def retranslate(self) -> None:
        """Set every text again; the log itself is in English."""
        self.setWindowTitle(_("Log"))
        self._title.setText(_("Log"))
        self._search.setPlaceholderText(_("Search in the log"))
        self._search.setAccessibleName(_("Search in the log"))
        self._text.setAccessibleName(_("Log"))
        self._copying.setText(_("Copy"))
        self._close.setText(_("Close"))

    def _take(self, lines: list[str]) -> None:
        self._lines = lines
        self._show()

    def _show(self) -> None:
        word = self._search.text().casefold()
        shown = [one for one in self._lines if word in one.casefold()]
        self._text.setPlainText("\n".join(shown) or _("The log holds nothing like this."))
        bar = self._text.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text.toPlainText())
