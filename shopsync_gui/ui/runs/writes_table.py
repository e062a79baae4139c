"""The list of what a run wrote to the account, or tried to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QWidget

from shopsync_gui.core.catalogue import category_key
from shopsync_gui.core.products.labels import FIELDS
from shopsync_gui.core.runs.run_labels import WRITE_KINDS, WRITE_STATES
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.core.text import N_, _, format_money, format_percent, translate
from shopsync_gui.core.tone import Tone
from shopsync_gui.store.runs.journal_entries import JournalEntry, JournalOp, JournalState
from shopsync_gui.ui.kit.fields import ChoiceField
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.rows_model import RowsModel, TableColumn
from shopsync_gui.ui.kit.tables import empty_text, table
from shopsync_gui.ui.kit.widgets import MARGIN, column, label, row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shopsync_gui.core.catalogue import MasterProduct, TargetProduct
    from shopsync_gui.core.runs.runs import RunReport
    from shopsync_gui.store import Store
    from shopsync_gui.ui.jobs.context import AppContext
    from shopsync_gui.ui.jobs.services.store_thread import Request

#: So many writes are read at once.
_PAGE = 200

#: Which writes are shown, by state and kind: all that were sent, those with a number of their own in
#: the receipt, those of a state.
_CHOICES: tuple[tuple[JournalState | None, JournalOp | None], ...] = (
    (None, None),
    (JournalState.DONE, JournalOp.CREATE_PRODUCT),
    (JournalState.DONE, JournalOp.UPDATE_PRODUCT),
    (JournalState.DONE, None),
    (JournalState.FAILED, None),
    (JournalState.UNKNOWN, None),
    (JournalState.PLANNED, None),
    (JournalState.DROPPED, None),
)

_COLORS = {
    JournalState.PLANNED: Tone.MUTED,
    JournalState.READY: Tone.MUTED,
    JournalState.SENT: Tone.WARNING,
    JournalState.DONE: Tone.GOOD,
    JournalState.UNKNOWN: Tone.WARNING,
    JournalState.FAILED: Tone.BAD,
    JournalState.DROPPED: Tone.MUTED,
}


class WritesTable(QWidget):
    """The journal of one run, read page by page."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._run: RunReport | None = None
        self._request: Request | None = None
        #: The names of the account's categories.
        self._names: Mapping[int, str] = {}
        columns = (
            TableColumn(
                N_("What"),
                lambda entry: translate(WRITE_KINDS[entry.op.value]),
                100,
                least=96,
                full=140,
            ),
            TableColumn(
                N_("SKU"), lambda entry: entry.sku or "–", 88, least=72, full=110, most=150
            ),
            TableColumn(
                N_("Name"),
                lambda entry: entry.name or "–",
                180,
                least=104,
                full=110,
                rank=1,
                share=1,
            ),
            TableColumn(
                N_("Change"),
                lambda entry: change_text(entry, self._names) or "–",
                180,
                least=96,
                full=220,  # both prices of a change
                nothing="–",
            ),
            TableColumn(
                N_("Result"),
                result_text,
                96,
                least=80,
                dot=lambda entry: _COLORS[entry.state],
            ),
        )
        self.model = RowsModel(columns, context.theme, self)
        self.table = table(self.model, columns, "runWrites", stretch=3, across=True)
        self._empty = empty_text(self.table, "runWritesEmpty")
        self.table.setAccessibleName(_("Written to the account"))
        self._which = ChoiceField("runWritesFilter")
        self._which.setAccessibleName(_("Which of them are shown"))
        self._which.addItem(_("Everything sent"))
        for state, op in _CHOICES[1:]:
            self._which.addItem(translate(WRITE_KINDS[op] if op else WRITE_STATES[state or ""]))
        self._which.currentIndexChanged.connect(self._read_first)
        head = row(margins=(MARGIN, 12, MARGIN, 8), gap=12)
        head.addWidget(label(_("Written to the account"), "title"), 1)
        head.addWidget(self._which)
        whole = column(self, gap=0)
        add_layout(whole, head)
        whole.addWidget(self.table, 1)
        self._show_empty()

    def _show_empty(self) -> None:
        """Say why the table is empty, once that is known."""
        run = self._run
        self._empty.setVisible(run is not None and self.model.rowCount() == 0)
        if self._which.currentIndex() > 0:
            self._empty.setText(_("Nothing that the run wrote fits this choice."))
        elif run is not None and run.state is RunState.RUNNING:
            self._empty.setText(_("This run has not written anything to the account yet."))
        else:
            self._empty.setText(_("This run wrote nothing to the account."))

    def choose(self, state: JournalState, op: JournalOp | None) -> None:
        """Show only the writes of this state and kind."""
        self._which.setCurrentIndex(_CHOICES.index((state, op)))

    def show_run(self, run: RunReport | None) -> None:
        """Show the writes of a run."""
        before, self._run = self._run, run
        if run is None or before is None or run.run_id != before.run_id:
            with QSignalBlocker(self._which):  # the choice was made for that run
                self._which.setCurrentIndex(0)
        if run is None or before is None or not self._still_shows(before, run):
            self._read_first()

    def _still_shows(self, before: RunReport, run: RunReport) -> bool:
        """Whether the list need not be read again: one of a run at work stays, so that it can be read."""
        at_work = before.state is run.state is RunState.RUNNING
        if not at_work or before.run_id != run.run_id:
            return run == before
        return self.model.rowCount() > 0 or _written(before) == _written(run)

    def _read_first(self) -> None:
        if self._request is not None:
            self._request.drop()
        self._empty.hide()
        if self._run is None:
            self.model.set_rows(())
            return
        self._read(0)

    def _read(self, offset: int) -> None:
        assert self._run is not None
        run_id = self._run.run_id
        shop = self._run.connection_id
        state, op = _CHOICES[self._which.currentIndex()]
        ops = () if op is None else (op,)

        def read(store: Store) -> tuple[list[JournalEntry], Mapping[int, str]]:
            entries = store.past_writes.entries(
                run_id, state, _PAGE, offset, ops, sent=state is None
            )
            return entries, store.target.category_names(shop)

        def show(found: tuple[list[JournalEntry], Mapping[int, str]]) -> None:
            entries, self._names = found
            more = None if len(entries) < _PAGE else lambda: self._read(offset + _PAGE)
            if offset:
                self.model.append(entries, more)
            else:
                self.model.set_rows(entries, more)
                self._show_empty()

        self._request = self._context.store.reader.ask(self, read, show)


def _written(run: RunReport) -> int:
    return run.created + run.updated + run.removed + run.renamed_categories + run.failed


def change_text(entry: JournalEntry, names: Mapping[int, str]) -> str:
    """Say what was changed: "Nettó ár: 3 900 Ft → 2 900 Ft", or why a write failed.

    `names` are those of the account's categories, by id.
    """
    if entry.state is JournalState.FAILED and entry.problem is not None:
        return entry.problem.message
    if entry.op is JournalOp.RENAME_CATEGORY:
        return f"{entry.former} → {entry.name}"
    if entry.op is not JournalOp.UPDATE_PRODUCT or not entry.desired or not entry.before:
        return ""
    return " · ".join(_changes(entry.before, entry.desired, names))


def _changes(before: TargetProduct, after: MasterProduct, names: Mapping[int, str]) -> list[str]:
    found = []
    if before.name != after.name:
        found.append(_change("name", before.name, after.name))
    if before.sku != after.sku:
        found.append(_change("sku", before.sku, after.sku))
    currency = after.currency if before.currency is None else before.currency
    if before.net is not None and (before.net != after.net or currency != after.currency):
        old = format_money(before.net, currency)
        found.append(_change("net", old, format_money(after.net, after.currency)))
    if before.vat is not None and before.vat != after.vat:
        found.append(_change("vat", format_percent(before.vat), format_percent(after.vat)))
    if before.category_ids is not None:
        were = [names.get(number, f"#{number}") for number in before.category_ids]
        if {*map(category_key, were)} != {*map(category_key, after.categories)}:
            categories = ", ".join(after.categories)
            found.append(_change("categories", ", ".join(were), categories))
    return found or [translate(FIELDS["categories"])]


def _change(field: str, old: str, new: str) -> str:
    return f"{translate(FIELDS[field])}: {old or '–'} → {new or '–'}"


def result_text(entry: JournalEntry) -> str:
    """Say what became of a write; the problem's title where it failed."""
    if entry.state is JournalState.FAILED and entry.problem is not None:
        return entry.problem.title
    if entry.state is JournalState.DONE and entry.op is JournalOp.DELETE_PRODUCT:
        return _("Removed")
    return translate(WRITE_STATES[entry.state.value])
