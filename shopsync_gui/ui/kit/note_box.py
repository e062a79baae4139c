"""Boxes for remarks, problems, figures and ticks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QVBoxLayout, QWidget

from shopsync_gui.core.text import format_int
from shopsync_gui.core.tone import Tone
from shopsync_gui.ui.kit.folding_tick import FoldingTick
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.widgets import column, label, row

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QMouseEvent, QResizeEvent

    from shopsync_gui.core.errors import Problem

#: Pixels between words and buttons, and of the words where buttons stand beside them.
_GAP, _LEAST_WORDS = 12, 120


class ToneBox(QFrame):
    """An empty box in the colours of a tone: plain, warning or bad; of none, in those around it."""

    def __init__(self, tone: Tone | None = Tone.PLAIN, name: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        if tone is not None:
            self.setProperty("note", tone)


class TickBox(ToneBox):
    """A box around a tick; a click anywhere in it is one on the tick."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__()
        self.tick = FoldingTick(text)
        self.tick.setObjectName(name)
        row(self, margins=(12, 10, 12, 10)).addWidget(self.tick)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.setAccepted(event.button() is Qt.MouseButton.LeftButton)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        left = event.button() is Qt.MouseButton.LeftButton
        if left and self.rect().contains(event.position().toPoint()):
            self.tick.setFocus(Qt.FocusReason.MouseFocusReason)
            self.tick.click()


class FoldingBox(ToneBox):
    """Words, and beside them the buttons that help; below, where there is no room.

    The buttons stand at the right, or, with `is_line`, where the words end.
    """

    def __init__(
        self,
        tone: Tone | None,
        actions: Iterable[QWidget],
        name: str,
        *,
        margins: tuple[int, int, int, int] = (0, 0, 0, 0),
        is_line: bool = False,
    ) -> None:
        super().__init__(tone, name)
        self._actions = tuple(actions)
        self._line = row(self, margins=margins, gap=_GAP)
        self.words: QVBoxLayout = column(gap=2)
        add_layout(self._line, self.words, 1)
        for action in self._actions:
            self._line.addWidget(action, 0, Qt.AlignmentFlag.AlignVCenter)
        if is_line:
            self._line.addStretch()

    def _sides(self) -> int:
        """The pixels at the left and at the right."""
        inside, outside = self._line.contentsMargins(), self.contentsMargins()
        return inside.left() + inside.right() + outside.left() + outside.right()

    def minimumSizeHint(self) -> QSize:
        """Be as narrow as the widest part: the buttons can go below the words."""
        least = super().minimumSizeHint()
        parts = [self.words.minimumSize().width(), *(a.sizeHint().width() for a in self._actions)]
        return QSize(max(parts) + self._sides(), least.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._actions:
            return
        buttons = sum(action.sizeHint().width() + _GAP for action in self._actions)
        beside = event.size().width() - self._sides() - buttons >= _LEAST_WORDS
        way, side = QBoxLayout.Direction, Qt.AlignmentFlag
        self._line.setDirection(way.LeftToRight if beside else way.TopToBottom)
        for action in self._actions:
            self._line.setAlignment(action, side.AlignVCenter if beside else side.AlignLeft)


class NoteBox(FoldingBox):
    """A remark: a title, sentences below it, and the buttons that help.

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
        super().__init__(tone, actions, f"{name}Box", margins=(16, 12, 16, 12))
        if title:
            self.words.addWidget(label(title, "strong", wrap=True, name=f"{name}Title"))
        for text in texts:
            if text:
                self.words.addWidget(label(text, wrap=True))


def problem_box(
    problem: Problem, tone: Tone = Tone.BAD, actions: Iterable[QWidget] = ()
) -> NoteBox:
    """A box that says what went wrong and what to do next, with the buttons that help."""
    texts = problem.message, problem.action
    return NoteBox(tone, problem.title, texts, actions, name="problem")


def figure_box(caption: str, count: int) -> ToneBox:
    """A number with its name above."""
    box = ToneBox()
    layout = column(box, margins=(12, 8, 12, 8), gap=2)
    layout.addWidget(label(caption, "muted"))
    layout.addWidget(label(format_int(count), "figure"))
    return box
