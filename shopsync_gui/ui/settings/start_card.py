"""The switch that starts the program with the system; only the system keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker

from shopsync_gui.core.text import _
from shopsync_gui.system.autostart import start_with_system, starts_with_system
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.note_box import problem_box
from shopsync_gui.ui.kit.widgets import clear, column, label, line, row, switch
from shopsync_gui.ui.settings.card_frame import CardFrame

if TYPE_CHECKING:
    from shopsync_gui.core.errors import ShopSyncError
    from shopsync_gui.store import Store
    from shopsync_gui.ui.jobs.context import AppContext


class StartCard(CardFrame):
    """One switch, read and written in the background."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(_("Start"))
        self._context = context
        layout = self.body
        layout.addWidget(line())
        text = _("Start ShopSync with the system, in the tray, so that scheduled syncs can run")
        choice = row(gap=16)
        choice.addWidget(label(text, wrap=True), 1)
        self._tick = switch("autostartCheckBox")
        self._tick.setAccessibleName(text)
        self._tick.toggled.connect(self._switch)
        choice.addWidget(self._tick)
        add_layout(layout, choice)
        self._trouble = column(gap=8)
        add_layout(layout, self._trouble)

    def refresh(self) -> None:
        """Ask the system how it stands."""

        def read(_store: Store) -> bool:
            return starts_with_system()

        self._context.store.reader.ask(self, read, self._show)

    def forget_problem(self) -> None:
        """Say no more why the system could not be told."""
        clear(self._trouble)

    def _show(self, on: bool) -> None:
        with QSignalBlocker(self._tick):
            self._tick.setChecked(on)

    def _switch(self, on: bool) -> None:
        clear(self._trouble)

        def write(_store: Store) -> None:
            start_with_system(on)

        self._context.store.writer.ask(self, write, self._written, self._failed)

    def _written(self, _done: None) -> None:
        self.refresh()
        self._context.scheduler.look_at_conditions()

    def _failed(self, error: ShopSyncError) -> None:
        self._trouble.addWidget(problem_box(error.problem))
        self.refresh()
