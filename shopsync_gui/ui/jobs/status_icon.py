"""The round icon of a shop's state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from shopsync_gui.core.tone import Tone
from shopsync_gui.sync.standing.shop_state import ShopState
from shopsync_gui.sync.standing.state_words import state_text

if TYPE_CHECKING:
    from shopsync_gui.sync.standing.standing import ShopStanding
    from shopsync_gui.ui.kit.theme import Theme

_ICONS = {
    ShopState.IDLE: "sync",
    ShopState.RUNNING: "sync",
    ShopState.DONE: "check",
    ShopState.PARTIAL: "alert-outline",
    ShopState.STOPPED: "hand-back-right-outline",
    ShopState.PAUSED: "pause",
    ShopState.FAILED: "close",
}


class StatusIcon(QLabel):
    """The round icon of a shop's state, which its property `state` names."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("statusIcon")
        self.setFixedSize(28, 28)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def show_state(self, state: ShopState, theme: Theme) -> None:
        """Draw a state in the colours of the look in use."""
        self.setProperty("state", state.value)
        tokens, tone = theme.tokens, state.tone
        soft = tokens.chip if tone is Tone.MUTED else getattr(tokens, f"{tone}_soft")
        self.setPixmap(theme.pixmap(_ICONS[state], 16, getattr(tokens, tone)))
        self.setStyleSheet(f"background: {soft}; border-radius: 14px;")

    def show_standing(self, standing: ShopStanding, theme: Theme) -> None:
        """Draw the state of a shop, with its words for screen readers."""
        self.show_state(standing.state, theme)
        self.setAccessibleName(state_text(standing))
