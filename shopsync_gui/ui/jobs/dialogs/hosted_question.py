"""The question whether SalesAutopilot's own product sync of a shop is on."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from shopsync_gui.core.text import _
from shopsync_gui.core.tone import Tone
from shopsync_gui.ui.jobs.services.shop_answers import HOSTED
from shopsync_gui.ui.kit.note_box import NoteBox
from shopsync_gui.ui.kit.widgets import button, column, label, row, set_style

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings

#: The answers as they are remembered; "" is none yet.
ON, OFF, UNKNOWN = "on", "off", "unknown"


class HostedAnswer:
    """The user's answer about the sync that SalesAutopilot itself does of a shop; remembered for the shop."""

    def __init__(self, memory: QSettings, shop: str) -> None:
        """`shop` is the connection's name: its id may mean another one in what is restored."""
        self._memory = memory
        self._key = f"{HOSTED}/{shop}"

    @property
    def value(self) -> str:
        """The answer, empty while there is none."""
        value = self._memory.value(self._key, "")
        return value if value in (ON, OFF, UNKNOWN) else ""

    def set(self, value: str) -> None:
        """Remember an answer."""
        self._memory.setValue(self._key, value)


class HostedNote(NoteBox):
    """The warning where the other sync is on, or may be: each would undo the other's work."""

    def __init__(self, answer: str, change: QPushButton | None = None) -> None:
        self._text = label(wrap=True, name="consentHostedText")
        actions = () if change is None else (change,)
        super().__init__(Tone.WARNING, actions=actions, name="consentHostedWarning")
        self.words.addWidget(self._text)
        self.say(answer)

    def say(self, answer: str) -> None:
        """Warn by what the user answered."""
        if answer == ON:
            text = _(
                "Switch off SalesAutopilot's own product sync first, there under Beállítások > "
                "eCommerce > Webshop összekapcsolás. While both are on, each may overwrite what the "
                "other has just written."
            )
        else:
            text = _(
                "SalesAutopilot's own product sync may be on: check on SalesAutopilot's website under Beállítások > "
                "eCommerce > Webshop összekapcsolás, and switch it off first. While both are on, "
                "each may overwrite what the other has just written."
            )
        self._text.setText(text)


class HostedQuestion(QWidget):
    """A question asked until it is answered for the shop; an earlier answer is only told where it is a warning, and can be changed."""

    def __init__(self, memory: QSettings, shop: str) -> None:
        super().__init__()
        self._answer = HostedAnswer(memory, shop)
        layout = column(self, gap=8)
        self._question = QWidget()
        question = row(self._question, gap=8)
        asked = _("Is SalesAutopilot's own product sync of this shop switched on?")
        question.addWidget(label(asked, wrap=True, name="consentHostedQuestion"), 1)
        self._choice = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        for value, text, name in (
            (ON, _("Yes"), "hostedYes"),
            (OFF, _("No"), "hostedNo"),
            (UNKNOWN, _("I don't know"), "hostedUnknown"),
        ):
            chip = button(text, partial(self._choose, value), kind="chip", name=name)
            chip.setCheckable(True)
            chip.setAccessibleDescription(asked)
            self._choice.addButton(chip)
            self._buttons[value] = chip
            question.addWidget(chip)
        layout.addWidget(self._question)
        change = button(
            _("Change the answer"), self._ask_again, kind="link", name="consentHostedChange"
        )
        self._change = change
        self._warning = HostedNote(self._answer.value, change)
        layout.addWidget(self._warning)
        known = self._answer.value
        if known:
            self._buttons[known].setChecked(True)
        self._show(asking=not known)

    def _choose(self, value: str) -> None:
        self._answer.set(value)
        self._show(asking=True)

    def _ask_again(self) -> None:
        self._show(asking=True)
        checked = self._choice.checkedButton()
        if checked is not None:
            checked.setFocus()

    def _show(self, *, asking: bool) -> None:
        for value, chip in self._buttons.items():
            set_style(chip, "active", value == self._answer.value)
        warned = self._answer.value in (ON, UNKNOWN)
        self._question.setVisible(asking)
        self._warning.say(self._answer.value)
        self._warning.setVisible(warned)
        self._change.setVisible(warned and not asking)
        self.setVisible(asking or warned)
