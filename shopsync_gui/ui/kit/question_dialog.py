"""The dialog that asks before something is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.text import _
from shopsync_gui.ui.kit.dialog import Dialog
from shopsync_gui.ui.kit.widgets import ButtonKind, button, label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A question, and the words of its buttons.

    The object names of the dialog and its buttons begin with `name`. Without a `yes` there is
    nothing to be asked, and only the button that closes; `kind` is the look of the button that says
    yes (see `widgets.button`).
    """

    name: str
    title: str
    text: str
    yes: str = ""
    no: str = ""
    kind: ButtonKind = "destructive"


class QuestionDialog(Dialog):
    """A question; whoever presses Enter at once leaves all as it is."""

    def __init__(
        self, parent: QWidget, question: Question, confirmed: Callable[[], None] | None = None
    ) -> None:
        super().__init__(parent, f"{question.name}Dialog", question.title, wide=480)
        self.body.addWidget(label(question.text, wrap=True))
        leave = question.no or (_("Cancel") if question.yes else _("Close"))
        stay = button(leave, self.reject, name=f"{question.name}CancelButton")
        confirm = button(
            question.yes, self.accept, kind=question.kind, name=f"{question.name}ConfirmButton"
        )
        confirm.setVisible(bool(question.yes))
        self.add_buttons(stay, confirm)
        stay.setDefault(True)
        stay.setFocus()
        if confirmed is not None:
            self.accepted.connect(confirmed)
