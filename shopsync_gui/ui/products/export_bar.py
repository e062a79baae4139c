"""Export of the shown products: asks for a file, writes it in the background, can be cancelled."""

from __future__ import annotations

import time
from contextlib import closing
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QLabel, QProgressBar, QPushButton, QWidget

from shopsync_gui.core.text import _, format_int, ngettext, pgettext
from shopsync_gui.store import open_store
from shopsync_gui.sync.export import Export, ExportColumn, export
from shopsync_gui.ui.kit.file_dialogs import save_dialog
from shopsync_gui.ui.kit.note_box import problem_box
from shopsync_gui.ui.kit.widgets import MARGIN, button, clear, label, row
from shopsync_gui.ui.products.columns import Column

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from shopsync_gui.core.errors import Problem
    from shopsync_gui.store.query import GridQuery
    from shopsync_gui.ui.jobs.context import AppContext
    from shopsync_gui.ui.kit.background import Task

#: Seconds between two reports of progress, at least.
_PACE = 0.1
#: Seconds that a cancelled export gets to take its unfinished file away.
_PATIENCE = 5.0
_COLUMNS = {
    Column.NAME: (ExportColumn.NAME, ExportColumn.SA_ID),
    Column.SKU: (ExportColumn.SKU,),
    Column.CATEGORIES: (ExportColumn.CATEGORIES,),
    Column.NET: (ExportColumn.NET,),
    Column.GROSS: (ExportColumn.GROSS,),
    Column.STATE: (ExportColumn.STATE,),
    Column.UPDATED: (ExportColumn.UPDATED,),
    Column.DISCOUNT: (),
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


class _Pace:
    """Passes reports on, but not too many."""

    def __init__(self, report: Callable[[int, int], None]) -> None:
        self._report = report
        self._last = 0.0

    def report(self, done: int, total: int) -> None:
        """Tell of so many products of all, unless that was done a moment ago."""
        now = time.monotonic()
        if now - self._last >= _PACE or done == total:
            self._last = now
            self._report(done, total)


class ExportBar(QFrame):
    """What an export is doing, below the list; hidden while there is none."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._task: Task | None = None
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
        return self._task is not None

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

    def start(self, request: Export) -> None:
        """Write the file in the background."""
        database = self._context.store.path

        def work(task: Task) -> int:
            pace = _Pace(task.report)
            with closing(open_store(database, read_only=True)) as store:
                return export(store, request, pace.report, lambda: task.cancelled)

        self._problem = self._written = None
        self._show_progress()
        self._task = self._context.background.run(
            self,
            work,
            lambda count: self._ended(written=(count, request.path)),
            lambda error: self._ended(problem=error.problem),
            progress=self._progressed,
            cancelled=self._ended,
        )

    def stop(self) -> None:
        """Cancel what is being written, and wait for its end."""
        if self._task is not None:
            self._task.cancel()
            self._task.wait(_PATIENCE)

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
        if self._task is not None:
            self._task.cancel()

    def _progressed(self, done: int, total: int) -> None:
        self._bar.setRange(0, max(1, total))
        self._bar.setValue(done)
        text = ngettext("{done} / {total} product", "{done} / {total} products", total)
        self._text.setText(text.format(done=format_int(done), total=format_int(total)))

    def _ended(
        self, *, written: tuple[int, Path] | None = None, problem: Problem | None = None
    ) -> None:
        self._task = None
        self._written, self._problem = written, problem
        self.show_again()

    def show_again(self) -> None:
        """Say what an export is doing or how the last one ended, in the language in use."""
        if self.busy:
            self._show_progress()
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
