"""The output of a command: results on standard output, everything else on standard error."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
import time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TextIO

from shopsync_gui.core import errors
from shopsync_gui.core.text import (
    _,
    format_decimal,
    format_duration,
    format_int,
    ngettext,
    translate,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from shopsync_gui.core.errors import Problem
    from shopsync_gui.core.runs.jobs import Phase, Progress

#: Seconds between two progress lines: on a terminal (one rewritten line) and elsewhere.
_TERMINAL_PACE = 0.1
_LINE_PACE = 5.0
#: The same elsewhere of a run that only waits.
_WAITING_PACE = 60.0
_BREAKS = str.maketrans("\t\r\n", "   ")
#: Above it are spaces of other widths, which Python does not call printable either.
_LAST_CONTROL = "\x9f"


def plain(text: str) -> str:
    """Text from outside without control characters, so that it cannot command a terminal."""
    spaced = text.translate(_BREAKS)
    if spaced.isprintable():
        return spaced
    return "".join(c for c in spaced if c.isprintable() or (c.isspace() and c > _LAST_CONTROL))


def with_standard_streams() -> None:
    """Give the program the standard streams that it was started without.

    What is opened next would else get their numbers, and be written to by whoever means a stream.
    """
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest free number
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", closefd=False))


def keep_logs_from_terminal() -> None:
    """Have nothing printed beside what the user is told that is logged without a log file."""
    import logging  # a command that only reads has no use for it

    logging.lastResort = logging.NullHandler()


class Console:
    """The two outputs of one command. With `as_json`, standard output gets one JSON object."""

    def __init__(
        self, *, as_json: bool = False, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        self.as_json = as_json
        self._out: TextIO = sys.stdout
        self._err: TextIO = sys.stderr
        self._terminal = self._err.isatty()
        #: The last step that was told of each shop, with what troubled it, and when.
        self._told: dict[str, tuple[tuple[Phase, str] | None, float]] = {}
        #: Letters of the line that is rewritten, 0 where none is. Spaces cover them: the consoles of
        #: Windows take a terminal's commands only where a program has asked them to.
        self._line_length = 0
        #: Why a result could not be handed over, if it was not for its reader having left.
        self.lost: OSError | None = None
        for stream in (self._out, self._err):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")

    def say(self, *lines: str) -> None:
        """Print a result for a reader; with JSON it goes to standard error."""
        self._close_line()
        if lines:
            text = "\n".join(map(plain, lines))
            self._print(text, self._err if self.as_json else self._out)

    def note(self, *lines: str) -> None:
        """Print a remark beside the result."""
        self._close_line()
        if lines:
            self._print("\n".join(map(plain, lines)), self._err)

    def note_replaced(self, *, replaced: bool) -> None:
        """Say that the file just written took the place of one of that name."""
        if replaced:
            self.note(_("It took the place of an earlier file of that name."))

    def result(self, value: dict[str, Any], *, shop: str = "") -> None:
        """Print the one JSON object, with the name of the `shop` it is about in front; nothing without `as_json`."""
        if self.as_json:
            import json  # a command for readers needs none

            value = {"shop": shop} | value if shop else value
            self._print(json.dumps(value, ensure_ascii=False), self._out)

    def stream(self, head: dict[str, Any], key: str, items: Iterable[dict[str, Any]]) -> None:
        """Print the one JSON object, with a list under `key` that is never held as a whole."""
        import json

        begin = json.dumps(head, ensure_ascii=False)[:-1]
        try:
            self._out.write(f"{begin}, {json.dumps(key)}: [")
            for number, item in enumerate(items):
                self._out.write((", " if number else "") + json.dumps(item, ensure_ascii=False))
            self._out.write("]}\n")
            self._out.flush()
        except OSError as error:
            if _has_left(error):
                raise
            self.lost = error
            _silence(self._out)

    def problem(self, problem: Problem, *, before_run: bool = False) -> None:
        """Print a problem: what happened and what to do next; `before_run`: no run has begun."""
        before = before_run and not problem.kind.action_in_commands
        action = problem.action_before_run if before else problem.action_in_commands
        self.note(problem.title, problem.message, action)
        self.note(*missing_variables(problem))
        self.note(*_former_account(problem))

    def progress(
        self, progress: Progress, remaining: float | None = None, *, shop: str = ""
    ) -> None:
        """Show how far a run is: one rewritten line on a terminal, else a line now and then.

        `remaining` are the seconds until the end of the whole run, where they are known; `shop` is
        named where several are at work.
        """
        now = self._clock()
        step, last = self._told.get(shop, (None, float("-inf")))
        waits = progress.trouble is not None or progress.waiting_seconds is not None
        line_pace = _WAITING_PACE if waits else _LINE_PACE
        pace = _TERMINAL_PACE if self._terminal else line_pace
        if step == progress.moment and now - last < pace:
            return
        self._told[shop] = (progress.moment, now)
        text = progress_text(progress, remaining)
        if shop:
            text = f"{plain(shop)}: {text}"
        if self._terminal:
            self._print(f"\r{text.ljust(self._line_length)}", self._err, end="")
            self._line_length = len(text)
        else:
            self._print(text, self._err)

    def _print(self, text: str, stream: TextIO, end: str = "\n") -> None:
        """Write and hand over. A stream that takes nothing any more stops no job: it falls silent."""
        try:
            stream.write(text + end)
            stream.flush()
        except (OSError, ValueError) as error:
            if stream is self._out and isinstance(error, OSError) and not _has_left(error):
                self.lost = error
            _silence(stream)

    def _close_line(self) -> None:
        if self._line_length:
            self._print(f"\r{' ' * self._line_length}\r", self._err, end="")
            self._line_length = 0


def missing_variables(problem: Problem | None) -> list[str]:
    """The line that names the variables which can give what is missing; none where no secret is missing."""
    if problem is None or not problem.is_a(errors.SecretMissing):
        return []
    from shopsync_gui.system.given_secrets import own_variable
    from shopsync_gui.system.secrets import KINDS, VARIABLES

    kinds = problem.values.get("kinds", "").split() or KINDS
    names = (own_variable(VARIABLES[kind], problem.values["shop"]) for kind in kinds)
    text = _("Or set what is missing in the environment: {variables}")
    return [text.format(variables=", ".join(names))]


def _former_account(problem: Problem) -> list[str]:
    """The command that leads a shop back to the account of a run that cannot be undone in the present one."""
    if not problem.is_a(errors.RunOfOtherAccount):
        return []
    import shlex

    user, _at, url = problem.values["former"].rpartition("@")
    options = f"--sa-user {shlex.quote(user)} --sa-url {shlex.quote(url)}"
    command = f"shopsync connect {problem.values['shop']} {options}"
    return [_("The former account again: {command}").format(command=command)]


def _silence(stream: TextIO) -> None:
    """Let the rest of a stream go nowhere."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def _has_left(error: OSError) -> bool:
    """Whether nobody reads the stream any more, as after `| head`; Windows says invalid for that."""
    return error.errno in (errno.EPIPE, errno.EINVAL, errno.EBADF)


def progress_text(progress: Progress, remaining: float | None = None) -> str:
    """One line: the phase, how much of it is done, the pace and the time left of the whole run."""
    # A command that reads has no progress.
    from shopsync_gui.core.runs.run_labels import PHASES, trouble_text, waiting_text

    parts = [translate(PHASES[progress.phase])]
    if progress.categories is not None:
        written, wanted = progress.categories
        text = ngettext("{done} of {total} category", "{done} of {total} categories", wanted)
        parts.append(text.format(done=format_int(written), total=format_int(wanted)))
    elif progress.total:
        done, total = format_int(progress.done), format_int(progress.total)
        parts.append(_("{done} of {total}").format(done=done, total=total))
    if progress.per_second is not None:
        rate = format_decimal(Decimal(progress.per_second), 1)
        parts.append(_("{rate} a second").format(rate=rate))
    if trouble := trouble_text(progress):
        parts.append(trouble)
    if waiting := waiting_text(progress):
        parts.append(waiting)
    if remaining is not None and progress.trouble is None:
        left = format_duration(remaining)
        parts.append(_("{time} left").format(time=left))
    return " · ".join(parts)
