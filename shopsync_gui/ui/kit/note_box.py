"""Boxes for remarks, problems, figures and ticks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QVBoxLayout, QWidget

from shopsync_gui.core.text import format_int
from shopsync_gui.core.tone import Tone
from shopsync_gui.ui.kit.widgets import column, label, row

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QResizeEvent

    from shopsync_gui.core.errors import Problem

#: Pixels at the sides of a remark, between its parts, and of its words where buttons stand beside them.
_MARGIN, _GAP, _LEAST_WORDS = 16, 12, 120


class ToneBox(QFrame):
    """An empty box in the colours of a tone: plain, warning or bad."""

    def __init__(self, tone: Tone = Tone.PLAIN, name: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("note", tone)


class NoteBox(ToneBox):
    """A remark: a title, sentences below it, and beside them the buttons that help; below, where there is no room.

    A `name` begins the object names: the box is called `nameBox`, its title `nameTitle`. What else
    belongs below the sentences is added to `words`.
    """

    def __init__(
        self,
        tone: Tone,
        title: str = "",
        texts: Iterable[str] = (),
        actions: Iterable[QWidget] = (),
        *,
        name: str = "note",
    ) -> None:
        super().__init__(tone, f"{name}Box")
        self._line = row(self, margins=(_MARGIN, 12, _MARGIN, 12), gap=_GAP)
        self._actions = tuple(actions)
        self.words: QVBoxLayout = column(gap=2)
        if title:
            self.words.addWidget(label(title, "strong", wrap=True, name=f"{name}Title"))
        for text in texts:
            if text:
                self.words.addWidget(label(text, wrap=True))
        self._line.addLayout(self.words, 1)
        for action in self._actions:
            self._line.addWidget(action, 0, Qt.AlignmentFlag.AlignVCenter)

    def minimumSizeHint(self) -> QSize:
        """Be as narrow as the widest part: the buttons can go below the words."""
        least = super().minimumSizeHint()
        parts = [self.words.minimumSize().width(), *(a.sizeHint().width() for a in self._actions)]
        return QSize(max(parts) + 2 * _MARGIN, least.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._actions:
            return
        buttons = sum(action.sizeHint().width() + _GAP for action in self._actions)
        beside = event.size().width() - 2 * _MARGIN - buttons >= _LEAST_WORDS
        way, side = QBoxLayout.Direction, Qt.AlignmentFlag
        self._line.setDirection(way.LeftToRight if beside else way.TopToBottom)
        for action in self._actions:
            self._line.setAlignment(action, side.AlignVCenter if beside else side.AlignLeft)


def problem_box(problem: Problem, tone: Tone = Tone.BAD) -> NoteBox:
    """A box that says what went wrong and what to do next."""
    return NoteBox(tone, problem.title, (problem.message, problem.action), name="problem")


def figure_box(caption: str, count: int) -> ToneBox:
    """A number with its name above."""
    box = ToneBox()
    layout = column(box, margins=(12, 8, 12, 8), gap=2)
    layout.addWidget(label(caption, "muted"))
    layout.addWidget(label(format_int(count), "figure"))
    return box
