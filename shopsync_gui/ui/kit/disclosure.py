"""A part of a page that few people need, shown when it is asked for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from shopsync_gui.core.text import _
from shopsync_gui.ui.kit.widgets import button, column


class Disclosure(QWidget):
    """A link *Advanced*, and below it widgets that are hidden until it is clicked."""

    def __init__(self) -> None:
        super().__init__()
        layout = column(self, gap=16)
        self._link = button(clicked=self._toggle, kind="link", name="advancedButton")
        layout.addWidget(self._link, 0, Qt.AlignmentFlag.AlignLeft)
        self._inside = QWidget()
        self._cards = column(self._inside, gap=16)
        self._inside.hide()
        layout.addWidget(self._inside)
        self._say()

    def add(self, widget: QWidget) -> None:
        """Put one more widget below the link."""
        self._cards.addWidget(widget)

    @property
    def is_open(self) -> bool:
        """Whether what is below the link is shown."""
        return not self._inside.isHidden()

    def open(self, shown: bool = True) -> None:
        """Show or hide what is below the link."""
        self._inside.setVisible(shown)
        self._say()

    def _toggle(self) -> None:
        self.open(not self.is_open)

    def _say(self) -> None:
        self._link.setText(_("Hide the advanced settings") if self.is_open else _("Advanced…"))
