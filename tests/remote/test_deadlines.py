"""Answers that never end, or come a byte at a time: every request, and every step, has an end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from shopsync_gui.core.errors import ServiceTimeout
from shopsync_gui.remote import AccountClient
from shopsync_gui.remote.transport.http import Http, Timeouts
from tests.virtual import VirtualLoop, run_virtual


class Slow(httpx.AsyncByteStream):
    """A body that comes in pieces, `seconds` apart."""

    def __init__(self, piece: bytes, seconds: float, count: int) -> None:
        self._piece, self._seconds, self._count = piece, seconds, count

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for _ in range(self._count):
            await asyncio.sleep(self._seconds)
            yield self._piece


class Drip(httpx.AsyncBaseTransport):
    """A service whose every answer is such a body."""

    def __init__(self, body: Slow) -> None:
        self._body = body

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        headers = {"content-type": "application/json"}
        return httpx.Response(200, headers=headers, stream=self._body)


def test_a_byte_a_second_ends_a_list_within_two_minutes() -> None:
    loop = VirtualLoop()

    async def main() -> None:
        transport = Drip(Slow(b"[", 1.0, 5000))
        async with AccountClient(
            url="https://account.example", user="u", password="secret-one", transport=transport
        ) as account:
            with pytest.raises(ServiceTimeout):
                await account.products()

    run_virtual(main(), loop)
    assert loop.time() < 120


def test_a_large_answer_may_take_longer_while_it_keeps_coming() -> None:
    async def main() -> int:
        transport = Drip(Slow(b" " * (1 << 20), 2.0, 100))
        async with Http("SalesAutopilot", transport) as http:
            answer = await http.send(
                "GET",
                "https://account.example/list",
                patience=Timeouts(read=90, total=110, bytes_per_second=256 * 1024),
                headers={},
                cap=1 << 30,
            )
        return len(answer.body)

    loop = VirtualLoop()
    assert run_virtual(main(), loop) == 100 << 20
    assert loop.time() >= 200
