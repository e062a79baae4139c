"""The command of the team, with its options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.cli.options import add_json, new_command
from shopsync_gui.core.text import _

if TYPE_CHECKING:
    from shopsync_gui.cli.options import Commands


def add_team(commands: Commands) -> None:
    """The command of the team."""
    team = new_command(
        commands, "team", _("Share shops, runs and the right to write with colleagues.")
    )
    team.add_argument(
        "action",
        choices=("create", "join", "status", "leave", "end", "schedule", "approve", "role"),
        metavar=_("ACTION"),
        help=_(
            "create, join, status, leave; end a turn; schedule: run it here;"
            " approve what the safety brake stopped; role: give one"
        ),
    )
    team.add_argument(
        "target",
        nargs="?",
        metavar="URL",
        help=_(
            "postgresql://user@host/database; for end, schedule and approve the shop's name;"
            " for role the member"
        ),
    )
    team.add_argument(
        "role",
        nargs="?",
        metavar=_("ROLE"),
        choices=("owner", "member", "viewer"),
        help=_("the member's role to be: owner, member or viewer"),
    )
    team.add_argument("--viewer", action="store_true", help=_("join to look only"))
    add_json(team)
