"""The parser of a command line, which answers in the program's own way and words."""

from __future__ import annotations

import argparse
import os
from functools import cache
from typing import Any, NoReturn

from shopsync_gui.cli.path_argument import path
from shopsync_gui.core import errors
from shopsync_gui.core.text import N_, _, translate
from shopsync_gui.system.handed_text import as_utf8

#: Messages of `argparse` itself, for the catalogue; it looks them up while `library_texts` holds.
ARGPARSE_MESSAGES = (
    N_("usage: "),
    N_("options"),
    N_("positional arguments"),
    N_("show this help message and exit"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("invalid %(type)s value: %(value)r"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("expected one argument"),
    N_("expected at least one argument"),
    N_("one of the arguments %s is required"),
    N_("not allowed with argument %s"),
    N_("ignored explicit argument %r"),
    N_("ambiguous option: %(option)s could match %(matches)s"),
)


def _formatter(prog: str) -> argparse.HelpFormatter:
    """Make the usual formatter; argparse itself imports all kinds of archives to know the terminal's width."""
    return argparse.HelpFormatter(prog, width=_columns() - 2)


@cache
def _columns() -> int:
    try:
        return int(os.environ["COLUMNS"]) or 80
    except (KeyError, ValueError):
        pass
    try:
        return os.get_terminal_size(1).columns or 80
    except (OSError, ValueError):
        return 80


class _Whole(list[str]):
    """The text typed for an option; nothing is taken out of it."""

    def remove(self, value: str, /) -> None:
        """Keep it all the same."""


class Parser(argparse.ArgumentParser):
    """An argument parser that raises CommandNotUnderstood instead of ending the program."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"formatter_class": _formatter, **options})

    def error(self, message: str) -> NoReturn:
        """Report a command line that does not fit."""
        raise errors.CommandNotUnderstood(detail=message, program=self.prog)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse as usual, but say that a command is missing after what is not known at all."""
        known, rest = super().parse_known_args(args, namespace)
        if self._subparsers is not None:
            command = getattr(known, "command", None)
            if rest:
                detail = translate("unrecognized arguments: %s") % " ".join(rest)
                program = f"{self.prog} {command}" if command else self.prog
                raise errors.CommandNotUnderstood(detail=detail, program=program)
            if command is None:
                missing = translate("the following arguments are required: %s")
                self.error(missing % _("COMMAND"))
        return known, rest

    def _get_values(self, action: argparse.Action, arg_strings: list[str]) -> Any:
        if action.type is not path and not isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - it has no public name
            arg_strings = [self._read(text) for text in arg_strings]
        # Before Python 3.13 `--option=--` loses its value: "--" is taken for what ends the options.
        return super()._get_values(
            action, _Whole(arg_strings) if action.option_strings else arg_strings
        )

    def _read(self, text: str) -> str:
        """An argument that is no file's name."""
        try:
            return as_utf8(text)
        except UnicodeError:
            shown = os.fsencode(text).decode("utf-8", "backslashreplace")
            detail = _("“{text}” is not a text in UTF-8, the way in which arguments are read")
            self.error(detail.format(text=shown))
