"""A sentence about work that is under way, above a bar that runs without end."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QWidget

from shopsync_gui.ui.kit.widgets import column, label


class BusyLine(QWidget):
    """A line about work under way, hidden until something begins."""

    def __init__(self, name: str) -> None:
        super().__init__()
        layout = column(self, gap=8)
        self._text = label(wrap=True, name=name)
        layout.addWidget(self._text)
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        layout.addWidget(bar)
        self.hide()

    def begin(self, text: str) -> None:
        """Say what is under way now."""
        self._text.setText(text)
        self.show()
