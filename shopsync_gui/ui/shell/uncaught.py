"""The log of exceptions that nobody caught: Python would print them where a user never looks."""

from __future__ import annotations

import logging
import sys
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from shopsync_gui.core.errors import ShopSyncError, UnexpectedProblem

if TYPE_CHECKING:
    from types import TracebackType

log = logging.getLogger(__name__)


class UncaughtErrors(QObject):
    """The exceptions that nobody caught, on any thread: they go to the log and are told.

    A slot that fails does not end the program; what it was to do is not done.
    """

    #: A ShopSyncError that says so.
    met = Signal(object)

    def begin(self) -> None:
        """Listen from now on."""
        sys.excepthook = self._caught
        threading.excepthook = self._caught_on_thread

    def _caught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        log.critical("a fault that nobody caught", exc_info=(kind, error, trace))
        if isinstance(error, ShopSyncError):
            self.met.emit(error)
        else:
            self.met.emit(UnexpectedProblem(detail=kind.__name__))

    def _caught_on_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._caught(args.exc_type, args.exc_value, args.exc_traceback)
