"""Menus that stand clear of what opened them, and know a click of their own from the one that opened them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu

from shopsync_gui.ui.kit.plain_text import short, tooltip

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QAction, QHideEvent, QMouseEvent, QShowEvent
    from PySide6.QtWidgets import QWidget

#: Pixels between a menu and the button beside which it stands.
_GAP = 2
#: So many times the distance from which on a press is a drag, the pointer has to go for one through the menu.
_DRAGS = 3


def add_name(
    menu: QMenu, name: str, chosen: Callable[[], object] | None = None, words: str = "{name}"
) -> QAction:
    """Add an entry with a name in its `words`: the middle of a long one is left to the tooltip."""
    shown = short(name)
    action = menu.addAction(words.format(name=shown.replace("&", "&&")))
    if chosen is not None:
        action.triggered.connect(chosen)
    if shown != name:
        action.setToolTip(tooltip(name))
        menu.setToolTipsVisible(True)
    return action


class Menu(QMenu):
    """A menu in which the mouse chooses what it was pressed on, or what it was dragged to.

    One that has room neither below nor above its button stands beside it; one that the screen is
    too low for scrolls.
    """

    def __init__(self, parent: QWidget | None = None, name: str = "") -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._pressed = False
        self._opened_at = QPoint()

    def showEvent(self, event: QShowEvent) -> None:
        self._pressed = False
        self._opened_at = QCursor.pos()
        opener = self.parent()
        if isinstance(opener, QAbstractButton) and opener.isVisible():
            self._step_aside(QRect(opener.mapToGlobal(QPoint(0, 0)), opener.size()))
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._pressed = False
        super().hideEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = True
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._is_own(event):
            self.release(event)
        else:
            event.accept()
        self._pressed = False

    def release(self, event: QMouseEvent) -> None:
        """Take the end of a click or a drag in the menu."""
        super().mouseReleaseEvent(event)

    def _is_own(self, event: QMouseEvent) -> bool:
        """Whether the click began in the menu, or was dragged into it."""
        way = (event.globalPosition().toPoint() - self._opened_at).manhattanLength()
        return self._pressed or way > _DRAGS * QApplication.startDragDistance()

    def _step_aside(self, opener: QRect) -> None:
        """Stand beside what opened it rather than over it, where the screen has room there."""
        shown, area = self.geometry(), self.screen().availableGeometry()
        if not shown.intersects(opener.adjusted(1, 1, -1, -1)):  # their edges may meet
            return
        right, left = opener.right() + 1 + _GAP, opener.left() - _GAP - shown.width()
        if right + shown.width() <= area.right() + 1:
            self.move(right, shown.y())
        elif left >= area.left():
            self.move(left, shown.y())
