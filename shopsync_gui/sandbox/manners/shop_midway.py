"""The shop while it is read: pages that slip or break, and requests that are too fast."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.asgi import HTML, Request, Response
from shopsync_gui.sandbox.edge import json_answer
from shopsync_gui.sandbox.manners.account_transport import failing
from shopsync_gui.sandbox.manners.manner import Adopt, Manner, requests, shop_payloads
from shopsync_gui.sandbox.manners.shop_lists import PRODUCTS, items_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.sandbox.app import Sandbox


def _is_pages(request: Request) -> bool:
    return request.kind == PRODUCTS and request.params.get("limit", "25") != "1"


def _pages_of(most: int) -> Callable[[Request], Request]:
    def change(request: Request) -> Request:
        if request.segments[:1] != ("shop",) or len(request.segments) != 4:
            return request
        query = dict(request.query)
        if int(query.get("limit", "25")) > most:
            query["limit"] = str(most)
        return replace(request, query=tuple(query.items()))

    return change


def _slipping(readings: int, *, lost: bool) -> Adopt:
    """Let the list of products move by one row between pages: one row is lost, or comes twice."""

    def adopt(sandbox: Sandbox) -> None:
        requests(_pages_of(25))(sandbox)
        seen = 0

        def alter(request: Request, payload: Any) -> Any:
            nonlocal seen
            page = int(request.params.get("page", "0"))
            if not _is_pages(request) or not page or "updatedAfter" in request.params:
                return payload
            seen += 1
            items = items_of(payload)
            if seen <= readings and len(items) > 1:
                payload["items"] = items[1:] if lost else [items[0], *items]
            return payload

        sandbox.edge.shop.setdefault(PRODUCTS, []).append(alter)

    return adopt


def _breaking(largest: int, status: int) -> Adopt:
    """Fail at the pages that hold the 34th product, unless they are small enough."""

    def change(request: Request) -> Request | Response:
        if not _is_pages(request) or "updatedAfter" in request.params:
            return request
        limit, page = int(request.params.get("limit", "25")), int(request.params.get("page", "0"))
        holds = page * limit <= 34 < (page + 1) * limit
        return Response(status, b"", HTML) if holds and limit > largest else request

    return requests(change)


def _beyond(answer: Callable[[], Response]) -> Adopt:
    """Answer so to a page after the last one."""

    def alter(request: Request, payload: Any) -> Any:
        after = int(request.params.get("page", "0")) > 0 and not items_of(payload)
        return answer() if after else payload

    return shop_payloads("shop/", alter)


def _trembling(sandbox: Sandbox) -> None:
    """Tell one product more at every other count."""
    seen = 0

    def alter(request: Request, payload: Any) -> Any:
        nonlocal seen
        if request.params.get("limit") == "1" and "pageCount" in payload:
            seen += 1
            payload["pageCount"] = str(int(payload["pageCount"]) + seen % 2)
        return payload

    sandbox.edge.shop.setdefault(PRODUCTS, []).append(alter)


def _with_nulls(_request: Request, payload: Any) -> Any:
    if isinstance(payload, dict) and "items" in payload:
        payload["items"] = [None, *items_of(payload)]
    return payload


def _unpadded(sandbox: Sandbox) -> None:
    """Leave the padding off ids, and take them so."""

    def alter(request: Request, response: Response) -> Response:
        if request.segments[:1] != ("shop",):
            return response
        return replace(response, body=response.body.replace(b'=="', b'"').replace(b'="', b'"'))

    def change(request: Request) -> Request:
        if request.segments[:1] != ("shop",) or len(request.segments) != 5:
            return request
        own = request.segments[4]
        return replace(request, segments=(*request.segments[:4], own + "=" * (-len(own) % 4)))

    sandbox.edge.ask.append(change)
    sandbox.edge.response.append(alter)


_READING: Final[dict[str, tuple[str, str, Adopt]]] = {
    "shop-slips-once-lost": ("shop-pages", "one product is lost between two pages, once", _slipping(1, lost=True)),
    "shop-slips-once-twice": ("shop-pages", "one product comes twice, once", _slipping(1, lost=False)),
    "shop-slips-always-lost": ("shop-pages", "a product is lost at every page", _slipping(10**6, lost=True)),
    "shop-page-breaks-504": ("shop-pages", "pages of more than ten break at a product", _breaking(10, 504)),
    "shop-page-breaks-500": ("shop-pages", "pages of more than ten get 500 at a product", _breaking(10, 500)),
    "shop-product-breaks-500": ("shop-pages", "every page with one product gets 500", _breaking(0, 500)),
    "shop-beyond-400": ("shop-pages", "a page after the last gets 400", _beyond(
        lambda: json_answer({"message": "page is wrong", "code": 40010}, 400))),
    "shop-beyond-500": ("shop-pages", "a page after the last gets 500", _beyond(lambda: Response(500, b"", HTML))),
    "shop-count-trembles": ("shop-pages", "every other count is one too many", _trembling),
    "shop-pages-of-7": ("shop-pages", "seven items a page", requests(_pages_of(7))),
    "shop-items-with-null": ("shop-single", "null before the first item of a page", shop_payloads(PRODUCTS, _with_nulls)),
    "shop-busy-html": ("shop-pace", "every fifth request is too fast, with a page", failing("shop/", f.html(429), every=5)),
    "shop-busy-words": (
        "shop-pace", "every fifth request gets an error with 200",
        failing("shop/", f.status(200, body=b'{"error": {"message": "Too many requests"}}'), every=5),
    ),
    "shop-busy-403": ("shop-pace", "every ninth request gets 403", failing("shop/", f.status(403), every=9)),
    "shop-begins-503": ("shop-pace", "the first six requests get 503", failing("shop/", f.status(503), 6)),
    "shop-empty-answers": ("shop-pace", "every seventh answer is empty", failing("shop/", f.empty(), every=7)),
    "shop-cut-answers": ("shop-pace", "every seventh answer is cut", failing("shop/", f.truncated(), every=7)),
    "shop-drops": ("shop-pace", "every seventh connection is dropped", failing("shop/", f.drop(), every=7)),
    "shop-ids-unpadded": ("shop-links", "ids without their padding", _unpadded),
}  # fmt: skip


MANNERS: Final[dict[str, Manner]] = {
    name: Manner(aspect, text, adopt) for name, (aspect, text, adopt) in _READING.items()
}
