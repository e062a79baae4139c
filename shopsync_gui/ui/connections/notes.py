"""The notes of a card: boxes and mentions, each with the buttons that help from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from shopsync_gui.core.tone import Tone
from shopsync_gui.ui.connections.outcome import step_label
from shopsync_gui.ui.kit.note_box import NoteBox
from shopsync_gui.ui.kit.widgets import button, clear, column, label, row

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from shopsync_gui.ui.connections.outcome import Remark, Step

Action = tuple[str, "Callable[[], object]"]


class CardNotes(QWidget):
    """Hidden while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        self._layout = column(self, gap=8)
        self.hide()

    def forget(self) -> None:
        """Begin anew; `finish` shows what is said then."""
        clear(self._layout)

    def finish(self) -> None:
        """Be seen if there is something to say."""
        self.setVisible(self._layout.count() > 0)

    def say(
        self, tone: str, title: str, texts: Sequence[str], actions: Sequence[Action] = ()
    ) -> None:
        """Add a box; `tone` is a Tone."""
        buttons = [button(text, call) for text, call in actions]
        self._layout.addWidget(NoteBox(Tone(tone), title, texts, buttons))

    def add_remark(self, remark: Remark, steps: Mapping[Step, Callable[[], object]]) -> None:
        """Add what is to be said of a run, with its buttons."""
        actions = [(step_label(step), steps[step]) for step in remark.steps]
        if remark.tone == "quiet":
            self._layout.addLayout(_mention(remark.title, actions))
        else:
            self.say(remark.tone, remark.title, remark.texts, actions)


def _mention(text: str, actions: Sequence[Action]) -> QHBoxLayout:
    """A muted sentence with its links."""
    line = row(gap=8)
    if not actions:
        line.addWidget(label(text, "muted", wrap=True, name="noteTitle"), 1)
        return line
    line.addWidget(label(text, "muted", name="noteTitle"))
    for name, call in actions:
        line.addWidget(button(name, call, kind="link"))
    line.addStretch(1)
    return line
