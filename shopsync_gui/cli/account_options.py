"""Commands of the account: connecting it, and what reads or writes it, each with its options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.cli.argument_values import (
    count,
    day,
    given,
    interval,
    jobs,
    minute_of_day,
    run_number,
    weekday,
)
from shopsync_gui.cli.options import add_consent, add_json, add_shop, new_command
from shopsync_gui.cli.path_argument import path
from shopsync_gui.core.text import _

if TYPE_CHECKING:
    from shopsync_gui.cli.argument_parser import Parser
    from shopsync_gui.cli.options import Commands


def add_connect(commands: Commands) -> None:
    """The command that connects a shop and an account."""
    connect = new_command(
        commands,
        "connect",
        _("Test both sides, then save the connection; a connected shop keeps what is not named."),
    )
    add_shop(connect)
    connect.add_argument(
        "--client-id", type=given, metavar="ID", help=_("the API client of the shop")
    )
    connect.add_argument(
        "--sa-user", type=given, metavar="USER", help=_("the API user of the account")
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
        type=path,
        metavar="FILE",
        help=_("where the account cannot be read: a report on its answers"),
    )


def add_sync(commands: Commands) -> None:
    """The commands of a sync: plan, sync, verify."""
    plan = new_command(commands, "plan", _("Show what a sync would do; writes nothing."))
    sync = new_command(commands, "sync", _("Bring the account's products in line with the shop."))
    verify = new_command(commands, "verify", _("Compare the account with the shop field by field."))
    for command in (plan, verify):
        add_shop(command)
        add_json(command)
    add_shop(sync, nargs="?")
    sync.add_argument("--all", action="store_true", help=_("every shop, some of them side by side"))
    sync.add_argument(
        "--jobs",
        type=jobs,
        metavar="N",
        help=_("with --all: so many at once; else as the setting says"),
    )
    sync.add_argument(
        "--due",
        action="store_true",
        help=_("with --all: only those that are due by their schedule"),
    )
    sync.add_argument(
        "--wait", type=count, default=0, metavar="SECONDS", help=_("for another program to end")
    )
    sync.add_argument(
        "--metrics",
        type=path,
        metavar="FILE",
        help=_("write how every shop stands, for Prometheus"),
    )
    add_json(sync)
    add_consent(sync)
    _add_brake(sync)


def add_orders(commands: Commands) -> None:
    """The command that brings in what only old orders know."""
    orders = new_command(
        commands,
        "orders",
        _("Bring in products that only old orders know; no order is sent to SalesAutopilot."),
    )
    add_shop(orders)
    orders.add_argument(
        "--since", type=day, required=True, metavar="DATE", help=_("the first day, 2024-01-31")
    )
    _add_brake(orders)
    add_consent(orders)
    add_json(orders)


def add_undo_and_retry(commands: Commands) -> None:
    """The commands that go back to a run: undo, retry."""
    undo = new_command(commands, "undo", _("Give back what a run replaced in the account."))
    undo.add_argument(
        "run", type=run_number, metavar="RUN", help=_("its number in the list of runs")
    )
    undo.add_argument(
        "--remove-created", action="store_true", help=_("also remove products that the run created")
    )
    retry = new_command(
        commands, "retry", _("Try products again that failed or were skipped, and only those.")
    )
    add_shop(retry)
    retry.add_argument(
        "--sku",
        action="append",
        default=[],
        metavar="SKU",
        help=_("only these, even where the account may have them under another SKU"),
    )
    for command in (undo, retry):
        add_consent(command)
        add_json(command)


def add_schedule(commands: Commands) -> None:
    """The command of the schedule."""
    schedule = new_command(
        commands, "schedule", _("Say when a shop is synced by itself, or have the system do it.")
    )
    add_shop(schedule)
    schedule.add_argument(
        "--every",
        type=interval,
        metavar="WHEN",
        help=_("set it: day, week, a number of hours, or never"),
    )
    schedule.add_argument(
        "--at", type=minute_of_day, metavar="TIME", help=_("of day or week: when, 03:00")
    )
    schedule.add_argument(
        "--on",
        type=weekday,
        metavar="DAY",
        help=_("of week: the day, or how its name begins"),
    )
    schedule.add_argument(
        "--system",
        action="store_true",
        help=_("what the system's own scheduler needs: a task, a timer or an agent"),
    )
    schedule.add_argument(
        "--out",
        type=path,
        metavar="FOLDER",
        help=_("write its files there instead of printing them"),
    )
    add_json(schedule)


def add_check(commands: Commands) -> None:
    """The command that finds out how the account behaves."""
    check = new_command(
        commands, "check", _("Find out how the account behaves; without --write it only reads.")
    )
    add_shop(check)
    check.add_argument(
        "--write", action="store_true", help=_("try it out with test items that are removed again")
    )
    check.add_argument(
        "--report",
        type=path,
        metavar="FILE",
        help=_("show and save a report on the form of the answers"),
    )
    add_consent(check)
    add_json(check)


def _add_brake(command: Parser) -> None:
    command.add_argument(
        "--approve-brake", action="store_true", help=_("write although the safety brake stopped")
    )
