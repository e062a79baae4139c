"""Running a job's coroutine so that Ctrl-C and the system's wish to end cancel it cleanly."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

from shopsync_gui.system.stop_events import stopped_by_system

if TYPE_CHECKING:
    from collections.abc import Coroutine

T = TypeVar("T")


def run_cancellable(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` to its end; raises CancelledError if the user or the system stops it before."""

    async def watched() -> T:
        task = asyncio.current_task()
        assert task is not None
        with stopped_by_system(task):
            return await work

    return asyncio.run(watched())
