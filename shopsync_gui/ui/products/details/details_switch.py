"""The switch of the panel with the details: shown only when the user asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QToolButton, QWidget

_MEMORY = "products/details"
#: Below this width of the page, in pixels, the details give way to the list.
_NARROW = 900


class DetailsSwitch(QObject):
    """Shows and hides the panel, and remembers the user's choice.

    On a narrow page the panel gives way until it is asked for there.
    """

    def __init__(self, panel: QWidget, button: QToolButton, memory: QSettings) -> None:
        super().__init__(panel)
        self._panel = panel
        self._button = button
        self._memory = memory
        self._narrow = False
        self._wanted = memory.value(_MEMORY, False, type=bool) is True
        button.clicked.connect(self.choose)
        self._show(self._wanted)

    def choose(self, shown: bool) -> None:
        """Show or hide the panel, as the user wants."""
        if not self._narrow:
            self._wanted = shown
            self._memory.setValue(_MEMORY, shown)
        self._show(shown)

    def fit(self, width: int) -> None:
        """Follow the width of the page, in pixels."""
        narrow = width < _NARROW
        if narrow != self._narrow:
            self._narrow = narrow
            self._show(self._wanted and not narrow)

    def _show(self, shown: bool) -> None:
        self._panel.setVisible(shown)
        self._button.setChecked(shown)
