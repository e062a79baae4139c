"""A run of the main job through the real widgets without a user, for a computer without a display."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QCheckBox, QDialog, QPushButton

from shopsync_gui.core.runs.receipt import receipt_text
from shopsync_gui.core.text import _
from shopsync_gui.ui.shell.main_window import FIRST_SIZE

if TYPE_CHECKING:
    from pathlib import Path

    from shopsync_gui.core.runs.jobs import Job
    from shopsync_gui.core.runs.runs import RunReport
    from shopsync_gui.sync.job_worker import Outcome
    from shopsync_gui.ui.shell.main_window import MainWindow

#: Seconds after which the self-run gives up: a fault in a slot must not hang the program.
_LIMIT = 900
#: Milliseconds for the products page to be read and painted before its picture is taken.
_SETTLE = 1500


class SelfRun(QObject):
    """A sync without a user: the consent is opened, ticked and started, then the products are shown."""

    def __init__(self, window: MainWindow, screenshot: Path | None) -> None:
        super().__init__(window)
        self._window = window
        self._screenshot = screenshot
        self._report: RunReport | None = None

    def begin(self) -> None:
        """Start when the event loop runs."""
        self._window.resize(FIRST_SIZE)  # a screen that nobody sees may be smaller
        self._window.context.jobs.ended.connect(self._ended)
        QTimer.singleShot(_LIMIT * 1000, lambda: self._end(1, _("The demo took too long.")))
        QTimer.singleShot(0, self._open_consent)

    def _open_consent(self) -> None:
        self._window.open_page("pageConnections")
        action = self._window.findChild(QAction, "actionProductSync")
        if action is None:
            self._end(1, _("No webshop is connected yet"))
            return
        # The dialog opens once the store has said who may write, and the keyring that it has the passwords.
        answered = self._window.context.requests.keyring_answered
        answered.connect(self._agree_soon, Qt.ConnectionType.SingleShotConnection)
        action.trigger()

    def _agree_soon(self) -> None:
        QTimer.singleShot(0, self._agree)

    def _agree(self) -> None:
        dialog = self._window.findChild(QDialog, "consentDialog")
        tick = dialog.findChild(QCheckBox, "consentCheckBox") if dialog is not None else None
        start = dialog.findChild(QPushButton, "consentSyncButton") if dialog is not None else None
        if tick is None or start is None:
            self._end(1, "consentDialog")
            return
        tick.click()
        start.click()

    def _ended(self, connection_id: int, job: Job, outcome: Outcome) -> None:
        self._report = outcome.report
        if outcome.report is None:
            problem = outcome.problem
            self._end(1, "" if problem is None else f"{problem.title}: {problem.message}")
            return
        self._window.open_page("pageProducts")
        QTimer.singleShot(_SETTLE, self._finish)

    def _finish(self) -> None:
        report = self._report
        connections = self._window.context.connections
        if self._screenshot is not None:
            self._window.grab().save(str(self._screenshot))
        if report is not None:
            text = receipt_text(
                report, connections.title_of(connections[0]) if len(connections) else ""
            )
            self._end(0 if report.verified else 1, text)

    def _end(self, code: int, text: str) -> None:
        if sys.stdout is not None:  # as in a bundle of Windows, whose window has no console
            if isinstance(sys.stdout, io.TextIOWrapper):
                sys.stdout.reconfigure(encoding="utf-8")
            sys.stdout.write(text.rstrip() + "\n")
            sys.stdout.flush()
        self._window.quit()
        QApplication.exit(code)
