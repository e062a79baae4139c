"""The parser of a command line, which answers in the program's own way and words."""

from __future__ import annotations

import argparse
from typing import NoReturn

from shopsync_gui.core.errors import CommandNotUnderstood
from shopsync_gui.core.text import N_

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


class Parser(argparse.ArgumentParser):
    """Raises CommandNotUnderstood instead of ending the program."""

    def error(self, message: str) -> NoReturn:
        """Report a command line that does not fit."""
        raise CommandNotUnderstood(detail=message, program=self.prog)
