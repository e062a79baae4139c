"""Requests to the window as a whole, from any part of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMetaMethod, QObject, Signal

if TYPE_CHECKING:
    from shopsync_gui.ui.jobs.purposes import Purpose


class WindowRequests(QObject):
    """Requests for a page or a restart, and the news that the program ends."""

    #: A page is wanted: its object name and its purpose, if it has one.
    page_wanted = Signal(str, object)
    #: Products are wanted in a newsletter: a tuple of their local ids, in their order.
    letter_wanted = Signal(object)
    #: The program is to end and to start again.
    restart_wanted = Signal()
    #: A dialog waits for the keyring, which may take a while, and has its answer.
    keyring_asked = Signal()
    keyring_answered = Signal()
    #: All data were deleted: nothing of them is to be shown or remembered.
    data_erased = Signal()
    #: The program ends: work in the background is to be given up.
    closing = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        #: Shops of which it is being asked whether a dialog may open: for the right to write, and for passwords.
        self.asked_for: set[int] = set()

    @property
    def makes_letters(self) -> bool:
        """Whether somebody makes newsletters of products that are wanted in one."""
        return self.isSignalConnected(QMetaMethod.fromSignal(self.letter_wanted))

    def open_page(self, name: str) -> None:
        """Ask the window for a page."""
        self.page_wanted.emit(name, None)

    def open_for(self, purpose: Purpose) -> None:
        """Ask the window for the page of a purpose, which goes to its `show_for`."""
        self.page_wanted.emit(purpose.page, purpose)
