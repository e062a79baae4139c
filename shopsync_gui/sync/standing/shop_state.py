"""The one state of a shop that every front end shows, and its tone."""

from __future__ import annotations

from enum import StrEnum

from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.tone import Tone


class ShopState(StrEnum):
    """The one state of a shop that every front end shows."""

    IDLE = "idle"
    RUNNING = "running"
    DONE = "done"
    PARTIAL = "partial"
    STOPPED = "stopped"
    PAUSED = "paused"
    FAILED = "failed"

    @property
    def tone(self) -> Tone:
        """The state's tone: good or bad."""
        return Tone.MUTED if self is ShopState.IDLE else RunState(self.value).tone

    @classmethod
    def after(cls, run: RunState) -> ShopState:
        """The state that a run leaves behind; one that still stands as running can be taken up again."""
        return _AFTER.get(run) or cls(run.value)


#: The names of the states that other programs read (`ShopStanding.state_name`).
STATE_NAMES = (*(state.value for state in ShopState), RunState.CANCELLED.value)
_AFTER = {RunState.RUNNING: ShopState.PAUSED, RunState.CANCELLED: ShopState.IDLE}
