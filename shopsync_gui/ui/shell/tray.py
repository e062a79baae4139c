"""The icon in the system tray, where there is one: the window can be closed while a sync runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from shopsync_gui.core.text import _
from shopsync_gui.ui.kit.widgets import bring_to_front
from shopsync_gui.ui.shell.program_icon import tray_icon

if TYPE_CHECKING:
    from shopsync_gui.core.runs.jobs import Job
    from shopsync_gui.sync.job_worker import Outcome
    from shopsync_gui.ui.jobs.context import AppContext
    from shopsync_gui.ui.shell.main_window import MainWindow


class Tray(QObject):
    """The icon in the tray: it shows the window again, quits, and tells how a sync ended."""

    def __init__(self, window: MainWindow, context: AppContext) -> None:
        super().__init__(window)
        self._window = window
        self._context = context
        self._icon: QSystemTrayIcon | None = None
        self._menu: QMenu | None = None
        context.language.changed.connect(self._fill_menu)
        context.jobs.ended.connect(self._ended)

    def begin(self) -> None:
        """Show the icon, where there is a tray."""
        if self._icon is None and self.available:
            self._icon = QSystemTrayIcon(tray_icon(), self)
            self._icon.setToolTip("ShopSync")
            self._menu = QMenu()
            self._fill_menu()
            self._icon.setContextMenu(self._menu)
            self._icon.activated.connect(self.show_window)
            self._icon.show()

    @property
    def available(self) -> bool:
        """Whether the desktop has a tray."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def show_window(self) -> None:
        """Bring the window to the front."""
        bring_to_front(self._window)

    def tell_running(self) -> None:
        """Say that the program goes on in the tray, for a job or for the syncs that follow."""
        self.begin()
        jobs = self._context.jobs.current
        if not jobs:
            self._tell(_("Scheduled syncs go on in the background."))
        else:
            from shopsync_gui.core.runs.run_labels import works_label

            self._tell(works_label(jobs))

    def hide(self) -> None:
        """Take the icon away."""
        if self._icon is not None:
            self._icon.hide()

    def _ended(self, connection_id: int, job: Job, outcome: Outcome) -> None:
        from shopsync_gui.core.runs.jobs import JobKind
        from shopsync_gui.core.runs.run_labels import state_label

        connection = self._context.connections.get(connection_id)
        wanted = job.kind is JobKind.SYNC and self._context.settings.values.notify.desktop
        if wanted and connection is not None and outcome.report is not None:
            state = state_label(outcome.report)
            self._tell(f"{self._context.connections.title_of(connection)}: {state}")

    def _tell(self, text: str) -> None:
        if self._icon is not None:
            self._icon.showMessage("ShopSync", text, self._window.windowIcon())

    def _fill_menu(self) -> None:
        if self._menu is not None:
            self._menu.clear()
            self._menu.addAction(_("Open ShopSync"), self.show_window)
            self._menu.addAction(_("Quit"), self._window.ask_to_quit)
