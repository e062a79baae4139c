"""Advice before a sync, wherever it is started from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from shopsync_gui.core.runs.account_words import noted_lines
from shopsync_gui.core.runs.run_labels import brake_examples, brake_label
from shopsync_gui.core.text import _
from shopsync_gui.core.tone import Tone
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.note_box import NoteBox, ToneBox
from shopsync_gui.ui.kit.plain_text import short
from shopsync_gui.ui.kit.widgets import ElidedLabel, button, column, label, row

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shopsync_gui.core.plan.category_changes import NotedCategory
    from shopsync_gui.core.plan.plan_summary import Brake
    from shopsync_gui.store.account.connections import Connection


#: So many notes stand in a box.
_MOST_NOTES = 8
_LONGEST_NAME = 120


def name_in_heading(name: str) -> str:
    """The name of a shop or user, in full unless that would push what stands below out of sight."""
    return short(name, _LONGEST_NAME)


def route(title: str, connection: Connection) -> str:
    """Say from which shop to which account."""
    return f"{name_in_heading(title)} → SalesAutopilot: {name_in_heading(connection.sa_user)}"


def pause_words() -> str:
    """The advice what to do in the account first."""
    return _(
        "Pause newsletters, series and automations that build on products or categories"
        " while the sync runs."
    )


class AdviceLine(ToneBox):
    """An advice in one line; the whole of it on demand."""

    def __init__(self, tone: Tone, short: str, whole: str, name: str) -> None:
        super().__init__(tone, name)
        layout = column(self, margins=(12, 6, 12, 6), gap=4)
        head = row(gap=12)
        text = ElidedLabel(name=f"{name}Text")
        text.setText(short)
        head.addWidget(text, 1)
        self._more = button(_("Show details"), self._toggle, kind="link", name=f"{name}Button")
        head.addWidget(self._more)
        add_layout(layout, head)
        self._whole = label(whole, wrap=True, name=f"{name}Whole")
        self._whole.hide()
        layout.addWidget(self._whole)

    def _toggle(self) -> None:
        shown = self._whole.isHidden()
        self._whole.setVisible(shown)
        self._more.setText(_("Hide details") if shown else _("Show details"))


def pause_advice() -> AdviceLine:
    """The advice before products are written, in a line."""
    short = _("Pause newsletters that build on products while the sync runs.")
    return AdviceLine(Tone.PLAIN, short, pause_words(), "pauseNote")


def brake_note(title: str, brakes: Iterable[Brake]) -> NoteBox:
    """Say why the safety brake holds, and that the user's consent overrules it."""
    box = NoteBox(Tone.WARNING, title, name="brake")
    box.words.setSpacing(4)
    for brake in brakes:
        point = row(gap=8)
        point.addWidget(label("•"), 0, Qt.AlignmentFlag.AlignTop)
        words = column(gap=0)
        words.addWidget(label(brake_label(brake), wrap=True))
        if brake.examples:
            words.addWidget(label(brake_examples(brake), "small", wrap=True, name="brakeNames"))
        add_layout(point, words, 1)
        add_layout(box.words, point)
    consent = _("With your consent this plan is carried out all the same.")
    box.words.addWidget(label(consent, wrap=True))
    return box


def categories_note(notes: Sequence[NotedCategory]) -> NoteBox:
    """Tell what was noted about categories of the account."""
    title = _("Categories of the account:")
    return NoteBox(Tone.PLAIN, title, noted_lines(notes, _MOST_NOTES), name="planCategories")
