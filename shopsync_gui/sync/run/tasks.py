"""Work on the event loop that a cancel can end: several tasks at once, or one in pieces."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from shopsync_gui.core.structures.pieces import Pieces

T = TypeVar("T")


async def all_of(*work: Coroutine[Any, Any, Any]) -> list[Any]:
    """The results of all; when one fails, or the caller is cancelled, the others end too."""
    tasks = [asyncio.create_task(part) for part in work]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def in_pieces(pieces: Pieces[T]) -> T:
    """The result of work in pieces; between them the loop has its turn, so that a cancel is heard."""
    while True:
        try:
            next(pieces)
        except StopIteration as end:
            result: T = end.value
            return result
        await asyncio.sleep(0)
