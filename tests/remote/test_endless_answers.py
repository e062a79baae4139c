"""Real servers that never stop sending, uncompressed: refused in bounded room, as what they are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx
import pytest

from shopsync_gui.core.errors import AnswerTooLarge, ListTooLarge
from shopsync_gui.remote import AccountClient
from shopsync_gui.remote.transport.decompression import MEGABYTE
from tests.peak import peak
from tests.remote.answers import PASSWORD, reply, scripted_shop

_ROW = b'{"prod_id":"7","prod_sku":"SKU-7","prod_name":"Cip\xc5\x91"},'
_PIECE = _ROW * (256 * 1024 // len(_ROW))
#: What the sockets between may hold, and a piece.
_BETWEEN = 16 * MEGABYTE


class Endless:
    """A server whose every answer is a list without an end.

    `sent` is how much left in all, `longest` how much of it in one answer.
    """

    def __init__(self, length: int | None = None) -> None:
        self.sent = self.longest = 0
        self.url = ""
        self._length = length

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
            if self._length is not None:
                head += b"Content-Length: %d\r\n" % self._length
            writer.write(head + b"\r\n[")
            own = 0
            while self.sent < 2048 * MEGABYTE:
                writer.write(_PIECE)
                await writer.drain()
                self.sent += len(_PIECE)
                own += len(_PIECE)
                self.longest = max(self.longest, own)
        except OSError:
            pass
        finally:
            writer.close()


@asynccontextmanager
async def serving(endless: Endless) -> AsyncIterator[Endless]:
    server = await asyncio.start_server(endless.answer, "127.0.0.1", 0)
    async with server:
        endless.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield endless


def grown(before: float) -> float:
    """By how many megabytes the process has been larger since."""
    return peak() - before


Ask = Callable[[AccountClient], Awaitable[object]]


@pytest.mark.parametrize(
    ("ask", "known"),
    [
        (lambda account: account.products(), 0),
        (lambda account: account.categories(), 0),
        (lambda account: account.target(), 50_000),
    ],
    ids=["products", "categories", "both"],
)
def test_a_list_is_read_as_far_as_it_can_be_true(ask: Ask, known: int) -> None:
    async def main() -> tuple[int, ListTooLarge]:
        async with (
            serving(Endless()) as endless,
            AccountClient(url=endless.url, user="u", password=PASSWORD, tries=1) as account,
        ):
            account.knows(lambda: known)
            with pytest.raises(ListTooLarge) as caught:
                await ask(account)
            return endless.sent, caught.value

    before = peak()
    sent, error = asyncio.run(main())
    bound = 64 * MEGABYTE + known * 1024
    assert sent < bound + _BETWEEN
    assert grown(before) < bound * 2.25 / MEGABYTE
    assert error.values["megabytes"] == str(bound // MEGABYTE)
    assert error.problem.message
    assert not error.needs_user


def test_a_length_that_cannot_be_is_refused_before_it_comes() -> None:
    async def main() -> int:
        async with (
            serving(Endless(length=2048 * MEGABYTE)) as endless,
            AccountClient(url=endless.url, user="u", password=PASSWORD, tries=1) as account,
        ):
            with pytest.raises(ListTooLarge):
                await account.products()
            return endless.sent

    assert asyncio.run(main()) < _BETWEEN


def test_a_page_of_the_shop_is_read_as_far_as_one_can_be_long() -> None:
    async def main() -> int:
        async with serving(Endless()) as endless:
            real = httpx.AsyncHTTPTransport()

            class Way(httpx.AsyncBaseTransport):
                """The token is given, everything else comes from the server."""

                async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
                    if request.url.path.endswith("/app/token"):
                        return reply({"access_token": "t", "expires_in": 3600})
                    request.url = httpx.URL(endless.url).join(request.url.raw_path.decode())
                    return await real.handle_async_request(request)

            async with real, scripted_shop(lambda _request: reply([]), transport=Way()) as shop:
                with pytest.raises(AnswerTooLarge):
                    await shop.categories()
            return endless.longest

    assert asyncio.run(main()) < 32 * MEGABYTE + _BETWEEN
