"""The exit codes of the commands."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Final

from shopsync_gui.core.errors import AlreadyRunning, Cancelled, InputError
from shopsync_gui.core.runs import RunState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shopsync_gui.core.errors import Problem, ShopSyncError


class Exit(IntEnum):
    """The exit codes; scripts rely on the numbers (decision 0014)."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    PARTIAL = 3
    STOPPED = 4
    CANCELLED = 5
    PAUSED = 6
    BUSY = 7


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
    return exit_of_problem(error.problem)


def exit_of_problem(problem: Problem) -> Exit:
    """The exit code of a problem that ended a command."""
    if problem.is_a(InputError):
        return Exit.USAGE
    if problem.is_a(Cancelled):
        return Exit.CANCELLED
    if problem.is_a(AlreadyRunning):
        return Exit.BUSY
    return Exit.PAUSED if problem.kind.pauses else Exit.FAILED


#: The ends of several jobs, the worst first.
_BY_WEIGHT = (
    Exit.CANCELLED, Exit.FAILED, Exit.USAGE, Exit.STOPPED, Exit.PAUSED, Exit.BUSY, Exit.PARTIAL,
)  # fmt: skip


def worst(codes: Iterable[Exit]) -> Exit:
    """The exit code for several jobs: that of the one which needs somebody most."""
    found = set(codes)
    return next((code for code in _BY_WEIGHT if code in found), Exit.DONE)
