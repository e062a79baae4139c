"""The place of one card below a table: as high as the card, so that the table has all the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from shopsync_gui.ui.kit.scrolling import ColumnArea
from shopsync_gui.ui.kit.widgets import MARGIN, column

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

#: Of the whole height, so many parts of ten at most, and at least.
_MOST_TENTHS, _LEAST_TENTHS = 6, 3
#: Pixels above it that show the search, the titles and a few rows.
_FEW_ROWS = 204


class CardArea(ColumnArea):
    """A scroll area for a card that is higher than its place, or than the user has left for it."""

    def __init__(self) -> None:
        inside = QWidget()
        super().__init__(inside)
        #: Where the card goes.
        self.content: QVBoxLayout = column(inside, margins=MARGIN)
        self._by_hand = False
        self._fitting = QTimer(self, singleShot=True, interval=0)
        self._fitting.timeout.connect(self._fit)

    def leave_to_the_user(self) -> None:
        """Keep the height that the user has chosen."""
        self._by_hand = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may need another height."""
        super().resizeEvent(event)
        self._fitting.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A card that came, went or grew needs another height."""
        if watched is self.widget() and event.type() is QEvent.Type.LayoutRequest:
            self._fitting.start()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        split = self.parentWidget()
        if self._by_hand or not isinstance(split, QSplitter):
            return
        whole, width = sum(split.sizes()), self.viewport().width()
        layout = self.content
        needed = layout.totalSizeHint().height()
        if layout.hasHeightForWidth():
            needed = layout.totalHeightForWidth(width)
        most, least = (whole * tenths // 10 for tenths in (_MOST_TENTHS, _LEAST_TENTHS))
        wanted = min(needed, most, max(least, whole - _FEW_ROWS))
        if whole and wanted != split.sizes()[1]:
            split.setSizes([whole - wanted, wanted])
