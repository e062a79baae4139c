"""The writes of a compatibility check: sent one at a time, patiently, and noted where they create."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from shopsync_gui.core.errors import AccountRefused, AnswerLost, QuotaReached, TooManyRequests
from shopsync_gui.remote.account.client import no_page
from shopsync_gui.sync.compatibility import probe_findings as judge
from shopsync_gui.sync.compatibility.probe_items import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from shopsync_gui.remote import WriteAnswer
    from shopsync_gui.store.account.check_items import ItemKind
    from shopsync_gui.sync.compatibility.probe_items import ProbeItems


class ProbeSender:
    """The sending of one check's writes; each create stands among `items` before it leaves."""

    def __init__(self, items: ProbeItems) -> None:
        self._items = items

    async def create(
        self, kind: ItemKind, token: str, name: str, write: Callable[[], Awaitable[WriteAnswer]]
    ) -> WriteAnswer | str:
        """Create a test item; the answer, or why there is none. Raises QuotaReached."""

        async def send() -> WriteAnswer:
            return await _patiently(write)

        try:
            number, answer = await self._items.create(kind, token, name, send)
        except QuotaReached:
            raise
        except AccountRefused:
            return judge.REFUSED
        except AnswerLost as error:
            return judge.lost(error)
        if answer.new_id is not None:
            self._items.known_as(number, answer.new_id)
        return answer

    @staticmethod
    async def change(write: Callable[[], Awaitable[WriteAnswer]]) -> WriteAnswer | str:
        """Send one write that may be repeated; the answer, or why there is none, twice."""
        outcome = judge.REFUSED
        for pause in (0.0, 2.0):
            await asyncio.sleep(pause)
            try:
                return await _patiently(write)
            except AccountRefused:
                return judge.REFUSED
            except AnswerLost as error:
                outcome = judge.lost(error)
        return outcome


async def _patiently(send: Callable[[], Awaitable[WriteAnswer]]) -> WriteAnswer:
    """Send one write; one that came too soon was not carried out and is sent again a little later.

    Raises AnswerLost where a web page comes, which says nothing of the account.
    """
    for pause in PATIENCE:
        try:
            return no_page(await send())
        except TooManyRequests:
            await asyncio.sleep(pause)
    return no_page(await send())
