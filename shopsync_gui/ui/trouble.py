"""The window that is shown instead of the program when its database cannot be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from shopsync_gui.core.text import _
from shopsync_gui.ui.widgets import button, column, label, row

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent

    from shopsync_gui.core.errors import Problem


class TroubleWindow(QMainWindow):
    """Says what is wrong with the data and what can be done; nothing is touched."""

    def __init__(self, problem: Problem) -> None:
        super().__init__()
        self.setObjectName("troubleWindow")
        self.setWindowTitle("ShopSync")
        self.setMinimumSize(560, 260)
        middle = QWidget()
        layout = column(middle, margins=32, gap=16)
        layout.addWidget(label(problem.title, "heading", wrap=True, name="troubleTitle"))
        layout.addWidget(label(problem.message, wrap=True, name="troubleText"))
        layout.addWidget(label(problem.action, wrap=True, name="troubleAction"))
        layout.addStretch(1)
        buttons = row()
        buttons.addStretch(1)
        buttons.addWidget(button(_("Close"), self.close, kind="primary"))
        layout.addLayout(buttons)
        self.setCentralWidget(middle)

    def closeEvent(self, event: QCloseEvent) -> None:
        """The program ends with this window."""
        event.accept()
        app = QApplication.instance()
        if app is not None:
            app.quit()
