"""The bar above a list, which scrolls where there is too little room for it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from shopsync_gui.ui.kit.scrolling import ColumnArea

#: Pixels that the bar has at least.
_LEAST = 60


class BarArea(ColumnArea):
    """A scroll area as high as its content where there is room."""

    def __init__(self, bar: QWidget) -> None:
        super().__init__(bar)
        self._bar = bar
        self.setObjectName("productBarArea")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def sizeHint(self) -> QSize:
        """Ask for the size of the content."""
        layout = self._bar.layout()
        height = layout.totalHeightForWidth(self.width()) if layout is not None else 0
        return QSize(self._bar.sizeHint().width(), height)

    def minimumSizeHint(self) -> QSize:
        """Wide enough for the content; it may be lower, as it scrolls."""
        return QSize(self._bar.minimumSizeHint().width(), _LEAST)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Content that grew, or shrank, needs another height."""
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)
