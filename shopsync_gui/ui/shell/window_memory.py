"""The window's memory of itself: where it was, and the page it was left on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray

from shopsync_gui.ui.shell.pages import PAGES

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow

    from shopsync_gui.ui.jobs.context import AppContext


def last_page(context: AppContext) -> str:
    """The page that the user left the window on; first of all a shop has to be connected."""
    if not context.connections:
        return "pageConnections"
    page = str(context.memory.value("page"))
    return page if page in PAGES else "pageOverview"


def restore_geometry(window: QMainWindow, context: AppContext) -> None:
    """Put the window where it was, in the size that it had."""
    geometry = context.memory.value("geometry")
    if isinstance(geometry, QByteArray):
        window.restoreGeometry(geometry)


def forget(context: AppContext) -> None:
    """Forget everything that pages and dialogs have remembered, in the file, too."""
    context.memory.clear()
    context.memory.sync()


def remember(window: QMainWindow, context: AppContext, page: str) -> None:
    """Keep where the window is, and its page."""
    context.memory.setValue("geometry", window.saveGeometry())
    context.memory.setValue("page", page)
