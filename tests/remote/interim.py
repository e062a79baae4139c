"""A transport whose services send interim answers, one after the other, and never a final one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from ssl import SSLContext
from typing import Any

import httpcore
import httpx


class _Stream(httpcore.AsyncNetworkStream):
    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        await asyncio.sleep(self._seconds)
        return b"HTTP/1.1 102 Processing\r\n\r\n"

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Take whatever is sent."""

    async def aclose(self) -> None:
        """Nothing is open."""

    async def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        return self

    def get_extra_info(self, info: str) -> Any:
        return None


class _Network(httpcore.AsyncNetworkBackend):
    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        return _Stream(self._seconds)


class _Body(httpx.AsyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._stream:
            yield piece

    async def aclose(self) -> None:
        await self._stream.aclose()


class Interim(httpx.AsyncBaseTransport):
    """The program's own reading of HTTP/1.1, over a network that says every `seconds` to wait.

    What `answers` has something for is answered by it.
    """

    def __init__(self, seconds: float, answers: httpx.MockTransport | None = None) -> None:
        self._pool = httpcore.AsyncConnectionPool(network_backend=_Network(seconds))
        self._answers = answers

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self._answers is not None:
            answer = await self._answers.handle_async_request(request)
            if answer.status_code != 102:
                return answer
        inner = httpcore.Request(
            request.method,
            str(request.url),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        try:
            answered = await self._pool.handle_async_request(inner)
        except httpcore.TimeoutException as error:
            raise httpx.ReadTimeout(str(error)) from error
        return httpx.Response(
            answered.status, headers=answered.headers, stream=_Body(answered.stream)
        )

    async def aclose(self) -> None:
        await self._pool.aclose()
