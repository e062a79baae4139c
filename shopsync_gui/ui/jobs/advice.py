"""What a user is asked and told before a sync, wherever it is started from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from shopsync_gui.core.text import _
from shopsync_gui.ui.kit.fields import ChoiceField
from shopsync_gui.ui.kit.widgets import ElidedLabel, button, column, label, note, row

if TYPE_CHECKING:
    from shopsync_gui.ui.jobs.context import AppContext

#: Before more than so many products are written the user is warned (contract "salesautopilot" 7).
MANY = 1000


def pause_words() -> str:
    """What to do in the account first."""
    return _(
        "Pause letters, series and automations that build on products or categories"
        " while the sync runs."
    )


def shared_words(shops: str) -> str:
    """What is to be known where other shops are written to the same account."""
    return _(
        "The same account is also filled from: {shops}. Products with the same SKU overwrite"
        " each other."
    ).format(shops=shops)


def many_words() -> str:
    """The vendor's warning before more than 1000 products are written."""
    return _(
        "There are more than 1000 products. Segments with product conditions may"
        " become slow in SalesAutopilot; conditions on categories stay quick."
    )


class AdviceLine(QFrame):
    """An advice in one line; the whole of it on demand. `tone` as in `widgets.note`."""

    #: The height is another one.
    changed = Signal()

    def __init__(self, short: str, whole: str, tone: str, name: str) -> None:
        super().__init__()
        self.setProperty("note", tone)
        self.setObjectName(name)
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
        self.changed.emit()


def advice_lines(writes: int) -> list[AdviceLine]:
    """What to do in the account before so many products are written, each in a line."""
    pause = _("Pause letters that build on products while the sync runs.")
    lines = [AdviceLine(pause, pause_words(), "plain", "pauseNote")]
    if writes > MANY:
        many = _("More than 1000 products: segments with product conditions may become slow.")
        lines.append(AdviceLine(many, many_words(), "warning", "manyNote"))
    return lines


def many_note() -> QFrame:
    """The vendor's warning as a box; hidden until so many products are known to be written."""
    box = note("warning")
    box.setObjectName("manyNote")
    words = column(box, margins=(16, 12, 16, 12))
    words.addWidget(label(many_words(), wrap=True))
    box.hide()
    return box


class HostedQuestion(QWidget):
    """Two programs that write one product master undo each other's work: is the other one on?

    The answer is the user's own, need not be given, and is remembered for the shop: once the other one
    is said to be off, nobody is asked again.
    """

    #: The height may have changed.
    changed = Signal()

    def __init__(self, context: AppContext, connection_id: int) -> None:
        super().__init__()
        self._memory = context.memory()
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
        self._warning = note("warning")
        words = column(self._warning, margins=(16, 12, 16, 12))
        text = _(
            "Look in SalesAutopilot: Settings > eCommerce > Webshop connection, and switch it off"
            " first. While both are on, each may overwrite what the other has just written."
        )
        words.addWidget(label(text, wrap=True, name="consentHostedWarning"))
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
        self.changed.emit()

    def _answered(self) -> None:
        self._memory.setValue(self._key, self._answer.currentData())
        self._warn()
        self.changed.emit()

    def _warn(self) -> None:
        self._warning.setVisible(self._answer.currentData() in ("on", "unknown"))
