"""The figures of a run's receipt, brought up to date in place while the run is at work."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from shopsync_gui.core.runs.jobs import WRITING_KINDS
from shopsync_gui.core.runs.receipt import counts, duration_facts, undone_facts
from shopsync_gui.core.runs.runs import account_user
from shopsync_gui.core.text import _, format_int, format_when
from shopsync_gui.store.runs.journal_entries import JournalOp, JournalState
from shopsync_gui.ui.kit.refill import refilling
from shopsync_gui.ui.kit.widgets import ElidedLabel, button, column, label

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.core.runs.runs import RunReport

#: Pixels of a line with a number, be that a text or a link.
_FACT_HEIGHT = 20
#: Letters of a value that is never cut; an API user may have a longer name.
_WHOLE = 16
_RIGHT = Qt.AlignmentFlag.AlignRight


class RunFacts(QWidget):
    """A table of captions and values; a number of products leads to their writes, or to those left out."""

    #: The writes of this state and kind are to be listed.
    listed = Signal(JournalState, object)
    #: The products that were left out are to be shown.
    left_out = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._layout = column(self)

    def show_run(self, run: RunReport) -> None:
        """Show the figures by now; a link among them keeps the focus."""
        with refilling(self._layout):
            table = QWidget()
            table.setLayout(self._grid(run))
            self._layout.addWidget(table)

    def _grid(self, run: RunReport) -> QGridLayout:
        facts = (
            *undone_facts(run),
            (_("Started"), format_when(run.started_at)),
            (_("Finished"), format_when(run.finished_at)),
            *duration_facts(run),
            *([(_("API user name"), account_user(run.account_key))] if run.account_key else []),
            *((name, format_int(count)) for name, count in counts(run)),
            (_("Requests to the shop"), format_int(run.requests_shop)),
            (_("Requests to the account"), format_int(run.requests_target)),
        )
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        for row_number, (name, value) in enumerate(facts):
            grid.setRowMinimumHeight(row_number, _FACT_HEIGHT)
            grid.addWidget(label(name, "muted", wrap=True), row_number, 0)
            grid.addWidget(self._figure(run, name, value), row_number, 1, _RIGHT)
        return grid

    def _figure(self, run: RunReport, name: str, value: str) -> QWidget:
        """A value; a number of products leads to their writes, or to those that were left out."""
        done, create, update = JournalState.DONE, JournalOp.CREATE_PRODUCT, JournalOp.UPDATE_PRODUCT
        writes: dict[str, tuple[str, Callable[[], object]]] = {
            _("Created"): ("run_create_product", partial(self.listed.emit, done, create)),
            _("Changed"): ("run_update_product", partial(self.listed.emit, done, update)),
            _("Failed"): ("run_failed", partial(self.listed.emit, JournalState.FAILED, None)),
        }
        links = writes if run.kind in WRITING_KINDS else {}
        if run.skipped:
            links[_("Skipped")] = ("run_skipped", self.left_out.emit)
        if name not in links or value == "0":
            if len(value) <= _WHOLE:
                return label(value)
            shown = ElidedLabel(middle=True)
            shown.setText(value)
            return shown
        object_name, follow = links[name]
        link = button(value, follow, kind="link", name=object_name)
        link.setAccessibleName(f"{name}: {value}")
        return link
