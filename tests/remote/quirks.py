"""A shop with one of the quirks that its contract lists (section 9), and what the client makes of it."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote

import httpx

from shopsync_gui.core.catalogue import Category, OrderLine, ShopProduct
from shopsync_gui.core.products.shop_profile import ShopProfile
from shopsync_gui.remote import ShopClient
from shopsync_gui.remote.shop.orders import OrderPeriod
from tests.remote.answers import Script, raw_reply, reply, with_shop

PAYLOADS = Path(__file__).resolve().parents[1] / "samples" / "shoprenter"
PERIOD = OrderPeriod(datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 9, 30, tzinfo=UTC))
#: The address of a product's page that works whatever the shop's settings are.
BY_NUMBER = "/index.php?route=product/product&product_id="
PRODUCT = "cHJvZHVjdC1wcm9kdWN0X2lkPTIwMQ=="
CATEGORY = "Y2F0ZWdvcnktY2F0ZWdvcnlfaWQ9NQ=="

T = TypeVar("T")


@dataclass(frozen=True)
class Seen:
    """What the client makes of a shop."""

    profile: ShopProfile
    categories: list[Category]
    products: list[ShopProduct]
    page_count: int | None
    bad: int


def answers(number: int) -> dict[str, Any]:
    """The shop with this quirk: its answers by resource, by page and by item."""
    (file,) = PAYLOADS.glob(f"{number:02}_*.json")
    usual = json.loads((PAYLOADS / "shop.json").read_text("utf-8"))
    odd = json.loads(file.read_text("utf-8"))
    both: dict[str, Any] = usual | odd
    return both


def shop(number: int) -> Script:
    """A shop with this quirk."""
    payloads = answers(number)

    def answer(request: httpx.Request) -> httpx.Response:
        path = unquote(request.url.raw_path.partition(b"?")[0].decode()).removeprefix("/api/")
        found = payloads.get(f"{path}?page={request.url.params.get('page')}", payloads.get(path))
        if found is None:
            return reply({"message": "Not found"}, 404)
        if isinstance(found, str):
            return raw_reply(found.encode(), content_type="application/xml")
        return reply(found, found.get("status", 200) if "message" in found else 200)

    return Script(answer)


def visit(number: int, use: Callable[[ShopClient], Awaitable[T]]) -> T:
    return with_shop(shop(number), use)


@cache
def seen(number: int) -> Seen:
    async def use(client: ShopClient) -> Seen:
        page = await client.products(0, 200)
        return Seen(
            await client.prepare(),
            await client.categories(),
            page.items,
            page.page_count,
            len(page.bad),
        )

    return visit(number, use)


def product(number: int) -> ShopProduct:
    (only,) = seen(number).products
    return only


def single(number: int, ref: str = PRODUCT) -> ShopProduct | None:
    return visit(number, lambda client: client.product(ref))


def lines(number: int) -> list[OrderLine]:
    async def use(client: ShopClient) -> list[OrderLine]:
        return (await client.orders(0, 25, PERIOD)).lines

    return visit(number, use)


def plain() -> ShopProduct:
    """The product of the shop without any quirk."""
    return product(9)


def is_bare(found: ShopProduct) -> bool:
    nothing = (found.parent_ref, found.created_at, found.image, found.category_refs)
    by_number = found.page.endswith(f"{BY_NUMBER}{found.inner_id}")
    return nothing == (None, None, "", ()) and by_number and found.stock == 4 and found.net == 1575
