"""Long work of SQLite's, done beside the event loop."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.store import Store

T = TypeVar("T")


async def beside(store: Store, work: Callable[[], T]) -> T:
    """The result of work that takes one call for long, on a thread of its own; a cancel interrupts it.

    Nobody else may use the store meanwhile.
    """
    task = asyncio.create_task(asyncio.to_thread(work))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        while not task.done():  # between two queries there is nothing to interrupt
            store.interrupt()
            with suppress(asyncio.CancelledError):  # another cancel ends nothing sooner
                await asyncio.wait([task], timeout=0.05)
        with suppress(Exception):
            task.result()
        raise
