"""Commands that say how things stand, each with its options: the quickest, since they import the least."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.cli.options import add_json, add_shop, add_shop_choice, new_command
from shopsync_gui.core.text import _

if TYPE_CHECKING:
    from shopsync_gui.cli.options import Commands


def add_status(commands: Commands) -> None:
    """The command status."""
    status = new_command(commands, "status", _("Show how each shop stands; asks neither service."))
    add_shop(status, nargs="?")
    add_json(status)


def add_runs(commands: Commands) -> None:
    """The command runs."""
    runs = new_command(commands, "runs", _("List the runs so far, newest first."))
    add_shop_choice(runs)
    add_json(runs)
