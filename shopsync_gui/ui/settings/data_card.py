"""The data on this computer: where they are, a backup now, the log, and a file for whoever helps."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame

from shopsync_gui.core.errors import AlreadyRunning, ShopSyncError
from shopsync_gui.core.text import _, format_decimal, translate
from shopsync_gui.core.tone import Tone
from shopsync_gui.sync.archive import erase_everything, restore_backup
from shopsync_gui.sync.diagnostics import save_diagnostics
from shopsync_gui.system.files import whole_file
from shopsync_gui.system.folder_risk import RISKS, folder_risk
from shopsync_gui.ui.kit.busy_line import BusyLine
from shopsync_gui.ui.kit.file_dialogs import backup_dialog, open_file, save_dialog
from shopsync_gui.ui.kit.flow_layout import FlowLayout
from shopsync_gui.ui.kit.note_box import NoteBox, problem_box
from shopsync_gui.ui.kit.plain_text import tooltip
from shopsync_gui.ui.kit.scrolling import bring_into_view
from shopsync_gui.ui.kit.widgets import button, clear, column, label, line, row
from shopsync_gui.ui.settings.archive_dialogs import EraseDialog, RestoreDialog
from shopsync_gui.ui.settings.log_dialog import LogDialog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from shopsync_gui.store import Store
    from shopsync_gui.store.archive import BackupSummary
    from shopsync_gui.ui.jobs.context import AppContext

T = TypeVar("T")


class DataCard(QFrame):
    """Says how much there is; every piece of work runs in the background and tells its end."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._context = context
        layout = column(self, margins=(20, 16, 20, 16), gap=12)
        layout.addWidget(label(_("Data on this computer"), "title"))
        layout.addWidget(line())
        where = row(gap=16)
        folder = label(str(context.home), wrap=True, name="dataFolder")
        folder.setMinimumWidth(120)  # the name of a folder may be longer than the page
        folder.setToolTip(tooltip(str(context.home)))
        folder.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        where.addWidget(folder, 1)
        where.addWidget(button(_("Open folder"), self._open_folder, name="openFolderButton"))
        layout.addLayout(where)
        risk = folder_risk(context.home)
        if risk is not None:
            layout.addWidget(NoteBox(Tone.WARNING, texts=[translate(RISKS[risk])], name="dataRisk"))
        self._size_text = label(role="muted", wrap=True, name="dataSize")
        layout.addWidget(self._size_text)
        buttons = FlowLayout(gap=12)
        backup = button(_("Back up now…"), self._ask_backup, name="backupButton")
        restore = button(_("Restore…"), self._ask_restore, name="restoreButton")
        logs = button(_("Log…"), self._show_logs, name="logsButton")
        diagnostics = button(
            _("Diagnostics file…"), self._ask_diagnostics, name="diagnosticsButton"
        )
        for work in (backup, restore, logs, diagnostics):
            buttons.addWidget(work)
        layout.addLayout(buttons)
        self._busy = BusyLine("dataBusy")
        layout.addWidget(self._busy)
        self._result = label(wrap=True, name="dataResult")
        self._result.hide()
        layout.addWidget(self._result)
        self._trouble = column(gap=8)
        layout.addLayout(self._trouble)
        layout.addWidget(line())
        end = row(gap=16)
        forget = _("Forget shops, products, history, settings and passwords.")
        end.addWidget(label(forget, wrap=True), 1)
        erase = button(_("Delete all data…"), self._ask_erase, kind="danger", name="eraseButton")
        end.addWidget(erase)
        layout.addLayout(end)
        self._work = (backup, restore, diagnostics, erase)
        self._show_size(None)

    def refresh(self) -> None:
        """Measure the data folder again."""
        home = self._context.home

        def measure(store: Store) -> int:
            return folder_size(home)

        self._context.store.reader.ask(self, measure, self._show_size)

    def back_up(self, target: Path) -> None:
        """Copy the whole database to a file."""

        def work(store: Store) -> str:
            with whole_file(target) as part:
                store.backup_to(part)
            return _("The backup is in {path}.").format(path=target)

        self._do(_("Backing up…"), work, self._done)

    def restore(self, source: Path) -> None:
        """Say what a backup holds, and put it in the place of everything if the user agrees."""

        def look(store: Store) -> BackupSummary:
            return store.backup_summary(source)

        def show(facts: BackupSummary) -> None:
            RestoreDialog(source, facts, lambda: self._restore_now(source), self.window()).open()

        self._do(_("Looking at the backup…"), look, show)

    def _restore_now(self, source: Path) -> None:
        def work(store: Store) -> str:
            kept = restore_backup(store, source)
            text = _("The backup was restored. What was here before is in {path}.")
            return text.format(path=kept)

        self._replace(_("Restoring the backup…"), work)

    def _erase_now(self) -> None:
        secrets = self._context.secrets

        def work(store: Store) -> str:
            erase_everything(store, secrets)
            return _("All data of ShopSync on this computer was deleted.")

        self._replace(_("Deleting all data…"), work)

    def _replace(self, words: str, work: Callable[[Store], str]) -> None:
        if self._context.jobs.busy:
            self._failed(AlreadyRunning())
        else:
            self._begin(words)
            self._context.store.writer.ask(self, work, self._replaced, self._failed)

    def _replaced(self, text: str) -> None:
        self._context.settings.reload()
        self._context.connections.reload()
        self._context.mailer.look()
        self._done(text)

    def write_diagnostics(self, target: Path) -> None:
        """Write the file for whoever helps."""
        home = self._context.home
        chosen = self._context.settings.chosen()

        def work(store: Store) -> str:
            save_diagnostics(store, home, target, chosen)
            return _("The file is in {path}. It holds no secret, name or address.").format(
                path=target
            )

        self._do(_("Writing the diagnostics file…"), work, self._done)

    def _do(self, words: str, work: Callable[[Store], T], done: Callable[[T], None]) -> None:
        def ended(result: T) -> None:
            self._end()
            done(result)

        self._begin(words)
        self._context.store.reader.ask(self, work, ended, self._failed)

    def _begin(self, words: str) -> None:
        """Say what is under way; one thing at a time."""
        clear(self._trouble)
        self._result.hide()
        for work in self._work:
            work.setEnabled(False)
        self._busy.begin(words)
        bring_into_view(self._busy)

    def _end(self) -> None:
        self._busy.hide()
        for work in self._work:
            work.setEnabled(True)

    def _done(self, text: str) -> None:
        self._end()
        self.show_result(text)
        self.refresh()

    def result(self) -> str:
        """What the last piece of work came to; empty while nothing is told."""
        return "" if self._result.isHidden() else self._result.text()

    def show_result(self, text: str) -> None:
        """Tell what a piece of work came to."""
        self._result.setText(text)
        self._result.setVisible(bool(text))

    def _failed(self, error: ShopSyncError) -> None:
        self._end()
        self._trouble.addWidget(problem_box(error.problem))

    def _ask_backup(self) -> None:
        name = f"shopsync-{datetime.now().astimezone():%Y-%m-%d}.db"
        self._ask_file(_("Back up now"), name, self.back_up)

    def _ask_restore(self) -> None:
        backup_dialog(self.window(), self._context.home, self.restore).open()

    def _ask_erase(self) -> None:
        clear(self._trouble)
        self._result.hide()
        EraseDialog(len(self._context.connections), self._erase_now, self.window()).open()

    def _ask_diagnostics(self) -> None:
        self._ask_file(_("Diagnostics file"), "shopsync-diagnostics.zip", self.write_diagnostics)

    def _ask_file(self, title: str, name: str, then: Callable[[Path], None]) -> None:
        save_dialog(self.window(), title, name, then).open()

    def _show_logs(self) -> None:
        LogDialog(self._context, self.window()).show()

    def _show_size(self, size: int | None) -> None:
        text = _("Products, history and backups of the account's product list; no passwords.")
        if size is not None:
            text = f"{format_size(size)} · {text}"
        self._size_text.setText(text)

    def _open_folder(self) -> None:
        open_file(self._context.home)


def folder_size(folder: Path) -> int:
    """Bytes of all files below a folder; files that vanish meanwhile do not count."""
    total = 0
    for path in folder.rglob("*"):
        try:
            if path.is_file():
                total += path.stat().st_size
        except OSError:
            continue
    return total


def format_size(size: int) -> str:
    """Bytes as megabytes, one decimal below ten."""
    megabytes = Decimal(size) / 1_000_000
    return f"{format_decimal(megabytes, 1 if megabytes < 10 else 0)} MB"
