"""Running a job's coroutine so that Ctrl-C and the system's stop signal cancel it cleanly."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine

T = TypeVar("T")


def run_cancellable(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` to its end. SIGINT and SIGTERM cancel it; raises CancelledError if it gives up."""

    async def watched() -> T:
        task = asyncio.current_task()
        loop = asyncio.get_running_loop()
        if task is not None:
            for number in (signal.SIGINT, signal.SIGTERM):
                try:
                    loop.add_signal_handler(number, task.cancel)
                except (NotImplementedError, RuntimeError, ValueError):
                    break  # Windows, or not the main thread: asyncio.run handles Ctrl-C itself
        return await work

    return asyncio.run(watched())
