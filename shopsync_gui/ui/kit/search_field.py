"""The field that is typed into to search a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit

if TYPE_CHECKING:
    from shopsync_gui.ui.kit.theme import Theme

#: Pixels of the field beside its words: the icon and the margins.
_BESIDE = 48


class SearchField(QLineEdit):
    """A field in which Down goes on to the list, and Escape empties it."""

    left_downwards = Signal()

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName(name)
        self.setProperty("search", True)
        self.setMaxLength(200)
        icon = QAction(theme.icon("magnify", theme.tokens.muted), "", self)
        self.addAction(icon, QLineEdit.ActionPosition.LeadingPosition)
        self.textChanged.connect(self._show_clear_button)

    def _show_clear_button(self) -> None:
        if self.text():
            self.setClearButtonEnabled(True)
        if not self.isClearButtonEnabled():
            return
        for action in self.findChildren(QAction, "_q_qlineeditclearaction"):
            action.setIcon(self._theme.icon("close", self._theme.tokens.muted))
            # Qt hides it in an empty field only until it is given an icon of one's own.
            action.setVisible(bool(self.text()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell what can be searched where the field has no room for it."""
        super().resizeEvent(event)
        words = self.placeholderText()
        is_cut = self.fontMetrics().horizontalAdvance(words) > self.width() - _BESIDE
        self.setToolTip(words if is_cut else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the two keys that mean something here."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_PageDown):
            self.left_downwards.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)
