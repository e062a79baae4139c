"""The part of a screen that a window may take."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

#: Gives, for a window, the rectangle in which it may stand with its frame.
Available = Callable[["QWidget"], QRect]

#: Pixels that the system may need around a window.
_FRAME = QSize(0, 40)


def free_screen(window: QWidget) -> QRect:
    """The part of a window's screen that the panels of the system leave free."""
    return window.screen().availableGeometry()


class ScreenBound:
    """A window that is told how much of its screen it may take; its dialogs keep to the same."""

    available: Available = staticmethod(free_screen)


def available_to(parent: QWidget) -> Available:
    """The part of the screen that the window around a widget may take."""
    above: QWidget | None = parent
    while above is not None:
        if isinstance(above, ScreenBound):
            return above.available
        above = above.parentWidget()
    return free_screen


def largest_size(window: QWidget, available: Available) -> QSize:
    """Return the largest size that a window may have without its frame."""
    return available(window).size() - _FRAME


def resize_within(window: QWidget, size: QSize, available: Available) -> None:
    """Give a window this size, or as much of it as the screen has."""
    window.resize(size.boundedTo(largest_size(window, available)))
