"""The data on this computer: where they are, a backup now, the log, and a file for whoever helps."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from shiboken6 import isValid

from shopsync_gui.core.errors import RunningHere
from shopsync_gui.core.text import N_, _, format_size, translate
from shopsync_gui.core.tone import Tone
from shopsync_gui.store import Store
from shopsync_gui.store.database.copies import backup_name
from shopsync_gui.sync.archive import (
    CONTENT,
    erase_everything,
    restore_backup,
    write_backup,
)
from shopsync_gui.sync.outputs.diagnostics import save_diagnostics
from shopsync_gui.system.folder_risk import RISKS, folder_risk
from shopsync_gui.system.paths import folder_size
from shopsync_gui.ui.kit.busy_line import BusyLine
from shopsync_gui.ui.kit.file_dialogs import backup_dialog, open_file, save_dialog
from shopsync_gui.ui.kit.flow_layout import FlowLayout
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.note_box import NoteBox, problem_box
from shopsync_gui.ui.kit.plain_text import tooltip
from shopsync_gui.ui.kit.scrolling import bring_into_view
from shopsync_gui.ui.kit.widgets import button, clear, column, label, line, row
from shopsync_gui.ui.settings.archive_dialogs import EraseDialog, RestoreDialog
from shopsync_gui.ui.settings.card_frame import CardFrame
from shopsync_gui.ui.settings.data_work import DataWork, Told
from shopsync_gui.ui.settings.log_dialog import LogDialog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from shopsync_gui.core.errors import ShopSyncError
    from shopsync_gui.store.upkeep.archive import BackupSummary
    from shopsync_gui.ui.jobs.context import AppContext
    from shopsync_gui.ui.jobs.services.store_thread import StoreThread

T = TypeVar("T")


class DataCard(CardFrame):
    """The card that says how much data there are; every piece of work runs in the background and tells its end."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(_("Data on this computer"))
        self._context = context
        layout = self.body
        layout.addWidget(line())
        where = row(gap=16)
        folder = label(str(context.home), wrap=True, name="dataFolder")
        folder.setMinimumWidth(120)  # the name of a folder may be longer than the page
        folder.setToolTip(tooltip(str(context.home)))
        folder.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        where.addWidget(folder, 1)
        where.addWidget(button(_("Open folder"), self._open_folder, name="openFolderButton"))
        add_layout(layout, where)
        risk = folder_risk(context.home)
        if risk is not None:
            layout.addWidget(NoteBox(Tone.WARNING, texts=[translate(RISKS[risk])], name="dataRisk"))
        self._size_text = label(role="muted", wrap=True, name="dataSize")
        layout.addWidget(self._size_text)
        buttons = FlowLayout(gap=12)
        add_layout(layout, buttons)
        backup = button(_("Back up now…"), self._ask_backup, name="backupButton")
        restore = button(_("Restore…"), self._ask_restore, name="restoreButton")
        logs = button(_("Log…"), self._show_logs, name="logsButton")
        diagnostics = button(
            _("Diagnostics file…"), self._ask_diagnostics, name="diagnosticsButton"
        )
        for work in (backup, restore, logs, diagnostics):
            buttons.addWidget(work)
        self._busy = BusyLine("dataBusy")
        layout.addWidget(self._busy)
        self._result = label(wrap=True, name="dataResult")
        self._result.hide()
        layout.addWidget(self._result)
        self._trouble = column(gap=8)
        add_layout(layout, self._trouble)
        layout.addWidget(line())
        end = row(gap=16)
        forget = _("Forget shops, products, history, settings and passwords.")
        end.addWidget(label(forget, wrap=True), 1)
        erase = button(_("Delete all data…"), self._ask_erase, kind="danger", name="eraseButton")
        end.addWidget(erase)
        add_layout(layout, end)
        self._buttons = (backup, restore, diagnostics, erase)
        #: The button that began the work; it gets the focus back.
        self._pressed: QWidget | None = None
        self._show_size(None)
        self.work = DataWork()
        self.take(self.work)

    def take(self, work: DataWork) -> None:
        """Show this piece of work, which another card may have begun."""
        self.work = work
        work.changed.connect(self._show_work)
        self._show_work()

    def _show_work(self) -> None:
        clear(self._trouble)
        work = self.work
        focused = self.window().focusWidget()
        if work.words and focused in self._buttons:
            self._pressed = focused
            self.setFocus()  # else the next button would get it
        for piece in self._buttons:
            piece.setEnabled(not work.words)
        if not work.words and self._pressed is not None:
            if focused in (None, self):
                self._pressed.setFocus()
            self._pressed = None
        if work.words:
            self._busy.begin(work.words)
            bring_into_view(self._busy)
        else:
            self._busy.hide()
        self._result.setText(work.result)
        self._result.setVisible(bool(work.result))
        if work.result:
            self.refresh()
        if work.problem is not None:
            box = problem_box(work.problem)
            self._trouble.addWidget(box)
            bring_into_view(box)

    def refresh(self) -> None:
        """Measure the data folder again."""
        home = self._context.home

        def measure(store: Store) -> int:
            return folder_size(home)

        self._context.store.reader.ask(self, measure, self._show_size)

    def back_up(self, target: Path) -> None:
        """Copy the whole database to a file."""

        def work(store: Store) -> Told:
            write_backup(store, target)
            return Told(N_("The backup is here: {path}"), str(target))

        self._do(_("Backing up…"), work, _as_told)

    def restore(self, source: Path) -> None:
        """Say what a backup holds, and put it in the place of everything if the user agrees."""

        def look(store: Store) -> BackupSummary:
            return store.backup_summary(source)

        def show(facts: BackupSummary) -> None:
            if isValid(self):
                again = partial(self._restore_now, source)
                RestoreDialog(source, facts, again, self.window()).open()

        self._do(_("Looking at the backup…"), look, show)

    def _restore_now(self, source: Path) -> None:
        def work(store: Store) -> Told:
            kept = restore_backup(store, source)
            return Told(N_("The backup was restored. What was there before: {path}"), str(kept))

        self._replace(_("Restoring the backup…"), work, self._context.store.writer)

    def _erase_now(self) -> None:
        secrets = self._context.secrets

        def work(store: Store) -> Told:
            if erase_everything(store, secrets):
                return Told(N_("All data of ShopSync on this computer was deleted."))
            return Told(
                N_(
                    "All data of ShopSync on this computer was deleted, except passwords that the operating"
                    " system's password store did not remove. Remove the entries whose names begin with"
                    " ShopSync there yourself."
                )
            )

        self._replace(_("Deleting all data…"), work, self._context.store.keyring, _erased)

    def _replace(
        self,
        words: str,
        work: Callable[[Store], Told],
        thread: StoreThread,
        done: Callable[[AppContext, Told], Told] | None = None,
    ) -> None:
        if self._context.jobs.busy:
            self.work.end(problem=RunningHere().problem)
        else:
            self._do(words, work, partial(done or _replaced, self._context), thread)

    def write_diagnostics(self, target: Path) -> None:
        """Write the file for whoever helps."""
        home = self._context.home
        chosen = self._context.settings.chosen()

        def work(store: Store) -> Told:
            save_diagnostics(store, home, target, chosen)
            return Told(
                N_("The file holds no secret, name or address. It is here: {path}"), str(target)
            )

        self._do(_("Writing the diagnostics file…"), work, _as_told)

    def _do(
        self,
        words: str,
        work: Callable[[Store], T],
        done: Callable[[T], Told | None],
        thread: StoreThread | None = None,
    ) -> None:
        """Do a piece of work at a thread of the store; `done` says what it came to."""
        state = self.work

        def ended(result: T) -> None:
            state.end(done(result))

        def failed(error: ShopSyncError) -> None:
            state.end(problem=error.problem)

        state.begin(words)
        (thread or self._context.store.reader).ask(state, work, ended, failed)

    def _ask_backup(self) -> None:
        self._ask_file(_("Back up now"), backup_name(datetime.now(UTC)), self.back_up)

    def _ask_restore(self) -> None:
        backup_dialog(self.window(), self._context.home, self.restore).open()

    def _ask_erase(self) -> None:
        self.work.forget()
        EraseDialog(len(self._context.connections), self._erase_now, self.window()).open()

    def _ask_diagnostics(self) -> None:
        self._ask_file(_("Diagnostics file"), "shopsync-diagnostics.zip", self.write_diagnostics)

    def _ask_file(self, title: str, name: str, then: Callable[[Path], None]) -> None:
        save_dialog(self.window(), title, name, then).open()

    def _show_logs(self) -> None:
        LogDialog(self._context, self.window()).show()

    def _show_size(self, size: int | None) -> None:
        text = translate(CONTENT)
        if size is not None:
            text = f"{format_size(size)} · {text}"
        self._size_text.setText(text)

    def _open_folder(self) -> None:
        open_file(self._context.home)


def _as_told(told: Told) -> Told:
    return told


def _replaced(context: AppContext, told: Told) -> Told:
    """Everything is another one now: read it anew."""
    context.settings.reload()
    context.connections.reload()
    context.mailer.look()
    return told


def _erased(context: AppContext, told: Told) -> Told:
    """Have the window begin anew, too, once its pages know that nothing is left."""
    context.memory.clear()
    _replaced(context, told)

    def tell(_nothing: object) -> None:
        context.requests.data_erased.emit()

    # Answered after the connections, which are read by the same thread.
    context.store.reader.ask(context.connections, Store.replacement_mark, tell)
    return told
