"""The chosen run at the side: what came of it, what to do now, and its receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from shopsync_gui.core.errors import FileNotWritten
from shopsync_gui.core.runs.jobs import UNDOABLE_KINDS, WRITING_KINDS, Job, JobKind
from shopsync_gui.core.runs.reading_notes import ReadingNote, note_lines
from shopsync_gui.core.runs.receipt import receipt_text
from shopsync_gui.core.runs.run_labels import brake_label, kind_label, state_label
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.core.runs.verified_words import verified_text
from shopsync_gui.core.text import _, format_when
from shopsync_gui.core.tone import Tone
from shopsync_gui.store.runs.journal_entries import JournalState
from shopsync_gui.sync.standing.remark import Step, step_label
from shopsync_gui.system.files import whole_file
from shopsync_gui.ui.jobs.dialogs.retry_question import ask_retry
from shopsync_gui.ui.jobs.dialogs.undo_dialog import UndoDialog
from shopsync_gui.ui.jobs.purposes import ListPurpose
from shopsync_gui.ui.jobs.steps import ApproveRun, open_left_out, open_step
from shopsync_gui.ui.kit.file_dialogs import save_dialog
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.note_box import NoteBox, problem_box
from shopsync_gui.ui.kit.refill import refilling
from shopsync_gui.ui.kit.scrolling import ColumnArea
from shopsync_gui.ui.kit.widgets import MARGIN, button, column, label, line, row
from shopsync_gui.ui.runs.run_facts import RunFacts
from shopsync_gui.ui.runs.run_findings import findings

if TYPE_CHECKING:
    from pathlib import Path

    from shopsync_gui.ui.jobs.context import AppContext

WIDTH = 308


class RunDetails(QFrame):
    """The receipt of one run."""

    #: A job was started from here.
    began = Signal(Job)
    #: The writes of this state and kind are to be listed.
    listed = Signal(JournalState, object)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setObjectName("runDetails")
        self.setFixedWidth(WIDTH)
        self._context = context
        self._run: RunReport | None = None
        self._may_write = True
        self._undone_by: RunReport | None = None
        #: The title of its shop; empty where there is only one.
        self._shop = ""
        self.setAccessibleName(_("Details of the run"))
        inside = QWidget()
        self._layout = column(inside, margins=MARGIN, gap=12)
        scroll = ColumnArea(inside, takes_focus=True)
        scroll.setAccessibleName(_("Details of the run"))
        column(self).addWidget(scroll)
        #: Buttons that start a job of the shop.
        self._starters: list[QPushButton] = []
        context.other_programs.activity_changed.connect(self._show_free)

    @property
    def run_id(self) -> int | None:
        """The run that is shown."""
        return None if self._run is None else self._run.run_id

    def show_run(
        self,
        run: RunReport | None,
        undone_by: RunReport | None = None,
        *,
        may_write: bool = True,
    ) -> None:
        """Show a receipt; `undone_by` is the run that undid it, or ended it as an undo.

        Unless this computer `may_write`, nothing is offered that does; a viewer of a team may not.
        """
        before = self._run
        connections = self._context.connections
        shop = "" if run is None else connections.title_to_tell(run.connection_id)
        shown = (before, self._undone_by, self._may_write, self._shop)
        if (run, undone_by, may_write, shop) == shown:
            return
        same_shop = shop == self._shop
        self._run, self._undone_by, self._may_write = run, undone_by, may_write
        self._shop = shop
        if (
            run is not None
            and before is not None
            and same_shop
            and (run.run_id, run.state, RunState.RUNNING)
            == (before.run_id, RunState.RUNNING, before.state)
        ):
            self._facts.show_run(run)
        else:
            with refilling(self._layout):
                self._fill()

    def _fill(self) -> None:
        self._starters = []
        run = self._run
        if run is None:
            return
        head = column(gap=6)
        title = f"{kind_label(run)} #{run.run_id}"
        head.addWidget(label(title, "title", wrap=True, name="runTitle"))
        if self._shop:
            head.addWidget(label(self._shop, "muted", wrap=True, name="runShop"))
        state = label(state_label(run), name="runState")
        state.setProperty("tone", run.state.tone)
        head.addWidget(state, 0, Qt.AlignmentFlag.AlignLeft)
        add_layout(self._layout, head)
        if text := verified_text(run):
            self._layout.addWidget(label(text, wrap=True, name="runVerified"))
        if notes := list(note_lines(run.reading_notes)):
            doubtful = ReadingNote.NET_IS_GROSS in run.reading_notes
            tone = Tone.WARNING if doubtful else Tone.PLAIN
            self._layout.addWidget(NoteBox(tone, texts=notes, name="runReading"))
        if run.problem is not None:
            tone = Tone.BAD if run.state is RunState.FAILED else Tone.WARNING
            self._layout.addWidget(problem_box(run.problem, tone))
        if run.brakes:
            self._layout.addWidget(self._brakes(run))
        self._layout.addWidget(line())
        self._facts = RunFacts()
        self._facts.listed.connect(self.listed)
        self._facts.left_out.connect(self._left_out)
        self._facts.show_run(run)
        self._layout.addWidget(self._facts)
        for finding in findings(run):
            self._layout.addWidget(finding)
        self._layout.addWidget(line())
        buttons = row()
        buttons.addWidget(button(_("Copy receipt"), self._copy, name="copyReceiptButton"))
        buttons.addWidget(button(_("Save…"), self._save, name="saveReceiptButton"))
        buttons.addStretch(1)
        add_layout(self._layout, buttons)
        self._add_steps(run)
        self._layout.addStretch(1)

    def _brakes(self, run: RunReport) -> QWidget:
        reasons = map(brake_label, run.brakes)
        box = NoteBox(Tone.WARNING, _("The safety brake:"), reasons, name="brake")
        if run.state is RunState.STOPPED and self._may_write:
            box.words.addWidget(
                button(
                    _("Review and approve…"),
                    lambda: self._context.requests.open_for(ApproveRun(run)),
                    name="approveBrakeButton",
                )
            )
        return box

    # --- what to do now ---------------------------------------------------------------------------

    def _add_steps(self, run: RunReport) -> None:
        """Retry and undo, where there is something to retry or undo; going on with an undo that did not end."""
        if run.kind in WRITING_KINDS | {JobKind.PREVIEW, JobKind.VERIFY} and run.undo_of is None:
            self._layout.addWidget(
                button(_("Products changed in the shop"), self._changed, name="changedInRunButton")
            )
        # What only old orders know is tried again by the next import.
        tries_again = run.kind in UNDOABLE_KINDS - {JobKind.ORDERS} and self._may_write
        if tries_again and run.failed + run.not_taken + run.skipped:
            retry = button(_("Try failed and skipped again…"), self._retry, name="retryRunButton")
            self._starters.append(retry)
            self._layout.addWidget(retry)
        undo = self._undone_by
        if undo is not None:
            text = _("Undone as a whole: #{number}, {when}")
            if not undo.has_undone_all:
                text = _("Undone, but for what is in its receipt: #{number}, {when}")
            text = text.format(number=undo.run_id, when=format_when(undo.finished_at))
            self._layout.addWidget(label(text, "muted", wrap=True, name="runUndone"))
        is_left = undo is None or not (undo.ends(run) or undo.leaves_nothing_of(run))
        if self._may_write and is_left:
            self._offer_undo(run)
        self._show_free()

    def _offer_undo(self, run: RunReport) -> None:
        if run.may_be_undone:
            undo = button(_("Undo…"), self._undo, name="undoRunButton")
            self._starters.append(undo)
            self._layout.addWidget(undo)
        elif run.kind is JobKind.UNDO and run.state is not RunState.RUNNING and not run.state.ended:
            again = button(step_label(Step.UNDO), self._undo_again, name="undoAgainButton")
            self._starters.append(again)
            self._layout.addWidget(again)

    def _show_free(self) -> None:
        """Let a job of the shop be started, or not."""
        if self._run is not None:
            free = self._context.other_programs.may_begin(self._run.connection_id)
            for starter in self._starters:
                starter.setEnabled(free)

    def _changed(self) -> None:
        assert self._run is not None
        self._context.requests.open_for(ListPurpose(changed_in_run=self._run.run_id))

    def _left_out(self) -> None:
        assert self._run is not None
        of_orders = self._run.kind is JobKind.ORDERS
        open_left_out(self._context.requests, self._run.connection_id, of_orders=of_orders)

    def _retry(self) -> None:
        assert self._run is not None
        connection = self._context.connections.get(self._run.connection_id)
        if connection is not None:
            ask_retry(self._context, connection, self.window(), self.began.emit)

    def _undo(self) -> None:
        assert self._run is not None
        dialog = UndoDialog(self._context, self._run, self.window())
        dialog.began.connect(self.began)
        dialog.open()

    def _undo_again(self) -> None:
        assert self._run is not None
        open_step(self._context.requests, Step.UNDO, self._run.connection_id, self._run)

    # --- the receipt ------------------------------------------------------------------------------

    def _receipt(self) -> str:
        assert self._run is not None
        shop = self._context.connections.get(self._run.connection_id)
        return receipt_text(
            self._run, self._context.connections.title_of(shop) if shop is not None else "–"
        )

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._receipt())

    def _save(self) -> None:
        assert self._run is not None
        name = f"shopsync-{self._run.run_id}.txt"
        dialog = save_dialog(self, _("Save receipt"), name, self._write)
        dialog.setObjectName("saveReceiptDialog")
        dialog.open()

    def _write(self, path: Path) -> None:
        try:
            with whole_file(path) as part:
                part.write_bytes(self._receipt().encode())
        except FileNotWritten as error:
            self._layout.insertWidget(1, problem_box(error.problem))
