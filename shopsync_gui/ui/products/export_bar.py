"""The export button: asks for a file, writes it on a thread of its own, can be cancelled."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal
from PySide6.QtWidgets import QFrame, QLabel, QProgressBar, QPushButton, QWidget

from shopsync_gui.core.errors import Problem, ShopSyncError, UnexpectedProblem
from shopsync_gui.core.text import _, format_int, ngettext, pgettext
from shopsync_gui.store import open_store
from shopsync_gui.sync.export import Cancelled, Export, ExportColumn, export
from shopsync_gui.ui.kit.file_dialogs import save_dialog
from shopsync_gui.ui.kit.note_box import problem_box
from shopsync_gui.ui.kit.widgets import MARGIN, button, clear, label, row
from shopsync_gui.ui.products.columns import Column

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from shopsync_gui.store.query import GridQuery
    from shopsync_gui.ui.jobs.context import AppContext

log = logging.getLogger(__name__)

#: Seconds between two reports of progress, at least.
_PACE = 0.1
_PATIENCE = 5000
_COLUMNS = {
    Column.NAME: (ExportColumn.NAME, ExportColumn.SA_ID),
    Column.SKU: (ExportColumn.SKU,),
    Column.CATEGORIES: (ExportColumn.CATEGORIES,),
    Column.NET: (ExportColumn.NET,),
    Column.GROSS: (ExportColumn.GROSS,),
    Column.STATE: (ExportColumn.STATE,),
    Column.UPDATED: (ExportColumn.UPDATED,),
}


def export_columns(shown: Sequence[Column], *, changes: bool = False) -> tuple[ExportColumn, ...]:
    """What the shown columns of the grid are in a file; prices bring VAT and currency along.

    With `changes` what changed is written too.
    """
    found = [one for wanted in shown for one in _COLUMNS[wanted]]
    if changes:
        found.append(ExportColumn.CHANGE)
    if Column.NET in shown or Column.GROSS in shown:
        last = max(i for i, c in enumerate(found) if c in (ExportColumn.NET, ExportColumn.GROSS))
        found[last + 1 : last + 1] = [ExportColumn.VAT, ExportColumn.CURRENCY]
    return tuple(found)


class ExportThread(QThread):
    """Writes one file; `count` or `problem` is there when it has finished."""

    progressed = Signal(int, int)

    def __init__(self, database: Path, wish: Export, parent: QObject) -> None:
        super().__init__(parent)
        self.count: int | None = None
        self.problem: Problem | None = None
        self.wish = wish
        self._database = database
        self._last = 0.0

    def run(self) -> None:
        """The thread's own work; called by Qt."""
        try:
            store = open_store(self._database, read_only=True)
            try:
                self.count = export(store, self.wish, self._report, self.isInterruptionRequested)
            finally:
                store.close()
        except Cancelled:
            log.info("an export was cancelled")
        except ShopSyncError as error:
            self.problem = error.problem
        except Exception as error:
            log.exception("an export met an unexpected fault")
            self.problem = UnexpectedProblem(detail=type(error).__name__).problem

    def _report(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._last >= _PACE or done == total:
            self._last = now
            self.progressed.emit(done, total)


class ExportBar(QFrame):
    """What an export is doing, below the list; hidden while there is none."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._thread: ExportThread | None = None
        self._problem: Problem | None = None
        self._written: tuple[int, Path] | None = None
        self.setObjectName("exportBar")
        context.requests.closing.connect(self.stop)
        self._layout = row(self, margins=(MARGIN, 8, MARGIN, 8), gap=12)
        self._bar = QProgressBar()
        self._text: QLabel = label()
        self._cancel: QPushButton = button()
        self.hide()

    @property
    def busy(self) -> bool:
        """Whether a file is being written."""
        return self._thread is not None

    def ask(self, query: GridQuery, columns: Sequence[Column], parent: QWidget) -> None:
        """Ask where to, then write the products of a query."""
        if self.busy:
            return
        wanted = export_columns(columns, changes=query.changed_since is not None)
        dialog = save_dialog(
            parent,
            _("Export products"),
            _("products") + ".xlsx",
            lambda path: self.start(Export(path, query, wanted)),
        )
        dialog.setObjectName("exportDialog")
        filters = [_("Excel workbook (*.xlsx)"), _("CSV file (*.csv)")]
        dialog.setNameFilters(filters)
        dialog.filterSelected.connect(
            lambda chosen: dialog.setDefaultSuffix("csv" if chosen == filters[1] else "xlsx")
        )
        dialog.open()

    def start(self, wish: Export) -> None:
        """Write the file in the background."""
        thread = ExportThread(self._context.store.path, wish, self)
        self._thread = thread
        self._show_progress()
        thread.progressed.connect(self._progressed)
        thread.finished.connect(self._finished)
        thread.start()

    def stop(self) -> None:
        """Cancel what is being written, and wait for its end."""
        thread = self._thread
        if thread is not None:
            thread.requestInterruption()
            thread.wait(_PATIENCE)

    def _show_progress(self) -> None:
        clear(self._layout)
        self._text = label(_("Writing the file…"), name="exportText")
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Progress of the export"))
        stop = pgettext("what is running", "Cancel")
        self._cancel = button(stop, self._cancel_now, name="exportCancelButton")
        self._layout.addWidget(self._text)
        self._layout.addWidget(self._bar, 1)
        self._layout.addWidget(self._cancel)
        self.show()

    def _cancel_now(self) -> None:
        self._cancel.setEnabled(False)
        if self._thread is not None:
            self._thread.requestInterruption()

    def _progressed(self, done: int, total: int) -> None:
        self._bar.setRange(0, max(1, total))
        self._bar.setValue(done)
        text = ngettext("{done} / {total} product", "{done} / {total} products", total)
        self._text.setText(text.format(done=format_int(done), total=format_int(total)))

    def _finished(self) -> None:
        thread, self._thread = self._thread, None
        if thread is None:
            return
        self._problem = thread.problem
        self._written = None if thread.count is None else (thread.count, thread.wish.path)
        self.retranslate()
        thread.deleteLater()

    def retranslate(self) -> None:
        """Say how the last export ended, in the language in use."""
        if self.busy:
            return
        clear(self._layout)
        if self._problem is not None:
            self._layout.addWidget(problem_box(self._problem), 1)
        elif self._written is not None:
            count, path = self._written
            text = ngettext(
                "{n} product written to {path}", "{n} products written to {path}", count
            ).format(n=format_int(count), path=path)
            self._layout.addWidget(label(text, wrap=True, name="exportText"), 1)
        else:
            self.hide()
            return
        self._layout.addWidget(button(_("Close"), self._put_away, name="exportCloseButton"))

    def _put_away(self) -> None:
        self._problem = self._written = None
        self.hide()
