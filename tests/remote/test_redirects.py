"""Redirects of either service: none is followed, so no other host is asked or told a secret."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import httpx
import pytest

from shopsync_gui.core.errors import AnswerLost, RedirectRefused
from tests.remote.answers import (
    PASSWORD,
    SECRET,
    TOKEN,
    reply,
    scripted_account,
    scripted_shop,
)
from tests.virtual import run_virtual

_STATUSES = (301, 302, 303, 307, 308)
_TARGETS = (
    "https://other.example/api",
    "//other.example/api",
    "http://account.example/api",
    "https://user:password@other.example",
    "https://account.example.other.example/",
)
_OURS = {"account.example", "bemutato.example", "oauth.example"}

Transport = httpx.MockTransport


async def read_account(transport: Transport) -> object:
    async with scripted_account(reply, transport=transport) as account:
        return await account.products()


async def write_account(transport: Transport) -> object:
    async with scripted_account(reply, transport=transport) as account:
        return await account.create_category("Cipők")


async def read_shop(transport: Transport) -> object:
    async with scripted_shop(reply, transport=transport) as shop:
        return await shop.count()


#: What is asked, the secret that it carries, and whether the token is still given.
_CALLS: dict[str, tuple[Callable[[Transport], Awaitable[object]], str, bool]] = {
    "account": (read_account, PASSWORD, True),
    "write": (write_account, PASSWORD, True),
    "shop": (read_shop, TOKEN, True),
    "token": (read_shop, SECRET, False),
}


@pytest.mark.parametrize("target", _TARGETS)
@pytest.mark.parametrize("status", _STATUSES)
@pytest.mark.parametrize("name", sorted(_CALLS))
def test_no_other_host_is_asked(name: str, status: int, target: str) -> None:
    call, secret, gives_token = _CALLS[name]
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if request.url.path.endswith("/app/token") and gives_token:
            return reply({"access_token": TOKEN, "expires_in": 3600})
        return httpx.Response(status, headers={"location": target})

    async def main() -> None:
        with pytest.raises((RedirectRefused, AnswerLost)) as caught:
            await call(httpx.MockTransport(answer))
        assert secret not in str(caught.value)

    run_virtual(main())
    assert asked
    assert {request.url.host for request in asked} <= _OURS
    assert all(request.url.scheme == "https" for request in asked)
    assert all(secret not in str(request.url) for request in asked)
