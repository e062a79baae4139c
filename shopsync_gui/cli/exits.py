"""The exit codes of the commands, and the errors that only a command line knows."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from shopsync_gui.core.errors import InputError, ShopSyncError
from shopsync_gui.core.runs import RunState
from shopsync_gui.core.text import N_


class Exit(IntEnum):
    """What a command ends with; scripts rely on the numbers (decision 0014)."""

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


class CommandNotUnderstood(InputError):
    """The command line does not fit; `detail` says where."""

    title = N_("The command was not understood")
    message = N_("{detail}")
    action = N_("See {program} --help.")


class SecretNotGiven(InputError):
    """`variable` is not set, and nobody can be asked for the secret."""

    title = N_("A secret is needed")
    message = N_(
        "The environment variable {variable} is not set, and there is no terminal to ask on."
    )
    action = N_("Set {variable}, or run the command in a terminal. Secrets are never arguments.")


class Cancelled(ShopSyncError):
    """The user stopped the command."""

    title = N_("Cancelled")
    message = N_("The command was stopped before it was ready.")
    action = N_("Start it again when you like. Nothing has been lost.")
