"""The command line: commands, options, and their help in the language of the user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui import __version__
from shopsync_gui.cli.account_options import ACCOUNT_COMMANDS
from shopsync_gui.cli.argument_parser import Parser
from shopsync_gui.cli.argument_values import count, fault, manner, port
from shopsync_gui.cli.data_options import DATA_COMMANDS
from shopsync_gui.cli.options import add_json, new_command
from shopsync_gui.core.text import _

if TYPE_CHECKING:
    from shopsync_gui.cli.options import Commands

PROGRAM = "shopsync"


def build_parser(only: str | None = None) -> Parser:
    """All commands and options; the READMEs list the same, by a test.

    With `only` that command, and its like: all that is needed to understand it, in a sixth of the time.
    To be called, as its result, while `library_texts` has argparse speak the user's language.
    """
    parser = Parser(
        prog=PROGRAM,
        description=_("Keeps the product master of a SalesAutopilot account equal to the shop."),
        epilog=_(
            "Exit code: 0 done, 1 failed, 2 usage, 3 partly done, 4 stopped by the safety brake, "
            "5 cancelled, 6 paused, 7 another program is at work. SHOPSYNC_HOME moves all data; SHOPSYNC_CLIENT_SECRET and "
            "SHOPSYNC_SA_PASSWORD give the secrets; SHOPSYNC_LANGUAGE (hu or en) stands in for the "
            "system's language while none is chosen in the settings."
        ),
        allow_abbrev=False,
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"ShopSync {__version__}",
        help=_("print the version and end"),
    )
    # Without its name given, argparse would make a help text of all to find it.
    commands = parser.add_subparsers(prog=PROGRAM, dest="command", metavar=_("COMMAND"))
    for names, add in _COMMANDS.items():
        if only is None or only in names:
            add(commands)
    return parser


def _add_sandbox_commands(commands: Commands) -> None:
    sandbox = new_command(
        commands, "sandbox", _("Run an invented shop and account on this computer to play with.")
    )
    sandbox.add_argument("--port", type=port, default=0, metavar="N", help=_("0: any free one"))
    sandbox.add_argument("--products", type=count, default=1200, metavar="N")
    sandbox.add_argument("--seed", type=int, default=1, metavar="N")
    sandbox.add_argument(
        "--latency", type=count, default=0, metavar="MS", help=_("added to every answer")
    )
    sandbox.add_argument(
        "--fault",
        action="extend",
        nargs="+",
        type=fault,
        default=[],
        metavar="NAME",
        dest="faults",
        help=_("something that goes wrong; an unknown name lists them all"),
    )
    sandbox.add_argument(
        "--manner",
        action="extend",
        nargs="+",
        type=manner,
        default=[],
        metavar="NAME",
        dest="manners",
        help=_("how the services behave where their contracts leave it open; list names them all"),
    )
    sandbox.add_argument(
        "--awkward",
        action="store_true",
        help=_("70 products that touch every limit, and an account in use, instead of --products"),
    )
    demo = new_command(
        commands, "demo", _("Connect an invented shop, sync it, check it and say what happened.")
    )
    demo.add_argument("--products", type=count, default=1200, metavar="N")


def _add_team(commands: Commands) -> None:
    team = new_command(
        commands, "team", _("Share shops, runs and the right to write with colleagues.")
    )
    team.add_argument(
        "action",
        choices=("create", "join", "status", "leave", "end", "schedule", "approve", "role"),
        metavar="ACTION",
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
        metavar="ROLE",
        choices=("owner", "member", "viewer"),
        help=_("the member's role to be: owner, member or viewer"),
    )
    team.add_argument("--viewer", action="store_true", help=_("join to look only"))
    add_json(team)


_COMMANDS = {
    ("sandbox", "demo"): _add_sandbox_commands,
    **ACCOUNT_COMMANDS,
    **DATA_COMMANDS,
    ("team",): _add_team,
}
