"""Lists without an end, numbers that cannot be, and data that blow up: refused in bounded room."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator

import httpx
import pytest

from shopsync_gui.core.errors import AnswerTooLarge, AskedToWait, UnexpectedAnswer
from shopsync_gui.remote import AccountClient, ShopAccess, ShopClient
from tests.peak import peak
from tests.remote.answers import Handler, Script, page_of, reply, shop_answers, with_shop
from tests.virtual import VirtualLoop, run_virtual

BILLIONS = 99_999_999_999


def product(number: int) -> dict[str, object]:
    return {"id": f"p{number}", "innerId": str(number), "sku": f"S-{number}", "status": "1"}


def shop_of(count: int, *, told: int | None, repeats: bool = False) -> Handler:
    """A shop with so many products that tells another number; or one product on every page."""

    def answer(request: httpx.Request) -> httpx.Response:
        number = int(request.url.params.get("page", "0"))
        items = [product(0 if repeats else number)] if repeats or number < count else []
        return reply(page_of(*items, pageCount=told))

    return Script(shop_answers(answer))


@pytest.mark.parametrize("count", [3, 1200])
def test_a_number_of_pages_that_cannot_be_is_looked_after(count: int) -> None:
    assert with_shop(shop_of(count, told=BILLIONS), lambda shop: shop.count()) == count


def test_the_same_product_on_every_page_is_one() -> None:
    answers = shop_of(1, told=BILLIONS, repeats=True)
    assert with_shop(answers, lambda shop: shop.count()) == 1


def test_pages_without_an_end_are_refused() -> None:
    with pytest.raises(UnexpectedAnswer, match="no end"):
        with_shop(shop_of(BILLIONS, told=None), lambda shop: shop.count())


class Bomb(httpx.AsyncByteStream):
    """Zeros, or blanks, without an end, compressed."""

    def __init__(self, megabytes: int) -> None:
        self._megabytes = megabytes
        self.sent = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        packer = zlib.compressobj(9, wbits=31)
        for _ in range(self._megabytes):
            piece = packer.compress(b" " * (1 << 20)) + packer.flush(zlib.Z_SYNC_FLUSH)
            self.sent += 1
            yield piece


def test_a_list_that_blows_up_is_refused_early() -> None:
    """Within 64 MB, although a list of a million products may take hundreds."""
    bomb = Bomb(900)

    class Exploding(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            headers = {"content-type": "application/json", "content-encoding": "gzip"}
            return httpx.Response(200, headers=headers, stream=bomb)

    async def main() -> None:
        async with AccountClient(
            url="https://account.example", user="u", password="secret-one", transport=Exploding()
        ) as account:
            with pytest.raises(AnswerTooLarge):
                await account.products()

    before = peak()
    run_virtual(main(), VirtualLoop())
    grown = peak() - before
    assert bomb.sent < 64
    assert grown < 80, f"{grown:.0f} MB"


@pytest.mark.parametrize("life", [0, 1, -5, 10**30, "bald", None, 1e300, [], {"s": 1}])
def test_a_token_of_any_life_is_used(life: object) -> None:
    asked = 0

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal asked
        if request.url.path.endswith("/app/token"):
            asked += 1
            return reply({"access_token": f"token{asked}", "expires_in": life})
        return shop_of(3, told=3)(request)

    async def main() -> int:
        access = ShopAccess(
            name="bolt",
            url="https://bolt.example/api",
            token_url="https://bolt.example/app/token",
            client_id="i",
            client_secret="secret-two",
        )
        async with ShopClient(access, transport=httpx.MockTransport(answer)) as shop:
            return await asyncio.wait_for(shop.count(), 60)

    assert run_virtual(main(), VirtualLoop()) == 3
    assert asked <= 2


@pytest.mark.parametrize("told", ["999999", "99999999999", "Fri, 01 Jan 2100 00:00:00 GMT"])
def test_a_wish_for_long_patience_pauses_a_write_at_once(told: str) -> None:
    def answer(_request: httpx.Request) -> httpx.Response:
        now = "Sat, 28 Nov 2026 12:00:00 GMT"
        return httpx.Response(429, headers={"retry-after": told, "date": now})

    async def main() -> None:
        async with AccountClient(
            url="https://account.example",
            user="u",
            password="secret-one",
            transport=httpx.MockTransport(answer),
        ) as account:
            with pytest.raises(AskedToWait) as met:
                await account.create_category("Cipők")
            assert met.value.values["time"]

    run_virtual(main(), VirtualLoop())
