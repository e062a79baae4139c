"""The way through a proxy: only the one that the user chose, and never for this computer."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
import trustme

from shopsync_gui.core.errors import NoNetwork, ProxyTrouble, SettingInvalid
from shopsync_gui.core.settings.setting_texts import parse
from shopsync_gui.remote.transport.http import Http, Timeouts
from shopsync_gui.remote.transport.response import Response
from tests.ports import closed_port

HOST = "bolt.api2.myshoprenter.hu"
PATIENCE = Timeouts(read=10, total=10)
Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(handler: Handler, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """A server on this computer; its port. Ends when all that it serves has ended."""
    served: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        served.add(task)
        await handler(reader, writer)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    async with server:
        yield server.sockets[0].getsockname()[1]
        await asyncio.gather(*served)


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """The service: it says how it was asked."""
    asked = (await reader.readuntil(b"\r\n\r\n")).splitlines()[0]
    body = b'{"asked":"' + asked + b'"}'
    head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}"
    writer.write(head.encode() + b"\r\n\r\n" + body)
    await writer.drain()


class Proxy:
    """Passes everything on to one port, whatever host it is asked for, or says something else."""

    def __init__(self, port: int, status: bytes = b"200 OK") -> None:
        self.port = port
        self.status = status
        self.heads: list[bytes] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 %b\r\n\r\n" % self.status)
        await writer.drain()
        if self.status.startswith(b"200"):
            inner, outer = await asyncio.open_connection("127.0.0.1", self.port)
            await asyncio.gather(_pass_on(reader, outer), _pass_on(inner, writer))
            outer.close()
            await outer.wait_closed()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.close()


async def asked(proxy: str, url: str) -> Response:
    async with Http("Shoprenter", proxy=proxy) as http:
        headers = {"Authorization": "Bearer kanari"}
        return await http.send("GET", url, patience=PATIENCE, headers=headers)


def test_what_is_asked_goes_through_the_proxy_in_a_closed_tunnel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(HOST).configure_cert(tls)

    async def play() -> tuple[Response, Proxy]:
        async with listening(answer, tls) as port:
            proxy = Proxy(port)
            async with listening(proxy) as way:
                return await asked(f"http://127.0.0.1:{way}", f"https://{HOST}/api/products"), proxy

    found, proxy = asyncio.run(play())
    assert (found.status, found.body) == (200, b'{"asked":"GET /api/products HTTP/1.1"}')
    (head,) = proxy.heads
    assert head.startswith(f"CONNECT {HOST}:443 ".encode())
    assert b"kanari" not in head


def test_a_proxy_that_refuses_is_named_with_its_words() -> None:
    async def play() -> None:
        async with listening(Proxy(0, b"407 Proxy Authentication Required")) as way:
            await asked(f"http://127.0.0.1:{way}", f"https://{HOST}/api/products")

    with pytest.raises(ProxyTrouble) as raised:
        asyncio.run(play())
    problem = raised.value.problem
    assert "407" in problem.message
    assert HOST in problem.message
    assert isinstance(raised.value, NoNetwork)  # nothing was sent


def test_a_proxy_that_is_not_there_is_named() -> None:
    proxy = f"http://127.0.0.1:{closed_port()}"
    with pytest.raises(ProxyTrouble) as raised:
        asyncio.run(asked(proxy, f"https://{HOST}/api/products"))
    assert proxy in raised.value.problem.message


def test_this_computer_is_asked_without_the_proxy() -> None:
    async def play() -> Response:
        async with listening(answer) as port:
            return await asked(f"http://127.0.0.1:{closed_port()}", f"http://127.0.0.1:{port}/x")

    assert asyncio.run(play()).status == 200


@pytest.mark.parametrize(
    "address", ["", "http://proxy.example.com:8080", " https://10.0.0.1:3128/ "]
)
def test_a_proxy_that_can_be_chosen(address: str) -> None:
    assert parse("network.proxy", address) == address.strip()


@pytest.mark.parametrize(
    "address",
    [
        "proxy.example.com:8080",
        "ftp://proxy:1",
        "http://user:jelszo@proxy:1",
        "http://proxy/x",
        "x",
    ],
)
def test_a_proxy_that_cannot(address: str) -> None:
    with pytest.raises(SettingInvalid) as raised:
        parse("network.proxy", address)
    assert "http://proxy.example.com:8080" in raised.value.problem.action
