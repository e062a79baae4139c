"""A progress bar with its words."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.widgets import ElidedLabel, column, label, row, set_style

#: The bar's steps from nothing to all.
_FULL = 1000


class ProgressView(QWidget):
    """A bar, and below it what is done now, how far it is, and how long it will take.

    A `name` begins the object names `nameBar`, `nameStep` and `nameText`.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        layout = column(self, gap=8)
        self._bar = QProgressBar()
        self._bar.setObjectName(f"{name}Bar")
        self._bar.setTextVisible(False)
        layout.addWidget(self._bar)
        self._step = label(role="strong", name=f"{name}Step")
        self._text = ElidedLabel("muted", f"{name}Text")
        # It gets what the others leave.
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._remaining = label(role="muted", name="remainingText")
        texts = self._texts = row(gap=12)
        texts.addWidget(self._step)
        texts.addWidget(self._text, 1)
        texts.addWidget(self._remaining)
        add_layout(layout, texts)
        self._lines = layout
        self._is_waiting = False

    def show_step(self, step: str, text: str = "") -> None:
        """Say what is done now and how far that is."""
        self._step.setText(step)
        self._text.setText(text)

    def show_share(self, share: float | None) -> None:
        """Have the bar show how much of the whole is done, 0 to 1; None: it runs without end."""
        self._bar.setRange(0, 0 if share is None else _FULL)
        self._bar.setValue(0 if share is None else round(share * _FULL))

    def show_remaining(self, text: str) -> None:
        """Say how long it will take; empty where that is not known."""
        self._remaining.setText(text)

    def show_waiting(self, waiting: bool) -> None:
        """Have the bar look as if it stood still; what is waited for has a line of its own."""
        set_style(self._bar, "waiting", waiting)
        if waiting == self._is_waiting:
            return
        self._is_waiting = waiting
        if waiting:
            self._texts.removeWidget(self._text)
            self._texts.insertStretch(1, 1)
            self._lines.addWidget(self._text)
        else:
            self._lines.removeWidget(self._text)
            self._texts.takeAt(1)
            self._texts.insertWidget(1, self._text, 1)
