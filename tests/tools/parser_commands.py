"""The commands of `shopsync` and what each takes, which argparse shows to its own help only."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from shopsync_gui.cli.parser import build_parser

if TYPE_CHECKING:
    from shopsync_gui.cli.argument_parser import Parser


def commands(parser: Parser | None = None) -> dict[str, Parser]:
    """The parser of each command, by its name."""
    actions = (parser or build_parser())._actions  # noqa: SLF001 - there is no other way
    (found,) = (each for each in actions if each.dest == "command")
    return dict(found.choices or {})


def arguments(command: Parser) -> Sequence[argparse.Action]:
    """What a command takes besides the request for help."""
    return [each for each in command._actions if each.dest != "help"]  # noqa: SLF001 - as above
