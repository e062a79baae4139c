"""The base of dialogs whose work starts only after a tick."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from shopsync_gui.core.text import _
from shopsync_gui.core.tone import Tone
from shopsync_gui.ui.kit.dialog import Dialog
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.note_box import NoteBox, TickBox
from shopsync_gui.ui.kit.widgets import ButtonKind, button, clear, column

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QPushButton


class AgreeingDialog(Dialog):
    """A dialog with a tick in its foot, and a button that waits for it, by mouse and by keyboard."""

    def add_agreement(
        self,
        tick: str,
        start: str,
        *,
        names: tuple[str, str, str],
        kind: ButtonKind = "primary",
        at_left: Iterable[QPushButton] = (),
    ) -> None:
        """Add the tick, and the buttons that cancel and start; their object names in this order.

        `kind` is the look of the button that starts (see `widgets.button`).
        """
        self.agreement = TickBox(tick, names[0])
        self.tick = self.agreement.tick
        self.tick.toggled.connect(self._ticked)
        self._obstacle = column(gap=8)
        self._told: tuple[str, str] | None = None
        add_layout(self.foot, self._obstacle)
        self.foot.addWidget(self.agreement)
        self.cancel_button = button(_("Cancel"), self.reject, name=names[1])
        self.start_button = button(start, self._agreed, kind=kind, name=names[2])
        self.start_button.setEnabled(False)
        self.add_buttons(self.cancel_button, self.start_button, at_left=at_left)

    def may_start(self) -> bool:
        """Whether there is anything to agree to."""
        return True

    def withdraw_agreement(self) -> None:
        """Take the tick away, and let it be set again only as long as there is something to agree to."""
        self.tick.setChecked(False)
        self.tick.setEnabled(self.may_start())

    def show_obstacle(self, obstacle: tuple[str, str] | None, name: str) -> bool:
        """Say above the tick what keeps the user from agreeing, as title and sentence; whether that is news.

        The tick is taken away where it is.
        """
        if obstacle == self._told:
            return False
        self._told = obstacle
        self.withdraw_agreement()
        clear(self._obstacle)
        if obstacle is not None:
            title, text = obstacle
            self._obstacle.addWidget(NoteBox(Tone.WARNING, title, [text], name=name))
        return True

    def start(self) -> None:
        """Do what the user has agreed to."""
        raise NotImplementedError

    def _ticked(self, ticked: bool) -> None:
        self.start_button.setEnabled(ticked and self.may_start())
        # What destroys is done by its own button only, never by Enter elsewhere.
        self.start_button.setDefault(ticked and not self.start_button.property("destructive"))

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
