"""The window in place of the program when its database cannot be used."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from shopsync_gui.core.errors import Remedy, ShopSyncError, StoreDamaged, StoreError
from shopsync_gui.core.text import _
from shopsync_gui.store import open_store
from shopsync_gui.store.database.copies import kept_copies
from shopsync_gui.store.upkeep.archive import replace_damaged
from shopsync_gui.sync.archive import begin_anew_text
from shopsync_gui.sync.outputs.diagnostics import save_without_store
from shopsync_gui.system.files import replace_file
from shopsync_gui.system.launch import start_again
from shopsync_gui.system.paths import database_file, private_folder
from shopsync_gui.ui.kit.busy_line import BusyLine
from shopsync_gui.ui.kit.file_dialogs import backup_dialog, open_file, save_dialog
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.note_box import problem_box
from shopsync_gui.ui.kit.screen import free_screen, resize_within
from shopsync_gui.ui.kit.theme import Theme
from shopsync_gui.ui.kit.widgets import (
    bring_to_front,
    button,
    clear,
    column,
    label,
    row,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent

    from shopsync_gui.ui.kit.background import Background, Task

log = logging.getLogger(__name__)

#: What opening the data once more does not help.
_LASTING = (Remedy.RESTORE_BACKUP, Remedy.UPDATE_PROGRAM)


class DamagedDataWindow(QMainWindow):
    """The window that stands for the program where its data cannot be used, with what can be done about it."""

    def __init__(
        self, error: StoreError, home: Path, background: Background, *, look: str = "system"
    ) -> None:
        """`look` is light, dark, or that of the system; the settings cannot be read."""
        super().__init__()
        self._background = background
        self._home = home
        self._error = error
        self.on_close: list[Callable[[], object]] = []
        log.error("the database cannot be used: %s %s", type(error).__name__, error.values)
        self.setObjectName("troubleWindow")
        self.setWindowTitle("ShopSync")
        Theme(look, self).dress()
        resize_within(self, QSize(720, 320), free_screen)
        middle = QWidget()
        layout = column(middle, margins=32, gap=16)
        problem = error.problem
        layout.addWidget(label(problem.title, "heading", wrap=True, name="troubleTitle"))
        layout.addWidget(label(problem.message, wrap=True, name="troubleText"))
        layout.addWidget(label(problem.action, wrap=True, name="troubleAction"))
        path = database_file(home)
        if problem.is_a(StoreDamaged) and not kept_copies(path):
            layout.addWidget(label(begin_anew_text(path), wrap=True, name="troubleAnew"))
        self._busy = BusyLine("troubleBusy")
        layout.addWidget(self._busy)
        self._answer = column(gap=8)
        add_layout(layout, self._answer)
        layout.addStretch(1)
        buttons = row(gap=12)
        buttons.addWidget(button(_("Open folder"), self._open_folder, name="troubleFolderButton"))
        self._diagnostics = button(
            _("Diagnostics file…"), self._ask_diagnostics, name="troubleDiagnosticsButton"
        )
        buttons.addWidget(self._diagnostics)
        buttons.addStretch(1)
        buttons.addWidget(button(_("Close"), self.close, name="troubleCloseButton"))
        self._restore = button(
            _("Restore from a backup…"), self._ask, kind="primary", name="troubleRestoreButton"
        )
        self._restore.setVisible(error.remedy is Remedy.RESTORE_BACKUP)
        buttons.addWidget(self._restore)
        self._again = button(
            _("Try again"), self.try_again, kind="primary", name="troubleAgainButton"
        )
        self._again.setHidden(error.remedy in _LASTING)
        buttons.addWidget(self._again)
        add_layout(layout, buttons)
        self.setCentralWidget(middle)
        for first in (self._restore, self._again):
            if not first.isHidden():
                first.setFocus()

    def restore(self, source: Path) -> None:
        """Put a backup in the place of the damaged file, which is kept, and start anew."""
        clear(self._answer)
        self._restore.setEnabled(False)
        self._busy.begin(_("Restoring the backup…"))

        def work(_task: Task) -> Path:
            return replace_damaged(
                database_file(self._home), source, datetime.now(UTC), replace_file
            )

        self._background.run(
            self,
            work,
            self._restored,
            self._failed,
        )

    def try_again(self) -> None:
        """Start anew if the data can be used by now, else say what is in the way still."""
        clear(self._answer)
        self._again.setEnabled(False)
        self._busy.begin(_("Opening the data…"))

        def work(_task: Task) -> None:
            private_folder(self._home)
            open_store(database_file(self._home)).close()

        self._background.run(self, work, lambda _opened: self._start_again(), self._failed)

    def write_diagnostics(self, target: Path) -> None:
        """Write the file for whoever helps, as far as it can be told without the database."""
        clear(self._answer)
        self._diagnostics.setEnabled(False)
        self._busy.begin(_("Writing the diagnostics file…"))

        def work(_task: Task) -> str:
            save_without_store(self._error, self._home, target)
            return _("The file holds no secret, name or address. It is here: {path}").format(
                path=target
            )

        self._background.run(self, work, self._written, self._failed)

    def show_window(self) -> None:
        """Bring the window to the front."""
        bring_to_front(self)

    def _restored(self, _kept: Path) -> None:
        self._start_again()

    def _start_again(self) -> None:
        self.on_close.append(start_again)
        self.close()

    def _failed(self, error: ShopSyncError) -> None:
        self._busy.hide()
        self._restore.setEnabled(True)
        self._again.setEnabled(True)
        self._diagnostics.setEnabled(True)
        self._answer.addWidget(problem_box(error.problem))

    def _written(self, text: str) -> None:
        self._busy.hide()
        self._diagnostics.setEnabled(True)
        self._answer.addWidget(label(text, wrap=True, name="troubleWritten"))

    def _ask_diagnostics(self) -> None:
        name = "shopsync-diagnostics.zip"
        save_dialog(self, _("Diagnostics file"), name, self.write_diagnostics).open()

    def _ask(self) -> None:
        backup_dialog(self, self._home, self.restore).open()

    def _open_folder(self) -> None:
        open_file(self._home)

    def closeEvent(self, event: QCloseEvent) -> None:
        """The program ends with this window."""
        event.accept()
        for action in self.on_close:
            action()
        self.on_close.clear()
        app = QApplication.instance()
        if app is not None:
            app.quit()
