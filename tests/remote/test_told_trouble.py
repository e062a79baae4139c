"""The trouble of a read that is tried again: told while it lasts, and taken back however the read ends."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext

import pytest

from shopsync_gui.core.errors import ServiceDown, ShopSyncError, UnexpectedAnswer
from shopsync_gui.remote.retry import Retry, Retryable


@pytest.mark.parametrize(
    "ending", [None, UnexpectedAnswer(service="SalesAutopilot"), asyncio.CancelledError()]
)
def test_trouble_is_taken_back_however_the_read_ends(ending: BaseException | None) -> None:
    told: list[ShopSyncError | None] = []
    down = ServiceDown(service="SalesAutopilot")
    failures: list[BaseException | None] = [Retryable(down), ending]
    retry = Retry("seed")
    retry.tell(told.append)

    async def once() -> None:
        if (failure := failures.pop(0)) is not None:
            raise failure

    async def main() -> None:
        with nullcontext() if ending is None else pytest.raises(type(ending)):
            await retry.persist(once)

    asyncio.run(main())
    assert not failures
    assert told == [down, None]
