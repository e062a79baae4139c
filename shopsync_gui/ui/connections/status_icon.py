"""The round icon that says how a shop's last run stands; green while one runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from shopsync_gui.core.runs import RunReport, RunState

if TYPE_CHECKING:
    from shopsync_gui.ui.kit.theme import Theme

#: The icon and colour tokens of each state.
_ICONS = {
    "idle": ("sync", "muted", "chip"),
    "running": ("sync", "good", "good_soft"),
    "done": ("check", "good", "good_soft"),
    "partial": ("alert-outline", "warning", "warning_soft"),
    "stopped": ("hand-back-right-outline", "warning", "warning_soft"),
    "paused": ("pause", "warning", "warning_soft"),
    "cancelled": ("close", "muted", "chip"),
    "failed": ("close", "bad", "bad_soft"),
}
_ENDED = {
    RunState.RUNNING: "paused",
    RunState.DONE: "done",
    RunState.PARTIAL: "partial",
    RunState.STOPPED: "stopped",
    RunState.PAUSED: "paused",
    RunState.CANCELLED: "idle",
    RunState.FAILED: "failed",
}


def state_after(latest: RunReport | None) -> str:
    """The state that a run leaves behind."""
    return "idle" if latest is None else _ENDED[latest.state]


class StatusIcon(QLabel):
    """Its property `state`: idle, running, done, partial, stopped, paused or failed."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("statusIcon")
        self.setFixedSize(28, 28)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def show_state(self, state: str, theme: Theme) -> None:
        """Draw a state in the colours of the look in use."""
        self.setProperty("state", state)
        name, color, soft = _ICONS[state]
        tokens = theme.tokens
        self.setPixmap(theme.pixmap(name, 16, getattr(tokens, color)))
        self.setStyleSheet(f"background: {getattr(tokens, soft)}; border-radius: 14px;")
