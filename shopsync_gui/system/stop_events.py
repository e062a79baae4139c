"""Requests of the system that a command ends: signals on POSIX, events of the console on Windows."""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from shopsync_gui.system.stop_handler import StopHandler

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

    POSIX: SIGINT, SIGTERM, and SIGHUP of a terminal that is closed, unless the command was started to
    outlive it. Windows: Ctrl+C, Ctrl+Break, and a console that is closed, a log-off and a shutdown, whose
    end waits until the block is left. What repeats a signal within seconds changes nothing.
    """
    loop = asyncio.get_running_loop()

    def cancel() -> None:
        with suppress(RuntimeError):  # the loop is closed already
            loop.call_soon_threadsafe(task.cancel)

    with _heard_signals(cancel):
        if sys.platform == "win32":
            with _handled(ConsoleEvents(cancel)):
                yield
        else:
            yield


@contextmanager
def _heard_signals(then: Callable[[], object]) -> Iterator[None]:
    """Do `then` at a signal, by the handler that the command has already, else by one of its own."""
    numbers = [signal.SIGINT]
    if sys.platform != "win32":
        numbers.append(signal.SIGTERM)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup
            numbers.append(signal.SIGHUP)
    found = (signal.getsignal(number) for number in numbers)
    handler = next((each for each in found if isinstance(each, StopHandler)), StopHandler())
    former = handler.then
    handler.then = then
    before: dict[signal.Signals, Any] = {}
    try:
        with suppress(ValueError):  # not the main thread
            for number in numbers:
                if signal.getsignal(number) is not handler:
                    before[number] = signal.signal(number, handler)
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)
        handler.then = former


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
