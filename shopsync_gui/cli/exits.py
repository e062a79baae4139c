"""The exit codes of the commands."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from shopsync_gui.core.errors import InputError, ShopSyncError
from shopsync_gui.core.runs import RunState


class Exit(IntEnum):
    """The exit codes; scripts rely on the numbers (decision 0014)."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    PARTIAL = 3
    STOPPED = 4
    CANCELLED = 5
    PAUSED = 6


OF_STATE: Final = {
    RunState.RUNNING: Exit.FAILED,
    RunState.DONE: Exit.DONE,
    RunState.PARTIAL: Exit.PARTIAL,
    RunState.STOPPED: Exit.STOPPED,
    RunState.PAUSED: Exit.PAUSED,
    RunState.CANCELLED: Exit.CANCELLED,
    RunState.FAILED: Exit.FAILED,
}


def exit_of(error: ShopSyncError) -> Exit:
    """The exit code of an error that ended a command."""
    if isinstance(error, InputError):
        return Exit.USAGE
    return Exit.PAUSED if error.pauses else Exit.FAILED
