"""Options that several commands share, and how a command is added."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from shopsync_gui.core.text import _

if TYPE_CHECKING:
    import argparse

    from shopsync_gui.cli.argument_parser import Parser

Commands: TypeAlias = "argparse._SubParsersAction[Parser]"  # noqa: SLF001 - it has no other name


def new_command(commands: Commands, name: str, help_text: str) -> Parser:
    """Add a command; its options are added to the result."""
    return commands.add_parser(name, help=help_text, description=help_text, allow_abbrev=False)


def add_shop(command: Parser, nargs: str | None = None) -> None:
    """Have the command take a shop."""
    help_text = _("the shop's name, or any address of it")
    command.add_argument("shop", nargs=nargs, metavar="SHOP", help=help_text)


def add_shop_choice(command: Parser) -> None:
    """Have the command keep to one shop on request."""
    command.add_argument("--shop", metavar="SHOP", help=_("of this shop only"))


def add_json(command: Parser) -> None:
    """Have the command print JSON on request."""
    command.add_argument(
        "--json",
        action="store_true",
        dest="as_json",
        help=_("one JSON object on standard output, everything else on standard error"),
    )


def add_consent(command: Parser) -> None:
    """Have the command write to the account on request."""
    command.add_argument("--yes", action="store_true", help=_("consent to writing to the account"))
