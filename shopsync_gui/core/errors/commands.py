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
    """None of the `variables` is set, and nobody can be asked for the secrets."""

    title = N_("A secret is needed")
    message = N_(
        "The environment does not give what is needed, and there is no terminal to ask on."
    )
    action = N_(
        "Run the command in a terminal, or set in the environment (secrets are never arguments): {variables}"
    )


class Cancelled(ShopSyncError):
    """The user stopped the command."""

    title = N_("Cancelled")
    message = N_("The command was stopped before it was ready.")
    action = N_("Start it again when you like. Nothing has been lost.")
