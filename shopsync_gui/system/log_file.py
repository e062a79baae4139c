"""The log's file on disk: bounded, closed to other users, and never a reason to stop."""

from __future__ import annotations

import os
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable
    from io import TextIOWrapper
    from pathlib import Path

_MEGABYTE = 1024 * 1024


class PrivateFileHandler(RotatingFileHandler):
    """1 MB and four older files that only their owner can read; a full disk never stops the program."""

    def __init__(
        self,
        path: Path,
        *,
        most_bytes: int = _MEGABYTE,
        rename: Callable[[str, str], object] = os.rename,
    ) -> None:
        super().__init__(path, maxBytes=most_bytes, backupCount=4, encoding="utf-8", delay=True)
        self._rename = rename

    def _open(self) -> TextIOWrapper:
        def opener(path: str, flags: int) -> int:
            return os.open(path, flags, 0o600)

        return open(
            self.baseFilename, "a", encoding=self.encoding, errors=self.errors, opener=opener
        )

    def doRollover(self) -> None:  # noqa: N802 - logging's name
        """Begin a new file, unless another program has this one open (Windows): then it grows on."""
        if self.stream:
            self.stream.close()
            self.stream = None
        aside = f"{self.baseFilename}.moved"
        try:
            self._rename(self.baseFilename, aside)
        except OSError:
            return
        self._rename(aside, self.baseFilename)
        super().doRollover()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Lose a log line rather than the run."""
