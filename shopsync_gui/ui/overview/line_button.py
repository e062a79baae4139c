"""A line of a card that can be pressed; its content is laid out on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy

from shopsync_gui.ui.kit.widgets import row

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget


class LineButton(QPushButton):
    """A button as wide as there is room, and as high as its content needs then; `spoken` is for screen readers."""

    def __init__(self, name: str, spoken: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("lineButton", True)
        self.setAccessibleName(spoken)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.content: QHBoxLayout = row(self, margins=(8, 8, 8, 8), gap=12)

    def add(self, part: QWidget, stretch: int = 0) -> None:
        """Lay something out on it; a click there is a click on the line."""
        part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.content.addWidget(part, stretch)

    def sizeHint(self) -> QSize:
        """The content's own size."""
        return self.content.totalSizeHint()

    def minimumSizeHint(self) -> QSize:
        """The width alone: the height follows from the width there is."""
        return QSize(self.content.totalMinimumSize().width(), 0)

    def heightForWidth(self, width: int) -> int:
        """Return the height that the content needs in that width."""
        return self.content.totalHeightForWidth(width)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens it as the space bar does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)
