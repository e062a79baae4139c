"""The command line: commands, options, and their help in the language of the user."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from shopsync_gui import __version__
from shopsync_gui.cli.argument_parser import Parser
from shopsync_gui.cli.argument_values import button_text, color, count, day, fault, jobs
from shopsync_gui.core.text import _

if TYPE_CHECKING:
    import argparse

PROGRAM = "shopsync"


def build_parser() -> Parser:
    """All commands and options; the READMEs list the same, by a test.

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
    parser.add_argument("--version", action="version", version=f"ShopSync {__version__}")
    # Without its name given, argparse would make a help text of all to find it.
    commands = parser.add_subparsers(
        prog=PROGRAM, dest="command", required=True, metavar=_("COMMAND")
    )
    _add_sandbox_commands(commands)
    _add_job_commands(commands)
    _add_check_command(commands)
    _add_read_commands(commands)
    _add_team(commands)
    return parser


_Commands: TypeAlias = "argparse._SubParsersAction[Parser]"


def _command(commands: _Commands, name: str, help_text: str) -> Parser:
    return commands.add_parser(name, help=help_text, description=help_text, allow_abbrev=False)


def _add_sandbox_commands(commands: _Commands) -> None:
    sandbox = _command(
        commands, "sandbox", _("Run an invented shop and account on this computer to play with.")
    )
    sandbox.add_argument("--port", type=count, default=0, metavar="N", help=_("0: any free one"))
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
    demo = _command(
        commands, "demo", _("Connect an invented shop, sync it, check it and say what happened.")
    )
    demo.add_argument("--products", type=count, default=1200, metavar="N")


def _add_job_commands(commands: _Commands) -> None:
    connect = _command(commands, "connect", _("Test both sides, then save the connection."))
    _add_shop(connect)
    connect.add_argument(
        "--client-id", required=True, metavar="ID", help=_("the API client of the shop")
    )
    connect.add_argument(
        "--sa-user", required=True, metavar="USER", help=_("the API user of the account")
    )
    connect.add_argument(
        "--shop-url", default="", metavar="U", help=_("what stands before a resource name")
    )
    connect.add_argument("--token-url", default="", metavar="U", help=_("the whole token address"))
    connect.add_argument(
        "--sa-url", default="", metavar="U", help=_("what stands before a method of the account")
    )
    connect.add_argument(
        "--report",
        metavar="FILE",
        help=_("where the account cannot be read: a report on its answers"),
    )
    plan = _command(commands, "plan", _("Show what a sync would do; writes nothing."))
    sync = _command(commands, "sync", _("Bring the account's products in line with the shop."))
    verify = _command(commands, "verify", _("Compare the account with the shop field by field."))
    for command in (plan, verify):
        _add_shop(command)
        _add_json(command)
    _add_shop(sync, nargs="?")
    sync.add_argument("--all", action="store_true", help=_("every shop, some of them side by side"))
    sync.add_argument(
        "--jobs",
        type=jobs,
        metavar="N",
        help=_("of all, so many at once; else as the setting says"),
    )
    sync.add_argument("--due", action="store_true", help=_("of all, those whose schedule says so"))
    sync.add_argument(
        "--wait", type=count, default=0, metavar="SECONDS", help=_("for another program to end")
    )
    sync.add_argument(
        "--metrics", metavar="FILE", help=_("write how every shop stands, for Prometheus")
    )
    _add_json(sync)
    sync.add_argument("--yes", action="store_true", help=_("consent to writing to the account"))
    sync.add_argument(
        "--approve-brake", action="store_true", help=_("write although the safety brake stopped")
    )
    orders = _command(
        commands,
        "orders",
        _("Bring in products that only old orders know; no order is sent to SalesAutopilot."),
    )
    _add_shop(orders)
    orders.add_argument(
        "--since", type=day, required=True, metavar="DATE", help=_("the first day, 2024-01-31")
    )
    orders.add_argument(
        "--approve-brake", action="store_true", help=_("write although the safety brake stopped")
    )
    undo = _command(commands, "undo", _("Give back what a run replaced in the account."))
    undo.add_argument("run", type=count, metavar="RUN", help=_("its number in the list of runs"))
    undo.add_argument(
        "--remove-created", action="store_true", help=_("also remove products that the run created")
    )
    retry = _command(
        commands, "retry", _("Try products again that failed or were skipped, and only those.")
    )
    _add_shop(retry)
    retry.add_argument("--sku", action="append", default=[], metavar="SKU", help=_("only these"))
    schedule = _command(
        commands, "schedule", _("Say when a shop is synced by itself, or have the system do it.")
    )
    _add_shop(schedule)
    schedule.add_argument(
        "--system",
        action="store_true",
        help=_("what the system's own scheduler needs: a task, a timer or an agent"),
    )
    schedule.add_argument(
        "--out",
        default="",
        metavar="FOLDER",
        help=_("write its files there instead of printing them"),
    )
    _add_json(schedule)
    for command in (orders, undo, retry):
        command.add_argument(
            "--yes", action="store_true", help=_("consent to writing to the account")
        )
        _add_json(command)


def _add_check_command(commands: _Commands) -> None:
    check = _command(
        commands, "check", _("Find out how the account behaves; without --write it only reads.")
    )
    _add_shop(check)
    check.add_argument(
        "--write", action="store_true", help=_("try it out with test items that are removed again")
    )
    check.add_argument(
        "--report", metavar="FILE", help=_("show and save a report that tells forms only")
    )
    check.add_argument("--yes", action="store_true", help=_("consent to writing to the account"))
    _add_json(check)


def _add_read_commands(commands: _Commands) -> None:
    products = _command(commands, "products", _("List the products of the master."))
    products.add_argument(
        "--search", default="", metavar="TEXT", help=_("words of name, SKU, id or category")
    )
    products.add_argument(
        "--uncategorised", action="store_true", help=_("only those without a category")
    )
    products.add_argument("--gone", action="store_true", help=_("only those gone from the shop"))
    products.add_argument("--limit", type=count, default=None, metavar="N")
    _add_json(products)
    export = _command(commands, "export", _("Write the products into a CSV or XLSX file."))
    export.add_argument("file", metavar="FILE", help=_("its ending says which: .csv or .xlsx"))
    export.add_argument(
        "--search", default="", metavar="TEXT", help=_("words of name, SKU, id or category")
    )
    export.add_argument(
        "--products", nargs="+", metavar="SKU", help=_("only the products with these SKUs")
    )
    export.add_argument(
        "--spreadsheet",
        action="store_true",
        help=_("a CSV for spreadsheets: SKUs such as 0017 or 3-4 stay as they are"),
    )
    _add_json(export)
    _add_newsletter(commands)
    status = _command(commands, "status", _("Say how each shop stands; asks neither service."))
    _add_shop(status, nargs="?")
    _add_json(status)
    runs = _command(commands, "runs", _("List the runs so far, newest first."))
    for command in (products, export, runs):
        command.add_argument("--shop", metavar="SHOP", help=_("of this shop only"))
    _add_json(runs)
    diagnostics = _command(
        commands, "diagnostics", _("Write a file for whoever helps: versions, states and the log.")
    )
    diagnostics.add_argument("file", metavar="FILE", help=_("a zip file, written anew"))
    restore = _command(
        commands, "restore", _("Put a backup in the place of today's data, which are kept.")
    )
    restore.add_argument("file", metavar="FILE", help=_("a backup of ShopSync"))
    restore.add_argument("--yes", action="store_true", help=_("consent to replacing the data"))
    settings = _command(commands, "settings", _("List, show or change a setting."))
    settings.add_argument("key", nargs="?", metavar="KEY")
    settings.add_argument("value", nargs="?", metavar="VALUE")


def _add_team(commands: _Commands) -> None:
    team = _command(
        commands, "team", _("Share shops, runs and the right to write with colleagues.")
    )
    team.add_argument(
        "action",
        choices=("create", "join", "status", "leave", "end", "schedule", "role"),
        metavar="ACTION",
        help=_("create, join, status, leave; end a turn; schedule: run it here; role: give one"),
    )
    team.add_argument(
        "target",
        nargs="?",
        metavar="URL",
        help=_(
            "postgresql://user@host/database; for end and schedule the shop's name; for role the member"
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
    _add_json(team)


def _add_newsletter(commands: _Commands) -> None:
    letter = _command(
        commands, "newsletter", _("Write the HTML of a newsletter that offers chosen products.")
    )
    chosen = letter.add_mutually_exclusive_group(required=True)
    chosen.add_argument(
        "--products",
        action="extend",
        nargs="+",
        metavar="SKU",
        help=_("these products, in this order"),
    )
    chosen.add_argument("--view", metavar="NAME", help=_("the products of a saved view"))
    chosen.add_argument(
        "--cheaper-since",
        type=day,
        metavar="DATE",
        help=_("what has become cheaper since a day, 2024-01-31"),
    )
    letter.add_argument("--shop", metavar="SHOP", help=_("where several are connected"))
    letter.add_argument(
        "--layout",
        choices=("1", "2", "3", "hero"),
        default="2",
        metavar="N",
        help=_("1, 2 or 3 columns, or hero: the first product wide"),
    )
    letter.add_argument("--heading", default="", metavar="TEXT")
    letter.add_argument(
        "--button", type=button_text, default="", metavar="TEXT", help=_("what the buttons say")
    )
    letter.add_argument("--color", type=color, default="#2f6fed", metavar="RRGGBB")
    letter.add_argument(
        "--campaign", default="", metavar="NAME", help=_("utm_campaign, put into every link")
    )
    letter.add_argument(
        "--out", required=True, metavar="FILE", help=_(".html, or .txt for plain text")
    )
    _add_json(letter)


def _add_shop(command: Parser, nargs: str | None = None) -> None:
    help_text = _("the shop's name, or any address of it")
    command.add_argument("shop", nargs=nargs, metavar="SHOP", help=help_text)


def _add_json(command: Parser) -> None:
    command.add_argument(
        "--json",
        action="store_true",
        dest="as_json",
        help=_("one JSON object on standard output, everything else on standard error"),
    )
