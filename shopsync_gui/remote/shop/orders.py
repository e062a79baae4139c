"""Reading old orders for their product lines (contract "shoprenter" 8.9); buyers are never decoded."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.catalogue import OrderLine
from shopsync_gui.remote.decoding import scalars
from shopsync_gui.remote.shop import payloads as p
from shopsync_gui.remote.shop.pages import PageReader
from shopsync_gui.remote.shop.refusal import Refusal

if TYPE_CHECKING:
    from shopsync_gui.remote.shop.normaliser import Normaliser
    from shopsync_gui.remote.shop.requests import ShopRequests

_RESOURCE = "orderExtend"
_ORDERS = PageReader(p.Order)


class OrderPeriod(msgspec.Struct, frozen=True):
    """Orders made from `since` to `until`, both included; aware moments."""

    since: datetime
    until: datetime


class OrderPage(msgspec.Struct, frozen=True):
    """A page of orders: their product lines, and the orders' inner ids as the page lists them.

    `size` counts the items of the answer, of which `bad` could not be read; `more` is None where
    the page does not say whether another one follows.
    """

    lines: list[OrderLine]
    inner_ids: list[int]
    page_count: int | None
    more: bool | None
    bad: int
    size: int


async def order_page(
    requests: ShopRequests,
    normaliser: Normaliser,
    page: int,
    limit: int,
    period: OrderPeriod,
    *,
    from_inner_id: int,
) -> OrderPage:
    """One page, without abandoned carts and cancelled orders. Raises as ShopClient's methods."""
    query = _query(normaliser, period) | {"full": "1", "limit": str(limit), "page": str(page)}
    if from_inner_id:
        query["innerIdMin"] = str(from_inner_id)
    try:
        answer = await requests.get(_RESOURCE, _ORDERS.page, query, heavy=True)
    except Refusal as refusal:
        if page and refusal.past_the_end:
            return OrderPage([], [], None, False, 0, 0)
        raise refusal.as_error() from None
    return OrderPage(
        lines=[line for order in answer.items for line in normaliser.order_lines(order)],
        inner_ids=[scalars.whole_number(order.inner_id) or 0 for order in answer.items],
        page_count=answer.page_count,
        more=answer.more,
        bad=len(answer.bad),
        size=len(answer.items) + len(answer.bad),
    )


async def order_count(
    requests: ShopRequests, normaliser: Normaliser, period: OrderPeriod
) -> int | None:
    """Count the orders of a period, by the pages of one item each (contract "shoprenter" 4)."""
    query = _query(normaliser, period) | {"full": "0", "limit": "1", "page": "0"}
    try:
        page = await requests.get(_RESOURCE, _ORDERS.page, query)
    except Refusal as refusal:
        raise refusal.as_error() from None
    return 0 if not page.items and not page.bad else page.page_count


def _query(normaliser: Normaliser, period: OrderPeriod) -> dict[str, str]:
    return {
        "excludeAbandonedCart": "1",
        "excludeStorno": "1",
        "createdAtMin": normaliser.shop_time(period.since),
        "createdAtMax": normaliser.shop_time(period.until),
    }
