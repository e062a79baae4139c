"""An event loop whose time is virtual: a wait costs nothing and every schedule repeats exactly."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")

#: The moment at which every virtual loop begins.
EPOCH = datetime(2026, 11, 2, 7, 0, tzinfo=UTC)


class _Selector(selectors.SelectSelector):
    """Moves the loop's clock forward instead of waiting."""

    loop: VirtualLoop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout == 0:  # something is ready; what comes from other threads is among it
            return []
        if ready := super().select(0):
            return ready
        if timeout is None:
            raise RuntimeError("every task waits for something that will never happen")
        self.loop.advance(timeout)
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop for work that has no real sockets; `start` is where its clock begins."""

    def __init__(self, start: float = 0.0) -> None:
        selector = _Selector()
        selector.loop = self
        self._virtual_time = start
        super().__init__(selector)

    def time(self) -> float:
        return self._virtual_time

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass."""
        self._virtual_time += max(0.0, seconds)

    def now(self) -> datetime:
        """The wall clock that belongs to this loop's time."""
        return EPOCH + timedelta(seconds=self._virtual_time)


def run_virtual(main: Coroutine[Any, Any, T], loop: VirtualLoop | None = None) -> T:
    """Like asyncio.run, on a virtual loop (a new one, or one whose clock goes on)."""
    loop = loop or VirtualLoop()
    try:
        asyncio.set_event_loop(loop)
        return loop.run_until_complete(main)
    finally:
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(loop.shutdown_asyncgens())
        asyncio.set_event_loop(None)
        loop.close()
