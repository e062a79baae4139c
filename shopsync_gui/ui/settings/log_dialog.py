"""The newest lines of the program's log, to read, search and copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit

from shopsync_gui.core.text import _
from shopsync_gui.system.diagnostics import last_lines
from shopsync_gui.ui.kit.dialog import Dialog
from shopsync_gui.ui.kit.search_field import SearchField
from shopsync_gui.ui.kit.widgets import button

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from shopsync_gui.ui.jobs.context import AppContext

_LINES = 2000


class LogDialog(Dialog):
    """The newest lines of the log, narrowed by a search; nothing in it is a secret."""

    tells_of_data = False

    def __init__(self, context: AppContext, parent: QWidget) -> None:
        super().__init__(parent, "logsDialog", _("Log"), size=QSize(860, 580), modal=False)
        self._lines: list[str] = []
        self._search = SearchField(context.theme, "logsSearch")
        self._search.setPlaceholderText(_("Search in the log"))
        self._search.setAccessibleName(_("Search in the log"))
        self._search.textChanged.connect(self._show)
        self.body.addWidget(self._search)
        self._text = QPlainTextEdit()
        self._text.setObjectName("logsText")
        self._text.setAccessibleName(_("Log"))
        self._text.setReadOnly(True)
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._search.left_downwards.connect(self._text.setFocus)
        self.body.addWidget(self._text, 1)
        self.add_buttons(
            button(_("Close"), self.accept, kind="primary", name="logsCloseButton"),
            at_left=[button(_("Copy"), self._copy, name="logsCopyButton")],
        )
        home = context.home
        context.store.reader.ask(self, lambda _store: last_lines(home, _LINES), self._take)

    def _take(self, lines: list[str]) -> None:
        self._lines = lines
        self._show()

    def _show(self) -> None:
        word = self._search.text().casefold()
        shown = [line for line in self._lines if word in line.casefold()]
        self._text.setPlainText("\n".join(shown) or _("The log holds nothing like this."))
        bar = self._text.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text.toPlainText())
