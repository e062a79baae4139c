"""The command line: commands, options, and their help in the language of the user."""

from __future__ import annotations

from importlib import import_module

from shopsync_gui import __version__
from shopsync_gui.cli.argument_parser import Parser
from shopsync_gui.core.text import _

PROGRAM = "shopsync"
#: What adds some commands, a module and a function of it, in the order of the help.
_ADDED_BY = {
    ("sandbox", "demo"): ("sandbox_options", "add_sandbox"),
    ("connect",): ("account_options", "add_connect"),
    ("plan", "sync", "verify"): ("account_options", "add_sync"),
    ("orders",): ("account_options", "add_orders"),
    ("undo", "retry"): ("account_options", "add_undo_and_retry"),
    ("schedule",): ("account_options", "add_schedule"),
    ("check",): ("account_options", "add_check"),
    ("products", "export"): ("data_options", "add_products"),
    ("newsletter",): ("data_options", "add_newsletter"),
    ("status",): ("list_options", "add_status"),
    ("runs",): ("list_options", "add_runs"),
    ("diagnostics", "backup", "restore", "settings"): ("data_options", "add_upkeep"),
    ("team",): ("team_options", "add_team"),
}


def build_parser(only: str | None = None) -> Parser:
    """All commands and options; the READMEs list the same, by a test.

    With `only` that command, and its like: all that is needed to understand it, imported
    and built in a sixth of the time.
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
    for names, (module, function) in _ADDED_BY.items():
        if only is None or only in names:
            getattr(import_module(f"shopsync_gui.cli.{module}"), function)(commands)
    return parser
