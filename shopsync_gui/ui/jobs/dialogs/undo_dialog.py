"""The undo dialog: reads the account, shows what undoing a run would write, then does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from shopsync_gui.core.plan.plan_order import in_shown_order
from shopsync_gui.core.planning.undo import with_created_kept
from shopsync_gui.core.runs.jobs import Job, JobKind
from shopsync_gui.core.runs.plan_words import TONES, item_text, unclear_text, undo_counts
from shopsync_gui.core.runs.run_labels import JOB_KINDS, nothing_to_give_back, nothing_to_undo
from shopsync_gui.core.text import N_, _, format_int, ngettext, sentences, translate
from shopsync_gui.core.tone import Tone
from shopsync_gui.ui.jobs.dialogs.advice import categories_note, name_in_heading
from shopsync_gui.ui.jobs.dialogs.plan_index import PlanRows
from shopsync_gui.ui.jobs.dialogs.plan_reader import PlanReader
from shopsync_gui.ui.jobs.dialogs.plan_reading import PlanReading
from shopsync_gui.ui.jobs.dialogs.renames_table import RenamesTable
from shopsync_gui.ui.kit.background import run_pieces
from shopsync_gui.ui.kit.dialog import Dialog
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.note_box import NoteBox, TickBox, figure_box
from shopsync_gui.ui.kit.rows_model import RowsModel, TableColumn
from shopsync_gui.ui.kit.tables import LEAST_HEIGHT, table
from shopsync_gui.ui.kit.whole_rows import WholeRows
from shopsync_gui.ui.kit.widgets import button, clear, column, label, row, set_style

if TYPE_CHECKING:
    from shopsync_gui.core.plan.plan import Plan
    from shopsync_gui.core.runs.runs import RunReport
    from shopsync_gui.core.structures.pieces import Pieces
    from shopsync_gui.ui.jobs.context import AppContext


class UndoDialog(Dialog):
    """A dialog with what an undo would do, read from the moment it is made; nothing is written before the button."""

    #: The job that undoes the run.
    began = Signal(Job)

    def __init__(
        self, context: AppContext, run: RunReport, parent: QWidget, *, removes: bool = False
    ) -> None:
        """`removes`: an undo that was broken off was to remove what the run created."""
        about = _(
            "What the run replaced gets its old value back, unless somebody has changed it since."
        )
        heading = _heading(run)
        if shop := context.connections.title_to_tell(run.connection_id):
            heading = f"{heading} · {name_in_heading(shop)}"
        super().__init__(parent, "undoDialog", heading, about, size=QSize(880, 560))
        self.setWindowTitle(_("Undo"))
        self._context = context
        self._run = run
        self._removes = removes
        self._plan: Plan | None = None
        #: The same with what the run created staying, as the dialog begins.
        self._keeping: Plan | None = None
        self._rows: dict[bool, PlanRows] = {}
        reader = PlanReader(context, self)
        self._reading = PlanReading(reader, "undo")
        self.body.addWidget(self._reading, 1)
        self.body.addWidget(self._build_shown(), 1)
        self._cancel = button(_("Cancel"), self.reject, name="undoCancelButton")
        self._undo = button(_("Undo"), self._start, kind="primary", name="undoButton")
        self._undo.setEnabled(False)
        self.add_buttons(self._cancel, self._undo)
        reader.ready.connect(self._take_plan)
        self._reading.begin()
        reader.begin(
            Job(
                kind=JobKind.PREVIEW,
                connection_id=run.connection_id,
                undo_run_id=run.run_id,
                remove_created=True,
            )
        )

    def _build_shown(self) -> QWidget:
        self._shown = QWidget()
        self._shown.hide()
        shown = column(self._shown, gap=12)
        self._unclear = column(gap=8)
        add_layout(shown, self._unclear)
        self._counts = row(gap=8)
        add_layout(shown, self._counts)
        self._nothing = label(role="strong", wrap=True, name="undoNothing")
        shown.addWidget(self._nothing)
        self._renames = RenamesTable(self._context.theme, gives_back=True)
        shown.addWidget(self._renames)
        columns = (
            TableColumn(N_("SKU"), lambda item: item.sku or "–", 96, least=80, full=140),
            TableColumn(N_("Name"), lambda item: item.name, 240, least=140, full=180),
            TableColumn(
                N_("What happens"),
                item_text,
                200,
                least=140,
                full=640,
                dot=lambda item: TONES[item.action],
            ),
        )
        self.model = RowsModel(columns, self._context.theme, self)
        view = table(self.model, columns, "undoItems", stretch=2)
        view.setAccessibleName(_("What undoing the run would do"))
        self._items = WholeRows(view, LEAST_HEIGHT)
        shown.addWidget(self._items, 1)
        self._removal = TickBox("", "undoRemoveCheckBox")
        self._remove = self._removal.tick
        self._remove.setChecked(self._removes)
        self._remove.toggled.connect(self._show_plan)
        shown.addWidget(self._removal)
        stay = _("Categories that the run created stay in the account.")
        again = _(
            "The next sync would write the shop's values once more. Where those are wrong, correct"
            " the products in the shop before it."
        )
        text = sentences(stay, again) if self._run.created_categories else again
        self._hint = label(text, "muted", wrap=True, name="undoHint")
        shown.addWidget(self._hint)
        shown.addStretch(0)
        return self._shown

    # --- the plan ---------------------------------------------------------------------------------

    def _take_plan(self, plan: Plan, _report: RunReport) -> None:
        self._plan = plan
        if unclear := unclear_text(plan):
            self._unclear.addWidget(NoteBox(Tone.WARNING, texts=[unclear], name="undoUnclear"))
        if notes := plan.categories.notes:
            self._unclear.addWidget(categories_note(notes))
        self._renames.set_renames(plan.categories.renames)
        task = self._context.background.run(
            self, lambda task: run_pieces(task, _both_ways(plan)), self._take_both
        )
        self.finished.connect(task.cancel)

    def _take_both(self, read: tuple[Plan, dict[bool, PlanRows]]) -> None:
        self._keeping, self._rows = read
        self._reading.hide()
        self._shown.show()
        self._show_plan()

    def _show_plan(self) -> None:
        whole, keeping = self._plan, self._keeping
        assert whole is not None
        assert keeping is not None
        possible, created = whole.counts.writes > 0, whole.counts.remove
        removes = self._remove.isChecked()
        plan = whole if removes else keeping
        clear(self._counts)
        for caption, count in undo_counts(plan.counts):
            if count:
                self._counts.addWidget(figure_box(caption, count), 1)
        text = ngettext(
            "Also remove the {n} product that the run created",
            "Also remove the {n} products that the run created",
            created,
        )
        self._remove.setText(text.format(n=format_int(created)))
        self._removal.setVisible(created > 0)
        self.model.set_rows(self._rows[removes])
        self._items.setVisible(bool(plan.items))
        self._nothing.setText(nothing_to_give_back(created) if created else nothing_to_undo())
        self._nothing.setVisible(plan.counts.writes == 0)
        self._hint.setVisible(possible)
        self._undo.setVisible(possible)
        self._undo.setEnabled(plan.counts.writes > 0)
        self._cancel.setText(_("Cancel") if possible else _("Close"))
        self._show_button(removes=plan.counts.remove > 0)

    def _show_button(self, *, removes: bool) -> None:
        """A button that removes products looks like it."""
        self._undo.setText(_("Undo and remove") if removes else _("Undo"))
        set_style(self._undo, "primary", not removes)
        set_style(self._undo, "destructive", removes)

    def _start(self) -> None:
        assert self._plan is not None
        job = Job(
            kind=JobKind.UNDO,
            connection_id=self._run.connection_id,
            consent=True,
            undo_run_id=self._run.run_id,
            remove_created=self._remove.isChecked(),
            plan_fingerprint=self._plan.fingerprint,
        )
        self.began.emit(job)
        self._context.jobs.add(job)
        self.accept()


def _both_ways(plan: Plan) -> Pieces[tuple[Plan, dict[bool, PlanRows]]]:
    """The plan with what the run created staying; and the rows of both, by whether that is removed."""
    keeping = yield from with_created_kept(plan)
    rows: dict[bool, PlanRows] = {}
    for removes, items in ((True, plan.items), (False, keeping.items)):
        numbers = yield from in_shown_order(items)
        rows[removes] = PlanRows(items, numbers)
    return keeping, rows


def _heading(run: RunReport) -> str:
    return _("Undo: {what} #{number}").format(
        what=translate(JOB_KINDS[run.kind]), number=run.run_id
    )
