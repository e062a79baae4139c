"""The badge of a card: that both sides were found equal, or that a later look found differences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel

from shopsync_gui.core.runs import JobKind
from shopsync_gui.core.text import _, format_int, format_when, ngettext
from shopsync_gui.ui.kit.widgets import set_tone

if TYPE_CHECKING:
    from shopsync_gui.ui.connections.facts import CardFacts


class EqualBadge(QLabel):
    """Hidden while nothing is known, or something is at work."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("verifiedBadge")
        self.setProperty("tone", "good")
        self.hide()

    def show_facts(self, facts: CardFacts, *, silent: bool) -> None:
        """Say how the two sides stand; nothing if `silent`."""
        text, tone = "", "good"
        latest, compared, ahead = facts.latest, facts.compared, facts.ahead
        if latest is not None and compared is not None and ahead:
            differ = ngettext("{n} product differs · {when}", "{n} products differ · {when}", ahead)
            text = differ.format(n=format_int(ahead), when=format_when(compared.last_at))
            tone = "warning"
        elif (
            latest is not None
            and latest.kind in (JobKind.SYNC, JobKind.VERIFY)
            and latest.verified is True
            and latest.finished_at is not None
        ):
            equal = _("Both sides are equal · {when}")
            text = equal.format(when=format_when(latest.finished_at))
        set_tone(self, "tone", tone)
        self.setText(text)
        self.setVisible(bool(text) and not silent)
