"""Requests of the system that a command ends: signals on POSIX, events of the console on Windows."""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Seconds for which the end of the process is held back; Windows itself waits for five.
_PATIENCE = 4.5
_CTRL_BREAK = 1
#: The console is closed, the user logs off, the computer is switched off.
_ENDINGS = (2, 5, 6)


@contextmanager
def stopped_by_system(task: asyncio.Task[object]) -> Iterator[None]:
    """Cancel `task` when the system wants the command to end; to be entered in its event loop.

    POSIX: SIGINT, SIGTERM, and SIGHUP of a terminal that is closed. Windows: Ctrl+Break, and a
    console that is closed, a log-off and a shutdown, whose end waits until the block is left.
    Ctrl+C is asyncio's own business there.
    """
    loop = asyncio.get_running_loop()
    if sys.platform == "win32":
        events = ConsoleEvents(lambda: loop.call_soon_threadsafe(task.cancel))
        with _handled(events):
            yield
        return
    before: dict[int, Any] = {}
    with suppress(RuntimeError, ValueError):  # not the main thread
        for stop in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            handler = signal.getsignal(stop)
            loop.add_signal_handler(stop, task.cancel)
            before[stop] = handler
    try:
        yield
    finally:
        for number, handler in before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)


class ConsoleEvents:
    """Answers the events that Windows sends to a console program, on a thread of Windows' own."""

    def __init__(self, stop: Callable[[], object], patience: float = _PATIENCE) -> None:
        self._stop = stop
        self._patience = patience
        self._done = threading.Event()

    def handle(self, event: int) -> bool:
        """Whether the event was answered; Windows ends the process when an ending was."""
        if event != _CTRL_BREAK and event not in _ENDINGS:
            return False
        with suppress(RuntimeError):  # the loop is closed already
            self._stop()
        if event in _ENDINGS:
            self._done.wait(self._patience)
        return True

    def finish(self) -> None:
        """Let an ending that waits go on."""
        self._done.set()


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    @contextmanager
    def _handled(events: ConsoleEvents) -> Iterator[None]:
        kernel = ctypes.WinDLL("kernel32")
        kind = ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.DWORD)
        handler = kind(events.handle)
        kernel.SetConsoleCtrlHandler(handler, True)
        try:
            yield
        finally:
            events.finish()
            kernel.SetConsoleCtrlHandler(handler, False)
