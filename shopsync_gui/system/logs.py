"""Log files that never hold a secret: redaction happens where a line gets its final form."""

from __future__ import annotations

import contextlib
import logging
import re
from functools import cache
from typing import TYPE_CHECKING

from shopsync_gui.system.paths import logs_folder, private_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HIDDEN = "[…]"
_SHORTEST = 4
_FORMAT = "%(asctime)s %(levelname)s %(process)d %(name)s: %(message)s"
#: Libraries that would log each request or each statement.
_QUIET = ("httpx", "httpcore", "peewee", "keyring", "asyncio", "uvicorn", "filelock")

#: What this process hides, in every form it may take.
hidden: set[str] = set()

_VALUE = r"""["']?\s*[:=]\s*(?:b?["'])?"""


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return (
        # Authorization: Basic abc / 'authorization': 'Bearer abc' / (b'Authorization', b'Basic abc')
        re.compile(
            r"""(authorization["']?\s*+[:=,]\s*+(?:b?["']\s*+)?)(?:(?:basic|bearer|digest)\s+)?[^\s"',;)}]+""",
            re.IGNORECASE,
        ),
        re.compile(r"\b((?:basic|bearer)\s+)[a-z0-9._~+/=-]{8,}", re.IGNORECASE),
        re.compile(
            r"\b((?:client_secret|(?:access_|refresh_|id_)?token|password|passwd|secret)"
            + _VALUE
            + r""")[^\s"'&,;)}]+""",
            re.IGNORECASE,
        ),
        re.compile(r"(://)[^\s/@\"']+(?=@)"),
    )


def hide(secret: str) -> None:
    """Never let `secret` appear in a log again, neither plain nor in its usual encodings."""
    if len(secret) < _SHORTEST:
        return
    from shopsync_gui.core.strings.secret_forms import secret_forms

    hidden.update(secret_forms(secret))


def redact(text: str) -> str:
    """`text` without registered secrets, Authorization values, tokens and address passwords.

    All of them are looked for in the text as it came: a secret that was hidden first must not
    take away the name by which another one is known, nor a pattern a part of a secret.
    """
    parts: list[str] = []
    end = 0
    for start, stop in sorted(_secret_spans(text)):
        if start >= end:
            parts += (text[end:start], HIDDEN)
        end = max(end, stop)
    return "".join((*parts, text[end:]))


def _secret_spans(text: str) -> Iterator[tuple[int, int]]:
    """The start and end of each secret in `text`; they may overlap."""
    for secret in hidden:
        start = text.find(secret)
        while start >= 0:
            yield start, start + len(secret)
            start = text.find(secret, start + 1)
    for pattern in _patterns():
        for match in pattern.finditer(text):
            yield match.end(1), match.end()


class RedactingFormatter(logging.Formatter):
    """One line per message, redacted together with its exception text."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """A text from outside must not be able to forge a line of its own."""
        line = super().formatMessage(record)
        return line.replace("\r", "\\r").replace("\n", "\\n")

    def format(self, record: logging.LogRecord) -> str:
        """The finished entry, traceback included, without secrets."""
        return redact(super().format(record))


class LogFile(logging.Handler):
    """The program's log; the file is opened at the first message, which most starts do without."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._file: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write one message."""
        if self._file is None:
            from shopsync_gui.system.log_file import PrivateFileHandler

            self._file = PrivateFileHandler(self._path)
            self._file.setFormatter(RedactingFormatter(_FORMAT))
        self._file.emit(record)

    def close(self) -> None:
        """Close the file; another message opens it again."""
        if self._file is not None:
            self._file.close()
            self._file = None
        super().close()


def set_up_logs(folder: Path, name: str = "shopsync", level: int = logging.INFO) -> Path:
    """Log to `<folder>/logs/<name>.log` (1 MB, four older ones, mode 0600); return that file.

    Calling it again moves the log there. Raises StoreNotWritten when the folder cannot be made.
    """
    path = private_folder(logs_folder(folder)) / f"{name}.log"
    close_logs()
    root = logging.getLogger()
    root.addHandler(LogFile(path))
    root.setLevel(level)
    for library in _QUIET:
        logging.getLogger(library).setLevel(logging.WARNING)
    return path


def clear_logs(folder: Path) -> None:
    """Forget what was logged; what comes later is logged as before."""
    root = logging.getLogger()
    mine = [h for h in root.handlers if isinstance(h, LogFile)]
    for handler in mine:
        handler.acquire()
    try:
        for handler in mine:
            handler.close()
        for file in logs_folder(folder).glob("*.log*"):
            with contextlib.suppress(OSError):  # another program's, on Windows
                file.unlink()
    finally:
        for handler in mine:
            handler.release()


def close_logs() -> None:
    """Stop logging to a file."""
    root = logging.getLogger()
    for handler in [h for h in root.handlers if isinstance(h, LogFile)]:
        root.removeHandler(handler)
        handler.close()
