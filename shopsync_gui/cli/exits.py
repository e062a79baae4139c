"""The exit codes of the commands, and the end of the process."""

from __future__ import annotations

import os
import sys
from enum import IntEnum
from typing import TYPE_CHECKING, Final, NoReturn

from shopsync_gui.core import errors
from shopsync_gui.core.errors import Remedy
from shopsync_gui.core.runs.runs import RunReport, RunState

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
    """The exit code of a problem that ended a command; paused is what goes on where it was, once that is over."""
    if problem.is_a(errors.InputError):
        return Exit.USAGE
    if problem.is_a(errors.Cancelled):
        return Exit.CANCELLED
    if problem.is_a(errors.AlreadyRunning):
        return Exit.BUSY
    lasts = problem.needs_user and problem.remedy in _LASTING
    return Exit.PAUSED if problem.kind.pauses and not lasts else Exit.FAILED


def exit_of_run(receipt: RunReport) -> Exit:
    """The exit code of a run that has ended: its state as a number, whatever kept it from its end."""
    return OF_STATE[receipt.state]


#: What nothing goes on from by itself, and no signing in or making room mends.
_LASTING = frozenset({Remedy.CORRECT_INPUT, Remedy.RESTORE_BACKUP})


#: The ends of several jobs, the worst first.
_BY_WEIGHT = (
    Exit.CANCELLED, Exit.FAILED, Exit.USAGE, Exit.STOPPED, Exit.PAUSED, Exit.BUSY, Exit.PARTIAL,
)  # fmt: skip


def worst(codes: Iterable[Exit]) -> Exit:
    """The exit code for several jobs: that of the one which needs somebody most."""
    found = set(codes)
    return next((code for code in _BY_WEIGHT if code in found), Exit.DONE)


def leave(code: int) -> NoReturn:
    """End the process; at once where nothing has asked to be called at its end.

    Python would take its modules apart first, whose memory the system frees at once.
    """
    if "atexit" not in sys.modules and "threading" not in sys.modules:
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except (OSError, ValueError):
            sys.exit(code)  # Python has its own way to report that
        os._exit(code)
    sys.exit(code)
