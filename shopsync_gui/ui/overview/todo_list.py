"""Teendők: what waits for the user in any shop; where nothing does, it says so."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from shopsync_gui.core.text import _, format_int, ngettext
from shopsync_gui.core.tone import Tone
from shopsync_gui.sync.standing.remark import Step, step_label
from shopsync_gui.sync.standing.todo import Todo, TodoKind
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.refill import refilling
from shopsync_gui.ui.kit.widgets import column, label, line, row
from shopsync_gui.ui.overview.line_button import LineButton

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shopsync_gui.ui.kit.theme import Theme

_ICON, _ROUND = 16, 28
#: So many entries are shown; the rest is counted.
_MOST = 12
#: The icons of entries: something is wrong, or is to be known.
_ICONS = {Tone.BAD: "alert-outline", Tone.WARNING: "alert-outline"}
_OTHER_ICON = "eye-outline"


class Entry(msgspec.Struct, frozen=True):
    """A task of a shop; `shop` is the shop's title where there are several."""

    connection_id: int
    shop: str
    todo: Todo


class TodoList(QFrame):
    """A card with a line for each entry; a line leads to where it is done."""

    #: The entry that the user wants to see to.
    chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("todoList")
        self.setProperty("card", True)
        self._theme = theme
        self._shown: list[Entry] | None = None
        layout = column(self, margins=(12, 16, 12, 12), gap=8)
        head = row(margins=(8, 0, 8, 0), gap=8)
        head.addWidget(label(_("To do"), "title"))
        self._number = label(role="muted", name="todoCount")
        head.addWidget(self._number)
        head.addStretch(1)
        add_layout(layout, head)
        self._lines = column(gap=0)
        add_layout(layout, self._lines)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show these entries; what stays the same keeps the focus."""
        if list(entries) == self._shown:
            return
        self._shown = list(entries)
        with refilling(self._lines):
            self._number.setText(format_int(len(entries)) if entries else "")
            self.setProperty("count", len(entries))
            for number, entry in enumerate(entries[:_MOST]):
                if number:
                    self._lines.addWidget(line())
                self._lines.addWidget(self._line(entry))
            if (more := len(entries) - _MOST) > 0:
                text = ngettext("and {n} more", "and {n} more", more).format(n=format_int(more))
                self._lines.addWidget(label(text, "muted", name="todoMore"))
            if not entries:
                self._lines.addWidget(self._finished())

    def _line(self, entry: Entry) -> LineButton:
        todo = entry.todo
        widget = LineButton(
            f"todo_{todo.kind}", f"{entry.shop}: {todo.title}" if entry.shop else todo.title
        )
        below = " · ".join(part for part in (entry.shop, todo.text) if part)
        step = _step_text(todo)
        widget.setAccessibleDescription(f"{below} {step}".strip())
        widget.add(_round_icon(self._theme, _ICONS.get(todo.tone, _OTHER_ICON), todo.tone))
        words = QWidget()
        lines = column(words, gap=2)
        lines.addWidget(label(todo.title, wrap=True))
        if below:
            lines.addWidget(label(below, "small", wrap=True))
        shown = label(step, name="todoStep")
        shown.setProperty("role", "link")
        lines.addWidget(shown)
        widget.add(words, 1)
        widget.clicked.connect(partial(self._clicked, entry))
        return widget

    def _clicked(self, entry: Entry, _checked: bool = False) -> None:
        self.chosen.emit(entry)

    def _finished(self) -> QWidget:
        """A calm end: everything is done."""
        box = QWidget()
        box.setObjectName("todoFinished")
        layout = row(box, margins=(8, 8, 8, 8), gap=12)
        layout.addWidget(_round_icon(self._theme, "check", Tone.GOOD))
        words = column(gap=2)
        words.addWidget(label(_("Everything is done"), "strong", name="todoFinishedTitle"))
        text = _("Nothing is waiting for you. Whatever comes up is listed here.")
        words.addWidget(label(text, "small", wrap=True))
        add_layout(layout, words, 1)
        return box


def _step_text(todo: Todo) -> str:
    if todo.kind is TodoKind.SCHEDULE:
        return _("Schedule…")
    return step_label(Step.SKIPPED if todo.step is None else todo.step)


def _round_icon(theme: Theme, name: str, tone: Tone) -> QLabel:
    tokens = theme.tokens
    plain = tone in (Tone.PLAIN, Tone.MUTED)
    color, soft = (
        (tokens.muted, tokens.chip)
        if plain
        else (getattr(tokens, tone), getattr(tokens, f"{tone}_soft"))
    )
    icon = QLabel()
    icon.setFixedSize(_ROUND, _ROUND)
    icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
    icon.setPixmap(theme.pixmap(name, _ICON, color))
    icon.setStyleSheet(f"background: {soft}; border-radius: {_ROUND // 2}px;")
    return icon
