"""The window's commands, by the names of their actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.ui.jobs.purposes import ListPurpose, ShowVersion, SyncShop

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.ui.shell.main_window import MainWindow


class WindowCommands:
    """The commands of a window; most have a page opened for a purpose."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._requests = window.context.requests

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return the handler of each action, by its object name."""
        return {
            "actionAbout": self._about,
            "actionSettings": self._settings,
            "actionExport": self._export,
            "actionQuit": self._window.ask_to_quit,
            "actionSearch": self._search,
            "actionSync": self._sync,
            "actionGuide": self.guide,
        }

    def _about(self) -> None:
        self._requests.open_for(ShowVersion())

    def _settings(self) -> None:
        self._requests.open_page("pageGeneral")

    def _export(self) -> None:
        self._requests.open_for(ListPurpose(export=True))

    def _search(self) -> None:
        self._requests.open_for(ListPurpose(focus="search"))

    def _sync(self) -> None:
        """The focus says which shop is meant only where it is seen."""
        seen = self._window.current_page() == "pageConnections"
        self._requests.open_for(SyncShop(focused=seen))

    def close_outdated(self) -> None:
        """Close the dialogs over the window that tell of data which were replaced."""
        from shopsync_gui.ui.kit.open_dialogs import close_outdated

        close_outdated(self._window)

    def guide(self) -> None:
        """Open the user guide at the page that is shown."""
        from shopsync_gui.ui.shell.guide_window import open_guide

        window = self._window
        changed = window.context.language.changed
        open_guide(window, window.current_page(), window.available, changed)
