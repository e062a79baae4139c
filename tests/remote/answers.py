"""Clients that talk to answers made up in the test, and to the sandbox, on virtual time."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import httpx

from shopsync_gui.remote import AccountClient, ShopAccess, ShopClient
from shopsync_gui.sandbox import Sandbox, SandboxConfig
from tests.sandbox.transport import SandboxTransport
from tests.virtual import VirtualLoop, run_virtual

T = TypeVar("T")
Handler = Callable[[httpx.Request], httpx.Response]

SECRET = "canary-client-secret-0123456789"
PASSWORD = "canary-password-0123456789"
TOKEN = "canary.access.token"
NOW = datetime(2026, 11, 2, 7, 0, tzinfo=UTC)
JSON_TYPE = {"content-type": "application/json"}


def reply(value: Any, status: int = 200, **headers: str) -> httpx.Response:
    """A JSON answer."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return raw_reply(json.dumps(value).encode(), status, **named)


def raw_reply(body: bytes, status: int = 200, **headers: str) -> httpx.Response:
    """An answer that calls itself JSON, whatever it is."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return httpx.Response(status, content=body, headers=JSON_TYPE | named)


class Script:
    """Plays a service: the token is given, everything else is answered by `handler`.

    `seen` are the requests apart from those for the token.
    """

    def __init__(self, handler: Handler) -> None:
        self.handler = handler
        self.seen: list[httpx.Request] = []
        self.tokens = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/app/token"):
            self.tokens += 1
            return reply({"access_token": f"{TOKEN}{self.tokens}", "expires_in": 3600})
        self.seen.append(request)
        return self.handler(request)


def page_of(*items: Any, **fields: Any) -> dict[str, Any]:
    """A collection of these items as its only page."""
    return {"page": "0", "pageCount": "1", "limit": "200", "next": None, "items": [*items]} | fields


def shop_answers(handler: Handler) -> Handler:
    """One language; empty VAT, settings and domains; everything else by `handler`."""

    def answer(request: httpx.Request) -> httpx.Response:
        resource = request.url.path.removeprefix("/api/").partition("/")[0]
        if resource == "languages":
            return reply(page_of({"id": "hungarian", "code": "hu"}))
        if resource in ("taxClassExtend", "settings", "currencies", "domains"):
            return reply(page_of())
        return handler(request)

    return answer


def with_shop(handler: Handler, use: Callable[[ShopClient], Awaitable[T]]) -> T:
    """Let a client talk to the answers."""

    async def main() -> T:
        async with scripted_shop(handler) as client:
            return await use(client)

    return run_virtual(main())


def scripted_shop(
    handler: Handler, *, client_id: str = "canary-client-id", secret: str = SECRET, **fields: Any
) -> ShopClient:
    """A client of a shop that answers so."""
    access = ShopAccess(
        name="bemutato",
        url="https://bemutato.example/api",
        token_url="https://oauth.example/bemutato/app/token",
        client_id=client_id,
        client_secret=secret,
    )
    return ShopClient(
        access,
        **dict[str, Any](
            transport=httpx.MockTransport(handler),
            now=lambda: NOW,
        )
        | fields,
    )


def with_account(handler: Handler, use: Callable[[AccountClient], Awaitable[T]]) -> T:
    """Let a client talk to the answers."""

    async def main() -> T:
        async with scripted_account(handler) as client:
            return await use(client)

    return run_virtual(main())


def scripted_account(handler: Handler, **fields: Any) -> AccountClient:
    return AccountClient(
        **dict[str, Any](
            url="https://account.example",
            user="canary-user",
            password=PASSWORD,
            transport=httpx.MockTransport(handler),
        )
        | fields
    )


class Services:
    """A sandbox on a virtual loop, with a client of each kind."""

    def __init__(self, **config: Any) -> None:
        self.sandbox = Sandbox(SandboxConfig(**({"products": 60} | config)))
        self.endpoints = self.sandbox.endpoints()
        self._transport = SandboxTransport(self.sandbox)

    def shop(self, **fields: Any) -> ShopClient:
        access = ShopAccess(
            name=self.endpoints.shop_name,
            url=self.endpoints.shop_url,
            token_url=self.endpoints.token_url,
            client_id=self.endpoints.client_id,
            client_secret=self.endpoints.client_secret,
        )
        return ShopClient(
            access,
            **dict[str, Any](
                transport=self._transport,
                now=lambda: NOW,
            )
            | fields,
        )

    def account(self, **fields: Any) -> AccountClient:
        return AccountClient(
            **dict[str, Any](
                url=self.endpoints.sa_url,
                user=self.endpoints.sa_user,
                password=self.endpoints.sa_password,
                transport=self._transport,
            )
            | fields
        )


def in_shop(use: Callable[[Services, ShopClient], Awaitable[T]], **config: Any) -> T:
    """Visit the shop of a sandbox."""

    async def main() -> T:
        services = Services(**config)
        async with services.shop() as client:
            return await use(services, client)

    return run_virtual(main(), VirtualLoop(1000.0))


def in_account(use: Callable[[Services, AccountClient], Awaitable[T]], **config: Any) -> T:
    """Visit the account of a sandbox."""

    async def main() -> T:
        services = Services(**config)
        async with services.account() as client:
            return await use(services, client)

    return run_virtual(main(), VirtualLoop(1000.0))
