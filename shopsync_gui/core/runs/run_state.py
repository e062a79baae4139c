"""The state of a run, or how it ended."""

from __future__ import annotations

from enum import StrEnum

from shopsync_gui.core.tone import Tone


class RunState(StrEnum):
    """The state or end of a run: partial, if something failed or differs; stopped, by the brake."""

    RUNNING = "running"
    DONE = "done"
    PARTIAL = "partial"
    STOPPED = "stopped"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    FAILED = "failed"

    @property
    def ended(self) -> bool:
        """Whether the run came to its end, be it that not every product was written."""
        return self in (RunState.DONE, RunState.PARTIAL)

    @property
    def tone(self) -> Tone:
        """The state's tone: good or bad."""
        return _TONES[self]


_TONES = {
    RunState.RUNNING: Tone.GOOD,
    RunState.DONE: Tone.GOOD,
    RunState.PARTIAL: Tone.WARNING,
    RunState.STOPPED: Tone.WARNING,
    RunState.PAUSED: Tone.WARNING,
    RunState.CANCELLED: Tone.MUTED,
    RunState.FAILED: Tone.BAD,
}

#: States from which the next sync of the same shop goes on instead of starting anew.
RESUMABLE = frozenset({RunState.RUNNING, RunState.PAUSED, RunState.CANCELLED, RunState.FAILED})
