"""The figures at the foot of a card: counts on both sides, the proof, the last and the next sync."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QWidget

from shopsync_gui.core.text import N_, _, translate
from shopsync_gui.ui.kit.flow_layout import ColumnsLayout
from shopsync_gui.ui.kit.widgets import column, label, line, set_tone

if TYPE_CHECKING:
    from collections.abc import Sequence

_FIGURES = (
    ("shopCount", N_("Products in the shop")),
    ("accountCount", N_("In the account")),
    ("verifiedWhen", N_("Verified")),
    ("lastRun", N_("Last sync")),
    ("nextRun", N_("Next sync")),
)
#: The place of the figure that says when both sides were proven equal.
_VERIFIED = 2


class Figures(QWidget):
    """Captions with a value below each, in one row, or in two where the room is scarce."""

    def __init__(self) -> None:
        super().__init__()
        layout = column(self, gap=12)
        layout.addWidget(line())
        figures = ColumnsLayout(gap=24)
        self._captions: list[QLabel] = []
        self._values: list[QLabel] = []
        for name, _caption in _FIGURES:
            box = QWidget()
            place = column(box, gap=2)
            caption, value = label(role="muted"), label(role="figure", name=name)
            place.addWidget(caption)
            place.addWidget(value)
            figures.addWidget(box)
            self._captions.append(caption)
            self._values.append(value)
        layout.addLayout(figures)

    def retranslate(self) -> None:
        """Set the captions again."""
        for caption, (_name, text) in zip(self._captions, _FIGURES, strict=True):
            caption.setText(translate(text))

    def set_values(self, values: Sequence[str], *, stale: bool) -> None:
        """Show the values in their order; `stale`: the proof is older than the schedule allows."""
        for value, text in zip(self._values, values, strict=True):
            value.setText(text)
        set_tone(self._values[_VERIFIED], "stale", stale)
        late = _("Both sides were last proven equal longer ago than the schedule allows.")
        self._values[_VERIFIED].setToolTip(late if stale else "")
