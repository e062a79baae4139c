"""What the dialogs have in common: their head, figures, the brake's reasons, and the tick."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QFrame, QHBoxLayout, QVBoxLayout

from shopsync_gui.core.labels import brake_label
from shopsync_gui.core.text import _, format_int
from shopsync_gui.ui.widgets import button, column, label, note, row

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QKeyEvent

    from shopsync_gui.core.plan import Brake
    from shopsync_gui.store.connections import Connection


def dialog_head(title: str, about: str) -> QVBoxLayout:
    """The title, and below it what the dialog is about."""
    head = column(gap=2)
    head.addWidget(label(title, "heading"))
    head.addWidget(label(about, "muted", wrap=True))
    return head


def route(connection: Connection) -> str:
    """From which shop to which account."""
    return f"{connection.title} → SalesAutopilot: {connection.sa_user}"


def figure_box(caption: str, count: int) -> QFrame:
    """A number with its name above."""
    box = note("plain")
    place = column(box, margins=(12, 8, 12, 8), gap=2)
    place.addWidget(label(caption, "muted"))
    place.addWidget(label(format_int(count), "figure"))
    return box


def brake_note(title: str, brakes: Iterable[Brake]) -> QFrame:
    """Why the safety brake holds, and that the user's consent overrules it."""
    box = note("warning")
    layout = column(box, margins=(16, 12, 16, 12), gap=4)
    layout.addWidget(label(title, "strong"))
    for brake in brakes:
        layout.addWidget(label(f"• {brake_label(brake)}", wrap=True))
        if brake.examples:
            layout.addWidget(label("   " + ", ".join(brake.examples), "small", wrap=True))
    layout.addWidget(
        label(_("With your consent this plan is carried out all the same."), wrap=True)
    )
    return box


class AgreeingDialog(QDialog):
    """A dialog whose work starts only after its tick, by mouse and by keyboard."""

    def agreement_box(self, text: str, name: str) -> QFrame:
        """The tick."""
        box = note("plain")
        layout = row(box, margins=(12, 10, 12, 10))
        self.tick = QCheckBox(text)
        self.tick.setObjectName(name)
        self.tick.toggled.connect(self._ticked)
        layout.addWidget(self.tick)
        return box

    def agreement_buttons(self, start_text: str, names: tuple[str, str]) -> QHBoxLayout:
        """Cancel, and the button that waits for the tick; their object names in this order."""
        buttons = row(gap=12)
        buttons.addStretch(1)
        self.cancel_button = button(_("Cancel"), self.reject, name=names[0])
        self.start_button = button(start_text, self._agreed, kind="primary", name=names[1])
        self.start_button.setEnabled(False)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.start_button)
        return buttons

    def may_start(self) -> bool:
        """Whether there is anything to agree to."""
        return True

    def start(self) -> None:
        """Do what the user has agreed to."""
        raise NotImplementedError

    def _ticked(self, ticked: bool) -> None:
        self.start_button.setEnabled(ticked and self.may_start())
        self.start_button.setDefault(ticked)

    def _agreed(self) -> None:
        if self.tick.isChecked() and self.may_start():
            self.start()
            self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a field or a list starts nothing without the tick."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.tick.isChecked():
            event.accept()
            return
        super().keyPressEvent(event)
