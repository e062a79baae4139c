"""An httpx transport that plays a sandbox in process, dropped connections included."""

from __future__ import annotations

import asyncio

import httpx

from shopsync_gui.sandbox import ConnectionDropped, Sandbox
from shopsync_gui.sandbox.asgi import request_of, sent_headers


class SandboxTransport(httpx.AsyncBaseTransport):
    """What a network would make of the sandbox: drops and hangs become httpx errors."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._played = sandbox

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        seconds = request.extensions.get("timeout", {}).get("read")
        try:
            async with asyncio.timeout(seconds):
                return await self._answer(request)
        except TimeoutError:
            raise httpx.ReadTimeout("no answer in time", request=request) from None
        except ConnectionDropped as dropped:
            if not dropped.connected:
                raise httpx.ConnectError("connection refused", request=request) from None
            if dropped.partial:
                text = "peer closed connection without sending complete message body"
                raise httpx.RemoteProtocolError(text, request=request) from None
            raise httpx.ReadError("connection reset", request=request) from None

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        path, _, query = request.url.raw_path.partition(b"?")
        body = await request.aread()
        asked = request_of(request.method, path, query, request.headers.raw, body)
        response = await self._played.answer(asked)
        return httpx.Response(
            response.status,
            headers=sent_headers(response, self._played.clock.date()),
            stream=httpx.ByteStream(response.body),
        )
