"""Requests and responses of the sandbox, read from and written to ASGI without a framework."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, unquote

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]

JSON: tuple[tuple[str, str], ...] = (("content-type", "application/json; charset=utf-8"),)
HTML: tuple[tuple[str, str], ...] = (("content-type", "text/html; charset=utf-8"),)
PNG: tuple[tuple[str, str], ...] = (("content-type", "image/png"),)
TEXT: tuple[tuple[str, str], ...] = (("content-type", "text/plain; charset=utf-8"),)


@dataclass
class Request:
    """One request as the services see it; path segments are already decoded one by one."""

    method: str
    segments: tuple[str, ...]
    query: tuple[tuple[str, str], ...]
    headers: dict[str, str]
    body: bytes
    raw_path: str
    number: int = 0
    """Its place among all requests of this sandbox, from 1."""
    time: float = 0.0
    """Seconds since the sandbox began."""
    kind: str = ""
    """Service and resource without ids, such as `shop/productExtend/{id}` or `sa/createproduct`."""

    @property
    def params(self) -> dict[str, str]:
        """The query, the last value of each name winning."""
        return dict(self.query)

    def json(self) -> object:
        """The decoded body, or None if it is not JSON."""
        try:
            decoded: object = json.loads(self.body)
        except ValueError:
            return None
        return decoded


@dataclass
class Response:
    """One answer."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = JSON
    extra: list[tuple[str, str]] = field(default_factory=list)


class ConnectionDropped(Exception):
    """The connection ends without a whole answer; `applied`: the request took effect."""

    def __init__(self, *, applied: bool, connected: bool = True, partial: bytes = b"") -> None:
        super().__init__("connection dropped by the sandbox")
        self.applied = applied
        self.connected = connected
        """False: it was never established."""
        self.partial = partial
        """What was sent of the answer before the end."""


def json_response(value: object, status: int = 200) -> Response:
    """An answer with this value as JSON."""
    return Response(status, json.dumps(value, ensure_ascii=False).encode())


async def read_request(scope: Scope, receive: Receive) -> Request:
    """Read the whole request from ASGI."""
    chunks = []
    while True:
        message = await receive()
        if message["type"] != "http.request":
            break
        chunks.append(message.get("body", b""))
        if not message.get("more_body"):
            break
    raw = scope.get("raw_path") or scope["path"].encode()
    path = raw.split(b"?", 1)[0]
    return request_of(
        scope["method"], path, scope["query_string"], scope["headers"], b"".join(chunks)
    )


def request_of(
    method: str, path: bytes, query: bytes, headers: Iterable[tuple[bytes, bytes]], body: bytes
) -> Request:
    """A request from its bytes; `path` and `query` as they were sent."""
    raw_path = path.decode("latin-1")
    return Request(
        method=method,
        segments=tuple(unquote(part) for part in raw_path.split("/")[1:]),
        query=tuple(parse_qsl(query.decode("latin-1"), keep_blank_values=True)) if query else (),
        headers={k.decode("latin-1").lower(): v.decode("latin-1") for k, v in headers},
        body=body,
        raw_path=raw_path,
    )


def sent_headers(response: Response, date: str) -> list[tuple[bytes, bytes]]:
    """The headers of an answer as they are sent; `date` is its Date unless it has one."""
    headers = [*response.headers, *response.extra, ("content-length", str(len(response.body)))]
    if not any(name.lower() == "date" for name, _value in headers):
        headers.append(("date", date))
    return [(k.encode("latin-1"), v.encode("latin-1")) for k, v in headers]


async def send_response(response: Response, send: Send, date: str) -> None:
    """Write the whole answer to ASGI; `date` is its Date header unless it has one."""
    start = {
        "type": "http.response.start",
        "status": response.status,
        "headers": sent_headers(response, date),
    }
    await send(start)
    await send({"type": "http.response.body", "body": response.body})
