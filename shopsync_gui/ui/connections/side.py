"""One of the two services that a connection joins, as the form has it."""

from __future__ import annotations

import msgspec
from PySide6.QtWidgets import QLineEdit

from shopsync_gui.core.errors import SecretMissing, ShopSyncError
from shopsync_gui.core.text import _, sentences
from shopsync_gui.core.tone import Tone
from shopsync_gui.ui.connections.side_check import SideCheck, SideState
from shopsync_gui.ui.kit.steady_label import SteadyLabel
from shopsync_gui.ui.kit.widgets import set_style


class Side(msgspec.Struct, frozen=True):
    """Its check, its fields, and the line for what the service answers."""

    check: SideCheck
    status: SteadyLabel
    #: The fields that must hold something.
    needed: tuple[QLineEdit, ...]
    #: The secret, of which kind it is; one that is saved may stay untyped.
    secret: QLineEdit
    secret_kind: str
    #: The addresses, which may be left out.
    addresses: tuple[QLineEdit, ...]
    #: The fields that are wrong where the service answers with such an error.
    refused_by: dict[type[ShopSyncError], tuple[QLineEdit, ...]]

    def is_whole(self, *, saved: bool) -> bool:
        """Whether every field holds something that has to."""
        needed = self.needed if saved else (*self.needed, self.secret)
        return all(field.text().strip() for field in needed)

    def say(self, state: SideState, fine: str) -> None:
        """Say how far the check is; `fine` is what a good answer comes to."""
        role, text, more = "small", _("Checking…") if state.asking else "", ""
        problem = state.problem
        if fine:
            role, text = Tone.GOOD, f"✓  {fine}"
        elif problem is not None and problem.is_a(SecretMissing):
            role, text = Tone.BAD, "✗  " + _("It is not stored on this computer: type it here.")
            self.secret.setPlaceholderText("")
        elif problem is not None:
            role, text = Tone.BAD, f"✗  {problem.message}"
            more = sentences(problem.message, problem.action_before_run)
        self.status.setText(text, more)
        set_style(self.status, "role", role)
