"""Serve a sandbox over real sockets, on the loopback address only."""

from __future__ import annotations

import asyncio
import socket
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from shopsync_gui.sandbox.app import Sandbox
from shopsync_gui.sandbox.asgi import ConnectionDropped, Receive, Scope, Send

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from shopsync_gui.sandbox.config import Endpoints, SandboxConfig

HOST = "127.0.0.1"
DEFAULT_LIFETIME = 8 * 3600.0
_TRANSPORT = "transport"


class _Server(uvicorn.Server):
    """Reports when it answers, and leaves signals to the program."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


class _Protocol(H11Protocol):
    """Tells every request its transport: ASGI has no word for a connection that is reset."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.app_state = {**self.app_state, _TRANSPORT: transport}
        super().connection_made(transport)


def _over_sockets(sandbox: Sandbox) -> Callable[[Scope, Receive, Send], object]:
    """The sandbox's app, with dropped connections really dropped."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await sandbox.app(scope, receive, send)
        except ConnectionDropped as dropped:
            transport: asyncio.Transport = scope["state"][_TRANSPORT]
            if dropped.partial:
                length = str(2 * len(dropped.partial) + 1).encode()
                headers = [(b"content-type", b"application/json"), (b"content-length", length)]
                await send({"type": "http.response.start", "status": 200, "headers": headers})
                body = {"type": "http.response.body", "body": dropped.partial, "more_body": True}
                await send(body)
                transport.close()
            else:
                transport.abort()
            while (await receive())["type"] != "http.disconnect":
                pass

    return app


async def serve(
    config: SandboxConfig,
    port: int = 0,
    ready: Callable[[Endpoints], None] = lambda _: None,
    *,
    stop: asyncio.Event | None = None,
    lifetime: float = DEFAULT_LIFETIME,
) -> None:
    """Serve until `stop` is set or `lifetime` seconds are over; port 0 takes a free one.

    `ready` is called once, when requests are answered. Raises OSError when the port is taken.
    """
    sandbox = Sandbox(config)
    # With its protocol named, asyncio sends small answers at once instead of after 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    with listener:
        if sys.platform != "win32":  # there it would let two programs share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        origin = f"http://{HOST}:{listener.getsockname()[1]}"
        server = _Server(
            uvicorn.Config(
                _over_sockets(sandbox),
                http=_Protocol,
                loop="asyncio",
                lifespan="off",
                log_config=None,
                log_level="critical",
                access_log=False,
                proxy_headers=False,
                server_header=False,
                date_header=False,
                timeout_graceful_shutdown=1,
            ),
            lambda: ready(sandbox.endpoints(origin)),
        )
        serving = asyncio.create_task(server.serve([listener]))
        waiting = asyncio.create_task((stop or asyncio.Event()).wait())
        try:
            await asyncio.wait((serving, waiting), timeout=lifetime, return_when="FIRST_COMPLETED")
        finally:
            server.should_exit = True
            waiting.cancel()
            with suppress(asyncio.CancelledError):
                await serving
            # Connections that outlast the time for a graceful end are reset, in the loop's next turn.
            for connection in list(server.server_state.connections):
                connection.transport.abort()
            await asyncio.sleep(0)
