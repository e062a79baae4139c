"""Szinkron előzmények: every run with its receipt, and what each wrote."""

from __future__ import annotations

from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.text import _, format_int, ngettext
from shopsync_gui.ui.jobs.purposes import ShowRuns, open_shops
from shopsync_gui.ui.jobs.services.sync_follower import SyncFollower
from shopsync_gui.ui.kit.empty_view import EmptyView
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.page import Page
from shopsync_gui.ui.kit.plain_text import short, tooltip
from shopsync_gui.ui.kit.rows_model import RowsModel
from shopsync_gui.ui.kit.tables import table
from shopsync_gui.ui.kit.widgets import MARGIN, button, column, label, row
from shopsync_gui.ui.runs.run_details import RunDetails
from shopsync_gui.ui.runs.run_parts import RunParts
from shopsync_gui.ui.runs.runs_chart import RunsChart
from shopsync_gui.ui.runs.runs_columns import SHOP, runs_columns
from shopsync_gui.ui.runs.writes_table import WritesTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from shopsync_gui.core.runs.jobs import Job, Progress
    from shopsync_gui.core.runs.runs import RunReport
    from shopsync_gui.store import Store
    from shopsync_gui.store.runs.journal_entries import JournalOp, JournalState
    from shopsync_gui.sync.job_worker import Outcome
    from shopsync_gui.ui.jobs.context import AppContext
    from shopsync_gui.ui.jobs.services.store_thread import Request

#: So many runs are listed, the newest first.
_MOST = 500

#: Below this width the receipt has no room beside the lists; it shares the place of the writes.
_NARROW = 1040


class RunsState(msgspec.Struct, frozen=True):
    """The state of the page for its successor: one shop's runs or all (None), and the chosen run."""

    connection_id: int | None
    run_id: int | None


class RunsPage(Page):
    """The runs at the left, the chosen one's receipt at the right, its writes below."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.context = context
        self._connection_id: int | None = None
        self._wanted: int | None = None
        self._request: Request | None = None
        #: Seconds that the last reading took.
        self._cost = 0.0
        #: The run of a job that was asked for when the job began to tell of it.
        self._awaited: int | None = None
        self._looks_only = False
        #: What undid a run, or as a whole, by the run's number.
        self._undone: dict[int | None, RunReport] = {}
        #: Undos that came to their end, the last one first.
        self._ended_undos: tuple[RunReport, ...] = ()
        #: The job that was started here, whose run is to be chosen.
        self._followed: Job | None = None
        self._narrow = False
        columns = runs_columns(context.connections, context.jobs)
        self.model = RowsModel(columns, context.theme, self)
        self.table = table(self.model, columns, "runList", stretch=2, across=True)
        self.table.setAccessibleName(_("Sync history"))
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        self._details = RunDetails(context)
        self._writes = WritesTable(context)
        self._lower = RunParts(self._details, self._writes)
        self._only = button(clicked=self._show_all, kind="chip", name="runsShopChip")
        self._only.hide()
        self._count = label(role="muted", name="runCount")
        self._chart = RunsChart(context.theme)
        self._chart.chosen.connect(self._choose_run)
        self._build()
        self._details.began.connect(self._follow)
        self._details.listed.connect(self._list_writes)
        SyncFollower(self, context.jobs, self.refresh, lambda: self._cost)
        context.other_programs.looked.connect(self._follow_others)
        context.jobs.progressed.connect(self._progressed)
        context.jobs.ended.connect(self._ended)
        context.jobs.started.connect(self.refresh)
        context.connections.replaced.connect(self._replaced)
        self._show_count()

    def _replaced(self) -> None:
        """Show the runs of all shops: ids mean other ones in what was restored."""
        self.show_for(ShowRuns())

    def _build(self) -> None:
        top = row(margins=(MARGIN, 16, MARGIN, 8), gap=12)
        top.addWidget(self._only)
        top.addWidget(self._count)
        top.addWidget(self._chart, 1)
        upper = QWidget()
        runs = column(upper, gap=0)
        add_layout(runs, top)
        runs.addWidget(self.table, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(1)
        split.addWidget(upper)
        split.addWidget(self._lower)
        split.setSizes([300, 300])
        full = QWidget()
        self._sides = row(full, gap=0)
        self._sides.addWidget(split, 1)
        self._sides.addWidget(self._details)
        self._stack = QStackedWidget()
        empty = EmptyView(self.context.theme, "history")
        empty.say(
            _("No sync has run yet"),
            _("Every sync, preview and verification is listed here with its receipt."),
        )
        #: The way out of an empty history.
        self._first = button(clicked=self._lead_on, kind="primary", name="runsEmptyButton")
        empty.offer(self._first)
        self._stack.addWidget(full)
        self._stack.addWidget(empty)
        column(self).addWidget(self._stack)

    def state(self) -> RunsState:
        """Whose runs are listed, and the chosen run."""
        return RunsState(self._connection_id, self._details.run_id)

    def restore(self, state: object) -> None:
        """List the same runs and choose the same one."""
        assert isinstance(state, RunsState)
        self._connection_id = state.connection_id
        self._wanted = state.run_id
        self.refresh()

    def refresh(self) -> None:
        """Read the runs again."""
        only = self._connection_id
        if self._request is not None:
            self._request.drop()
        self._request = self.context.store.reader.ask(
            self, partial(_read, connection_id=only), self._show
        )

    def show_for(self, purpose: object) -> None:
        """Show one shop's runs only, or choose a run."""
        assert isinstance(purpose, ShowRuns)
        self._connection_id = purpose.connection_id
        self._wanted = purpose.run_id
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow page shows the receipt or the writes; a wide one has room for both."""
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        if narrow != self._narrow:
            self._narrow = narrow
            if narrow:
                self._lower.take_receipt()
            else:
                self._lower.leave_receipt_to(self._sides)

    # --- inside -----------------------------------------------------------------------------------

    def _list_writes(self, state: JournalState, op: JournalOp | None) -> None:
        self._writes.choose(state, op)
        self._lower.show_writes()

    def _show(self, found: tuple[Sequence[RunReport], bool, float]) -> None:
        runs, self._looks_only, self._cost = found
        self._request = None
        # Out of sight, the list stays at its newest run if it was there.
        newest = self.model.row(0).run_id if self.model.rowCount() else None
        follows = newest == self._details.run_id and not self.isVisible()
        same = [run.run_id for run in runs] == self._listed()
        stays = same and self._wanted is None and not follows and bool(runs)
        wanted = self._wanted or (None if follows else self._details.run_id)
        self._wanted = None
        ended = (run for run in runs if run.kind is JobKind.UNDO and run.state.ended)
        self._ended_undos = tuple(ended)
        whole = {run.undo_of: run for run in runs if run.has_undone_all}
        undos = {run.undo_of: run for run in reversed(runs) if run.has_undone}
        self._undone = undos | whole
        self._chart.set_runs(runs)
        if stays:
            self.model.exchange(runs)
            self.table.fit_columns()
            self._chosen()
            return
        self.model.set_rows(runs)
        several = len({run.connection_id for run in runs}) > 1
        self.table.leave_out(() if several else (SHOP,))
        self._stack.setCurrentIndex(0 if runs or self._connection_id is not None else 1)
        connected = bool(self.context.connections)
        self._first.setText(_("Product sync…") if connected else _("Connect a webshop"))
        self._show_count()
        rows = [row for row, run in enumerate(runs) if run.run_id == wanted]
        if runs:
            self._choose(rows[0] if rows else 0)
        else:
            self._details.show_run(None)
            self._writes.show_run(None)

    def _listed(self) -> list[int]:
        return [self.model.row(number).run_id for number in range(self.model.rowCount())]

    def _choose(self, row_number: int) -> None:
        self.table.selectionModel().setCurrentIndex(
            self.model.index(row_number, 0),
            QItemSelectionModel.SelectionFlag.ClearAndSelect
            | QItemSelectionModel.SelectionFlag.Rows,
        )
        self.table.scrollTo(self.model.index(row_number, 0))

    def _choose_run(self, run_id: int) -> None:
        for row_number in range(self.model.rowCount()):
            if self.model.row(row_number).run_id == run_id:
                self._choose(row_number)

    def _show_count(self) -> None:
        count = self.model.rowCount()
        text = ngettext("{n} run", "{n} runs", count).format(n=format_int(count))
        self._count.setText(text)
        shop = self.context.connections.get(self._connection_id or 0)
        self._only.setVisible(self._connection_id is not None)
        if shop is not None:
            title = self.context.connections.title_of(shop)
            self._only.setText(f"{short(title)} ×")
            self._only.setToolTip(tooltip(title))
            self._only.setAccessibleName(_("Show the runs of every webshop"))

    def _follow(self, job: Job) -> None:
        self._followed = job

    def _follow_others(self) -> None:
        """Show how far the runs of other programs are, unless that is being read."""
        if self.isVisible() and self._request is None:
            self.refresh()

    def _progressed(self, connection_id: int, progress: Progress) -> None:
        if self._awaited != progress.run_id and self.isVisible():
            self._awaited = progress.run_id
            self.refresh()  # when the job was started, its run was not there yet
        job = self._followed
        if job is not None and job.connection_id == connection_id:
            self._followed = None
            self._wanted = progress.run_id
            self.refresh()

    def _ended(self, _connection_id: int, job: Job, outcome: Outcome) -> None:
        if job is self._followed:
            self._followed = None
            self._wanted = outcome.report.run_id if outcome.report is not None else None
        self.refresh()

    def _lead_on(self) -> None:
        open_shops(self.context.requests, sync=bool(self.context.connections))

    def _show_all(self) -> None:
        self.show_for(ShowRuns())

    def _chosen(self) -> None:
        index = self.table.currentIndex()
        run = self.model.row(index.row()) if index.isValid() else None
        self._chart.set_current(None if run is None else run.run_id)
        if run is None:
            self._details.show_run(None)
        else:
            shop = self.context.connections.get(run.connection_id)
            looks_only = self._looks_only
            may_write = (
                not looks_only if shop is None else shop.may_be_written(looks_only=looks_only)
            )
            self._details.show_run(run, self._undone_by(run), may_write=may_write)
        self._writes.show_run(run)

    def _undone_by(self, run: RunReport) -> RunReport | None:
        """The undo of a run, or what came to the end that this undo did not come to."""
        if run.kind is JobKind.UNDO:
            ends = (undo for undo in self._ended_undos if undo.ends(run))
            return None if run.state.ended else next(ends, None)
        return self._undone.get(run.run_id)


def _read(store: Store, *, connection_id: int | None) -> tuple[Sequence[RunReport], bool, float]:
    """The runs, whether this computer is one that only looks, and the seconds of the reading."""
    began = monotonic()
    runs = store.runs.newest(_MOST, connection_id)
    return runs, store.connections.looks_only(), monotonic() - began
