"""Interim answers without an end: each step ends in time, and a cancel is heard at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest

from shopsync_gui.core.errors import AnswerLost, ServiceTimeout
from shopsync_gui.remote.transport.http import Http, Timeouts
from tests.remote.answers import reply, scripted_account, scripted_shop
from tests.remote.interim import Interim
from tests.virtual import VirtualLoop, run_virtual

_LONGEST = 120.0
_GAPS = (0.1, 1.0, 29.0)


def token_only(request: httpx.Request) -> httpx.Response:
    """The token is given; everything else has to wait."""
    if request.url.path.endswith("/app/token"):
        return reply({"access_token": "t", "expires_in": 3600})
    return httpx.Response(102)


async def read_account(transport: Interim) -> object:
    async with scripted_account(token_only, transport=transport, tries=1) as account:
        return await account.products()


async def write_account(transport: Interim) -> object:
    async with scripted_account(token_only, transport=transport, tries=1) as account:
        return await account.create_category("Cipők")


async def read_shop(transport: Interim) -> object:
    async with scripted_shop(token_only, transport=transport, tries=1) as shop:
        return await shop.count()


async def read_token(transport: Interim) -> object:
    async with scripted_shop(token_only, transport=transport, tries=1) as shop:
        return await shop.check()


STEPS = {
    "account": (read_account, None),
    "write": (write_account, None),
    "shop": (read_shop, httpx.MockTransport(token_only)),
    "token": (read_token, None),
}
Step = Callable[[Interim], Awaitable[object]]


@pytest.mark.parametrize("seconds", _GAPS)
@pytest.mark.parametrize("name", sorted(STEPS))
def test_a_request_ends_within_two_minutes(name: str, seconds: float) -> None:
    step, answers = STEPS[name]
    loop = VirtualLoop()

    async def main() -> None:
        with pytest.raises((ServiceTimeout, AnswerLost)):
            await step(Interim(seconds, answers))

    run_virtual(main(), loop)
    assert loop.time() < _LONGEST


@pytest.mark.parametrize("name", sorted(STEPS))
def test_a_cancel_is_heard_within_a_second(name: str) -> None:
    step, answers = STEPS[name]
    loop = VirtualLoop()

    async def main() -> float:
        task = asyncio.ensure_future(step(Interim(20.0, answers)))
        await asyncio.sleep(15)
        assert not task.done()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return loop.time()

    assert run_virtual(main(), loop) < 16


def test_a_flood_of_them_from_a_real_server_ends_in_time() -> None:
    """Where there is always something to read, the deadline and a cancel get their turn, too."""
    floods: list[int] = []

    async def flood(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        floods.append(0)
        try:
            while True:
                floods[-1] += 1
                writer.write(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" * 50)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()

    async def main() -> tuple[float, float]:
        server = await asyncio.start_server(flood, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        loop = asyncio.get_running_loop()
        async with server, Http("SalesAutopilot") as http:

            async def ask(total: float) -> object:
                return await http.send(
                    "GET",
                    f"http://127.0.0.1:{port}/list",
                    patience=Timeouts(read=60, total=total),
                    headers={},
                )

            began = loop.time()
            with pytest.raises(ServiceTimeout):
                await ask(0.5)
            ended = loop.time()
            task = asyncio.create_task(ask(60))
            while len(floods) < 2 or floods[-1] < 100:  # it is in the midst of them
                await asyncio.sleep(0.01)
            assert not task.done()
            cancelled = loop.time()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            return ended - began, loop.time() - cancelled

    waited, heard = asyncio.run(main())
    assert waited < 5
    assert heard < 1
