"""A page of the window, as the window knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QScrollArea, QWidget

if TYPE_CHECKING:
    from PySide6.QtWidgets import QScrollBar


class Page(QWidget):
    """One page, built anew in another language or look; what the user was at is handed on as its `state()`."""

    def header_buttons(self) -> list[QWidget]:
        """Buttons for the right end of the top bar."""
        return []

    def refresh(self) -> None:
        """Read again what may have changed; called when the page is opened, too."""

    def show_for(self, purpose: object) -> None:
        """Be shown for a purpose; each page knows its own ones."""

    def leave(self) -> None:
        """Put away what was said of an attempt, which has been seen; called when another page is opened."""

    def state(self) -> object:
        """Return what the user was at, for the page's successor: here, how far its parts are scrolled."""
        return [area.verticalScrollBar().value() for area in self.findChildren(QScrollArea)]

    def restore(self, state: object) -> None:
        """Be where the page before was."""
        assert isinstance(state, list)
        for area, value in zip(self.findChildren(QScrollArea), state, strict=False):
            if value:
                scroll_when_there(area.verticalScrollBar(), value)


def scroll_when_there(bar: QScrollBar, value: int) -> None:
    """Scroll to `value`, now or once there is so much to scroll."""

    def scroll(_least: int, most: int) -> None:
        if most >= value:
            bar.rangeChanged.disconnect(scroll)
            bar.setValue(value)

    if bar.maximum() >= value:
        bar.setValue(value)
    else:
        bar.rangeChanged.connect(scroll)
