"""The number of a shop's products, by the pages of one item each (contract "shoprenter" 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.errors import SHOPRENTER, UnexpectedAnswer
from shopsync_gui.core.text import _
from shopsync_gui.remote.shop import payloads as p
from shopsync_gui.remote.shop.pages import PageReader
from shopsync_gui.remote.shop.refusal import Refusal

if TYPE_CHECKING:
    from shopsync_gui.remote.shop.requests import ShopRequests

_RESOURCE = "productExtend"
_PRODUCTS = PageReader(p.Product)
#: Of a larger number the last product is asked for: it has to be there.
_BELIEVED = 50_000
_MOST_PRODUCTS = 20_000_000


async def product_count(requests: ShopRequests) -> int:
    """The number of products. Raises UnexpectedAnswer where the pages have no end, else as ShopClient."""
    try:
        page = await requests.get(_RESOURCE, _PRODUCTS.page, _query(0))
    except Refusal as refusal:
        raise refusal.as_error() from None
    if not page.items and not page.bad:
        return 0
    told = page.page_count
    first = page.items[0].inner_id if page.items else None
    if told is not None and (told <= _BELIEVED or await _has_product(requests, told - 1, first)):
        return told
    return await _searched_count(requests, first)


async def _searched_count(requests: ShopRequests, first: object) -> int:
    """The number of products of a shop that does not tell it: the first page without one."""
    least, most = 1, 2
    while await _has_product(requests, most - 1, first):
        least, most = most, 2 * most
        if least > _MOST_PRODUCTS:
            detail = _("the list of {resource} has no end").format(resource=_RESOURCE)
            raise UnexpectedAnswer(service=SHOPRENTER, detail=detail)
    while least < most - 1:
        middle = (least + most) // 2
        if await _has_product(requests, middle - 1, first):
            least = middle
        else:
            most = middle
    return least


async def _has_product(requests: ShopRequests, number: int, first: object) -> bool:
    """Whether a page of one item has one that is not the `first` of all over again."""
    try:
        page = await requests.get(_RESOURCE, _PRODUCTS.page, _query(number))
    except Refusal as refusal:
        if refusal.past_the_end or refusal.no_items:
            return False
        raise refusal.as_error() from None
    if number and page.items and first is not None and page.items[0].inner_id == first:
        return False
    return bool(page.items or page.bad)


def _query(page: int) -> dict[str, str]:
    return {"full": "0", "limit": "1", "page": str(page)}
