"""The check of the database file before anything is written by it."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import closing
from typing import TYPE_CHECKING, TypeVar

from shopsync_gui.store import open_store
from shopsync_gui.sync.run.beside import beside

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from shopsync_gui.store import Store

T = TypeVar("T")

#: With more products than that the check of a table may take longer than a cancel should wait.
CHECKED_AT_ONCE = 20_000


async def check_file(store: Store, *, indexes: bool, at_once: int = CHECKED_AT_ONCE) -> None:
    """Make sure that the file is sound, its indexes too where asked. Raises StoreDamaged.

    SQLite checks a table in one go. With more than `at_once` products this is done beside the event
    loop, on a connection of its own, which a cancel interrupts.
    """
    if store.catalogue.highest_id() <= at_once:
        for _ in store.checked_tables(indexes=indexes):
            await asyncio.sleep(0)
        return
    with closing(open_store(store.path, read_only=True)) as reader:
        tables = reader.checked_tables(indexes=indexes)
        await beside(reader, lambda: deque(tables, 0))


async def while_checked(
    store: Store,
    work: Callable[[], Coroutine[None, None, T]],
    *,
    indexes: bool,
    at_once: int = CHECKED_AT_ONCE,
) -> T:
    """The result of work that writes nothing to the account, with a file that is sound.

    A small file is checked before, a large one meanwhile, which the other processor does. Raises
    StoreDamaged as soon as that is known, and ends the work; what else fails waits for the check.
    """
    if store.catalogue.highest_id() <= at_once:
        await check_file(store, indexes=indexes, at_once=at_once)
        return await work()
    tasks = (
        asyncio.create_task(check_file(store, indexes=indexes, at_once=at_once)),
        asyncio.create_task(work()),
    )
    check, working = tasks
    try:
        await check
        return await working
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
