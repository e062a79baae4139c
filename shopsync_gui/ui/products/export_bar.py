"""Export of the shown products: asks for a file, writes it in the background, can be cancelled."""

from __future__ import annotations

import time
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QLabel,
    QProgressBar,
    QPushButton,
    QWidget,
)

from shopsync_gui.core.text import _, format_int, ngettext, pgettext
from shopsync_gui.store import open_store
from shopsync_gui.sync.outputs.export import STANDARD, Export, ExportColumn, export
from shopsync_gui.ui.kit.file_dialogs import file_name, open_file, save_dialog, show_in_folder
from shopsync_gui.ui.kit.flow_layout import FlowLayout
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.note_box import problem_box
from shopsync_gui.ui.kit.widgets import MARGIN, button, clear, label, row

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QResizeEvent

    from shopsync_gui.core.errors import Problem, ShopSyncError
    from shopsync_gui.store.search.query import GridQuery
    from shopsync_gui.ui.jobs.context import AppContext
    from shopsync_gui.ui.kit.background import Task

#: Seconds between two reports of progress, at least.
_PACE = 0.1
#: Seconds that a cancelled export gets to take its unfinished file away.
_PATIENCE = 5.0
#: Seconds that the note on a written file stays, unless the pointer or the keyboard is on it.
_STAY = 30.0


#: Pixels from which on the buttons have room beside the words.
_BESIDE = 680


class _Pace:
    """A pace for reports: they are passed on, but not too many."""

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
    """The bar of an export, below the list; hidden while there is none."""

    #: The note on a file is gone: closed, or after its time.
    put_away = Signal()

    def __init__(self, context: AppContext, *, stay: float = _STAY) -> None:
        """`stay`: seconds that the note on a written file stays."""
        super().__init__()
        self._context = context
        self._going = QTimer(self)
        self._going.setSingleShot(True)
        self._going.setInterval(round(stay * 1000))
        self._going.timeout.connect(self._go)
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

    def ask(self, query: GridQuery, parent: QWidget, chosen: Sequence[int] = ()) -> None:
        """Ask where to, then write the products of a query, or only the `chosen` ones of them."""
        if self.busy:
            return
        columns = STANDARD
        if query.changed_since is not None:
            columns = (*columns, ExportColumn.CHANGE)
        if chosen:
            text = ngettext(
                "Export {n} selected product", "Export {n} selected products", len(chosen)
            )
            title = text.format(n=format_int(len(chosen)))
        else:
            title = _("Export all products of the list")
        workbook, spreadsheet_csv, other_csv = (
            _("Excel workbook (*.xlsx)"),
            _("CSV for spreadsheets, SKUs stay as they are (*.csv)"),
            _("CSV for other programs (*.csv)"),
        )

        views = self._context.views
        view = None if views.opened is None else views.get(views.opened)
        name = "" if view is None else view.name

        def write(path: Path) -> None:
            for_spreadsheets = dialog.selectedNameFilter() != other_csv
            ids = tuple(chosen) or None
            self.start(Export(path, query, columns, ids, for_spreadsheets, name))

        def take_ending(chosen_filter: str) -> None:
            """Have the file end as the form that was chosen, else its old ending would decide."""
            ending = "xlsx" if chosen_filter == workbook else "csv"
            dialog.setDefaultSuffix(ending)
            for file in map(Path, dialog.selectedFiles()[:1]):
                if file.suffix.lower() in (".xlsx", ".csv"):
                    dialog.selectFile(file.with_suffix(f".{ending}").name)

        file = file_name(name, _("products"))
        dialog = save_dialog(parent, title, f"{file}.xlsx", write)
        dialog.setObjectName("exportDialog")
        dialog.setNameFilters([workbook, spreadsheet_csv, other_csv])
        dialog.filterSelected.connect(take_ending)
        dialog.open()

    def start(self, request: Export) -> None:
        """Write the file in the background."""
        database = self._context.store.path

        def work(task: Task) -> int:
            pace = _Pace(task.report)
            with closing(open_store(database, read_only=True)) as store:
                return export(store, request, pace.report, lambda: task.cancelled)

        self._problem = self._written = None
        self._going.stop()
        self._show_progress()
        self._task = self._context.background.run(
            self,
            work,
            partial(self._end_written, request.path),
            self._end_failed,
            progress=self._progressed,
            cancelled=self._end,
        )

    def stop(self) -> None:
        """Cancel what is being written, and wait for its end."""
        if self._task is not None:
            self._task.cancel()
            self._task.wait(_PATIENCE)

    def _show_progress(self) -> None:
        clear(self._layout)
        self._fit()
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

    def _end_written(self, path: Path, count: int) -> None:
        self._written = (count, path)
        self._end()

    def _end_failed(self, error: ShopSyncError) -> None:
        self._problem = error.problem
        self._end()

    def _end(self) -> None:
        self._task = None
        self.show_again()

    def show_again(self) -> None:
        """Say what an export is doing or how the last one ended, in the language in use."""
        if self.busy:
            self._show_progress()
            return
        clear(self._layout)
        self._fit()
        if self._problem is not None:
            self._layout.addWidget(problem_box(self._problem), 1)
        elif self._written is not None:
            count, path = self._written
            text = ngettext(
                "{n} product written to {path}", "{n} products written to {path}", count
            ).format(n=format_int(count), path=path)
            self._layout.addWidget(label(text, wrap=True, name="exportText"), 1)
            buttons = FlowLayout(gap=12, in_one_line=True)
            add_layout(self._layout, buttons)
            buttons.addWidget(button(_("Open"), self._open_file, name="exportOpenButton"))
            folder = button(_("Show in folder"), self._open_folder, name="exportFolderButton")
            buttons.addWidget(folder)
            buttons.addWidget(self._close_button())
            self._going.start()
            return
        else:
            self.hide()
            return
        self._layout.addWidget(self._close_button())

    def _close_button(self) -> QPushButton:
        return button(_("Close"), self._put_away, name="exportCloseButton")

    def _fit(self) -> None:
        """Put the buttons of the note on a file below its words where there is no room beside them."""
        below = self._written is not None and self.width() < _BESIDE
        ways = QBoxLayout.Direction
        self._layout.setDirection(ways.TopToBottom if below else ways.LeftToRight)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _open_file(self) -> None:
        if self._written is not None:
            open_file(self._written[1])

    def _open_folder(self) -> None:
        if self._written is not None:
            show_in_folder(self._written[1])

    def _go(self) -> None:
        """Take the note away; later, where the user is just at it."""
        focus = QApplication.focusWidget()
        at_it = focus is not None and self.isAncestorOf(focus)
        if self.underMouse() or at_it:
            self._going.start()
        elif not self.busy and self._problem is None:
            self._put_away()

    def forget_problem(self) -> None:
        """Say no more why a file could not be written."""
        if self._problem is not None and not self.busy:
            self._put_away()

    def _put_away(self) -> None:
        self._going.stop()
        self._problem = self._written = None
        self.hide()
        self.put_away.emit()
