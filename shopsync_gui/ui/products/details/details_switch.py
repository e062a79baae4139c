"""The switch of the panel with the details: shown only when the user asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QStackedWidget, QToolButton

    from shopsync_gui.ui.products.details.details_panel import DetailsPanel

_MEMORY = "products/details"
#: Below this width of the page, in pixels, the details give way to the list.
_NARROW = 900


class DetailsSwitch(QObject):
    """The switch of the panel, which remembers the user's choice.

    On a narrow page the panel gives way until it is asked for there.
    """

    def __init__(
        self, panel: DetailsPanel, button: QToolButton, stack: QStackedWidget, memory: QSettings
    ) -> None:
        """`stack` holds the list that is looked into."""
        super().__init__(panel)
        self._panel = panel
        self._button = button
        self._stack = stack
        self._memory = memory
        self._narrow = False
        self._wanted = memory.value(_MEMORY, False, type=bool) is True
        button.clicked.connect(self.choose)
        panel.close_button.clicked.connect(self._close)
        self._escapes = [
            QShortcut(QKeySequence(Qt.Key.Key_Escape), part) for part in (panel, stack)
        ]
        for escape in self._escapes:
            escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            escape.activated.connect(self._close)
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

    def _close(self) -> None:
        """Hide the panel; a focus that was in it goes to the list."""
        inside = self._panel.window().focusWidget() in self._panel.findChildren(QWidget)
        self.choose(False)
        listed = self._stack.currentWidget()
        if inside and listed is not None:
            listed.setFocus()

    def _show(self, shown: bool) -> None:
        self._panel.setVisible(shown)
        self._button.setChecked(shown)
        for escape in self._escapes:
            escape.setEnabled(shown)
