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
#: For how many seconds answers that are on their way may still be sent at the end.
_GRACE = 1.0
#: Turns of the loop from the acceptance of a connection to the end of its reset, and some to spare.
_TURNS = 10
_TRANSPORT = "transport"


class _Server(uvicorn.Server):
    """Reports when it answers, leaves signals to the program, and ends as soon as it is told to.

    uvicorn would look ten times a second whether it has to end and whether all is answered.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        ready: Callable[[], None],
        stop: asyncio.Event,
        lifetime: float,
    ) -> None:
        super().__init__(config)
        self._ready = ready
        self._stop = stop
        self._lifetime = lifetime

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def main_loop(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), self._lifetime)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close idle connections at once, and each of the others after its answer."""
        # asyncio leaves a connection open for good that it accepted right before its server is closed.
        for listener in [each for server in self.servers for each in server.sockets]:
            with suppress(NotImplementedError):  # on Windows it takes a connection in a single step
                asyncio.get_running_loop().remove_reader(listener)
        await asyncio.sleep(0)
        for server in self.servers:
            server.close()
        for each in sockets or ():
            each.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        if answering := list(self.server_state.tasks):
            _done, late = await asyncio.wait(answering, timeout=_GRACE)
            for task in late:
                task.cancel()
        # Connections that are still open are reset. One that was accepted just now is known after some turns.
        for _turn in range(_TURNS):
            for connection in list(self.server_state.connections):
                connection.transport.abort()
            await asyncio.sleep(0)


class _Protocol(H11Protocol):
    """A protocol that tells every request its transport: ASGI has no word for a connection that is reset."""

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
            ),
            lambda: ready(sandbox.endpoints(origin)),
            stop or asyncio.Event(),
            lifetime,
        )
        await server.serve([listener])
