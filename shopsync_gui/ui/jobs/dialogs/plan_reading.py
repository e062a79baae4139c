"""The part of a dialog in which a plan is waited for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from shopsync_gui.ui.jobs.progress import JobProgress
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.note_box import problem_box
from shopsync_gui.ui.kit.widgets import clear, column

if TYPE_CHECKING:
    from shopsync_gui.core.errors import Problem
    from shopsync_gui.ui.jobs.dialogs.plan_reader import PlanReader


class PlanReading(QWidget):
    """The progress of the reading, or the problem that ended it."""

    def __init__(self, reader: PlanReader, name: str) -> None:
        """The object names of the progress begin with `name`."""
        super().__init__()
        layout = column(self, gap=8)
        self._progress = JobProgress(name)
        layout.addWidget(self._progress)
        self._trouble = column(gap=8)
        add_layout(layout, self._trouble)
        layout.addStretch(1)
        reader.progressed.connect(self._progress.show_progress)
        reader.waiting.connect(self._progress.wait)
        reader.failed.connect(self._show_problem)

    def begin(self) -> None:
        """Show that the reading begins, or begins again."""
        clear(self._trouble)
        self._progress.begin()
        self._progress.show()
        self.show()

    def _show_problem(self, problem: Problem) -> None:
        self._progress.hide()
        clear(self._trouble)
        self._trouble.addWidget(problem_box(problem))
