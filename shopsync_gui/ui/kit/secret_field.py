"""The eye beside a secret: shows what was typed, and hides it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QToolButton

from shopsync_gui.core.text import _
from shopsync_gui.ui.kit.widgets import set_up_icon_button

if TYPE_CHECKING:
    from shopsync_gui.ui.kit.theme import Theme


class EyeButton(QToolButton):
    """Works for the field that it is named after; what the field holds is hidden at first."""

    def __init__(self, field: QLineEdit, theme: Theme) -> None:
        super().__init__()
        self._field = field
        self._theme = theme
        set_up_icon_button(self, f"{field.objectName()}Eye")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(self._turn)
        theme.changed.connect(self.show_state)
        self.show_state()

    def show_state(self) -> None:
        """Say what a click would do."""
        hidden = self._field.echoMode() is QLineEdit.EchoMode.Password
        self.setIcon(self._theme.icon("eye-outline" if hidden else "eye-off-outline"))
        words = _("Show: {field}") if hidden else _("Hide: {field}")
        words = words.format(field=self._field.accessibleName())
        self.setAccessibleName(words)
        self.setToolTip(words)

    def _turn(self) -> None:
        hidden = self._field.echoMode() is QLineEdit.EchoMode.Password
        mode = QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password
        self._field.setEchoMode(mode)
        self.show_state()
