"""Questions and advice before a sync, wherever it is started from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from shopsync_gui.core.run_labels import brake_examples, brake_label
from shopsync_gui.core.text import _
from shopsync_gui.core.tone import Tone
from shopsync_gui.ui.kit.fields import ChoiceField
from shopsync_gui.ui.kit.note_box import NoteBox, ToneBox
from shopsync_gui.ui.kit.widgets import ElidedLabel, button, column, label, row

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shopsync_gui.core.plan import Brake
    from shopsync_gui.store.connections import Connection
    from shopsync_gui.ui.jobs.context import AppContext


def route(title: str, connection: Connection) -> str:
    """From which shop to which account; `title` tells the shop from all others."""
    return f"{title} → SalesAutopilot: {connection.sa_user}"


def pause_words() -> str:
    """The advice what to do in the account first."""
    return _(
        "Pause letters, series and automations that build on products or categories"
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
        layout.addLayout(head)
        self._whole = label(whole, wrap=True, name=f"{name}Whole")
        self._whole.hide()
        layout.addWidget(self._whole)

    def _toggle(self) -> None:
        shown = self._whole.isHidden()
        self._whole.setVisible(shown)
        self._more.setText(_("Hide details") if shown else _("Show details"))


def pause_advice() -> AdviceLine:
    """The advice before products are written, in a line."""
    short = _("Pause letters that build on products while the sync runs.")
    return AdviceLine(Tone.PLAIN, short, pause_words(), "pauseNote")


def brake_note(title: str, brakes: Iterable[Brake]) -> NoteBox:
    """Why the safety brake holds, and that the user's consent overrules it."""
    box = NoteBox(Tone.WARNING, title, name="brake")
    box.words.setSpacing(4)
    for brake in brakes:
        point = row(gap=8)
        point.addWidget(label("•"), 0, Qt.AlignmentFlag.AlignTop)
        words = column(gap=0)
        words.addWidget(label(brake_label(brake), wrap=True))
        if brake.examples:
            words.addWidget(label(brake_examples(brake), "small", wrap=True, name="brakeNames"))
        point.addLayout(words, 1)
        box.words.addLayout(point)
    consent = _("With your consent this plan is carried out all the same.")
    box.words.addWidget(label(consent, wrap=True))
    return box


class HostedQuestion(QWidget):
    """Asks whether SalesAutopilot's own product sync is on: the two would undo each other's work.

    The answer is the user's own, need not be given, and is remembered for the shop: once the other
    sync is said to be off, nobody is asked again.
    """

    def __init__(self, context: AppContext, connection_id: int) -> None:
        super().__init__()
        self._memory = context.memory
        self._key = f"hosted/{connection_id}"
        layout = column(self, gap=8)
        self._said = QWidget()
        said = row(self._said, gap=12)
        text = _("SalesAutopilot's own product sync of this shop is off, you said.")
        said.addWidget(label(text, "muted", wrap=True, name="consentHostedSaid"), 1)
        said.addWidget(
            button(_("Change the answer"), self._ask_again, kind="link", name="consentHostedChange")
        )
        layout.addWidget(self._said)
        self._question = QWidget()
        question = row(self._question, gap=12)
        asked = label(_("SalesAutopilot's own product sync of this shop:"), wrap=True)
        self._answer = ChoiceField("consentHostedBox")
        self._answer.setAccessibleName(asked.text())
        for text, word in (
            (_("not given"), ""),
            (_("is off"), "off"),
            (_("is on"), "on"),
            (_("I do not know"), "unknown"),
        ):
            self._answer.addItem(text, word)
        asked.setBuddy(self._answer)
        question.addWidget(asked, 1)
        question.addWidget(self._answer)
        layout.addWidget(self._question)
        text = _(
            "Look in SalesAutopilot: Settings > eCommerce > Webshop connection, and switch it off"
            " first. While both are on, each may overwrite what the other has just written."
        )
        self._warning = NoteBox(Tone.WARNING, texts=(text,), name="consentHostedWarning")
        layout.addWidget(self._warning)
        known = self._answer.findData(self._memory.value(self._key, ""))
        self._answer.setCurrentIndex(max(0, known))
        off = self._answer.currentData() == "off"
        self._said.setVisible(off)
        self._question.setVisible(not off)
        self._warn()
        self._answer.currentIndexChanged.connect(self._answered)

    def _ask_again(self) -> None:
        self._said.hide()
        self._question.show()
        self._answer.setFocus()

    def _answered(self) -> None:
        self._memory.setValue(self._key, self._answer.currentData())
        self._warn()

    def _warn(self) -> None:
        self._warning.setVisible(self._answer.currentData() in ("on", "unknown"))
