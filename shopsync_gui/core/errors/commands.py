"""Errors that only the command line knows."""

from __future__ import annotations

from shopsync_gui.core.errors.base import ShopSyncError
from shopsync_gui.core.errors.input import InputError
from shopsync_gui.core.text import N_


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
    action = N_(
        "Run the command in a terminal, or set this variable (secrets are never arguments): {variable}"
    )


class Cancelled(ShopSyncError):
    """The user stopped the command."""

    title = N_("Cancelled")
    message = N_("The command was stopped before it was ready.")
    action = N_("Start it again when you like. Nothing has been lost.")
