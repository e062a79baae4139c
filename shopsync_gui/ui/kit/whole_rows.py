"""The place of a table that no row may be cut in at its lower edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtCore import QSize
    from PySide6.QtGui import QResizeEvent

    from shopsync_gui.ui.kit.row_view import RowView


class WholeRows(QWidget):
    """The height of a table: its header, and as many whole rows as there is room for."""

    def __init__(self, view: RowView, least_height: int) -> None:
        super().__init__()
        self._view = view
        view.setParent(self)
        view.verticalScrollBar().setSingleStep(view.row_height())
        self.setMinimumHeight(least_height)

    def sizeHint(self) -> QSize:
        return self._view.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the pixels below the last whole row free."""
        super().resizeEvent(event)
        view, size = self._view, event.size()
        above = view.horizontalHeader().sizeHint().height() + 2 * view.frameWidth()
        rows = max(1, (size.height() - above) // view.row_height())
        height = min(size.height(), above + rows * view.row_height())
        view.setGeometry(0, 0, size.width(), height)
