"""Lists of the shop: what is empty, changed since, counted, ordered, linked and wrapped."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from shopsync_gui.sandbox.asgi import Response
from shopsync_gui.sandbox.edge import json_answer
from shopsync_gui.sandbox.manners.manner import Adopt, Manner, requests, responses, shop_payloads

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.sandbox.app import Sandbox
    from shopsync_gui.sandbox.asgi import Request

PRODUCTS: Final = "shop/productExtend"


def items_of(payload: Any) -> list[Any]:
    """The items of a collection, also where a single one is no list."""
    items = payload.get("items")
    return items if isinstance(items, list) else [items] if items else []


def each(change: Callable[[Any], None]) -> Callable[[Request, Any], Any]:
    """Change every item of a collection, or the single one."""

    def alter(_request: Request, payload: Any) -> Any:
        inner = payload.get("response", payload)
        for item in items_of(inner) if "items" in inner else [inner]:
            change(item)
        return payload

    return alter


def products(change: Callable[[Any], None]) -> Adopt:
    """Change every product, in lists and alone."""

    def alter(item: Any) -> None:
        if isinstance(item, dict) and "sku" in item:
            change(item)

    return shop_payloads(PRODUCTS, each(alter))


# --- empty collections ------------------------------------------------------------------------


def _when_empty(answer: Callable[[], Response]) -> Adopt:
    def alter(request: Request, payload: Any) -> Any:
        collection = not request.kind.endswith("/{id}") and request.kind != "shop/domains"
        return answer() if collection and not items_of(payload) else payload

    return shop_payloads("shop/", alter)


def _not_found(code: int) -> Response:
    return json_answer({"message": "resource not found", "code": code}, 404)


_EMPTIES: Final[dict[str, tuple[str, Adopt]]] = {
    "shop-empty-204": ("204 for an empty collection", _when_empty(lambda: Response(204, b""))),
    "shop-empty-404": ("404 for an empty collection", _when_empty(lambda: _not_found(40401))),
    "shop-empty-404-bare": (
        "404 without a body for an empty collection", _when_empty(lambda: Response(404, b""))
    ),
    "shop-empty-nothing": (
        "200 without a body for an empty collection", _when_empty(lambda: Response(200, b""))
    ),
    "shop-empty-bare-list": ("[] for an empty collection", _when_empty(lambda: json_answer([]))),
}  # fmt: skip

# --- updatedAfter -----------------------------------------------------------------------------


def _asked_since(change: Callable[[Request], Request | Response]) -> Adopt:
    return requests(
        lambda request: change(request) if "updatedAfter" in request.params else request
    )


def _refused(_request: Request) -> Response:
    return json_answer({"message": "parameter not available: updatedAfter", "code": 40010}, 400)


def _everything(request: Request) -> Request:
    return replace(request, query=tuple(p for p in request.query if p[0] != "updatedAfter"))


def _inclusive(request: Request) -> Request:
    moment = datetime.fromisoformat(request.params["updatedAfter"]) - timedelta(seconds=1)
    query = tuple(
        (name, moment.isoformat() if name == "updatedAfter" else value)
        for name, value in request.query
    )
    return replace(request, query=query)


def _nothing_changed(request: Request) -> Request:
    query = tuple(
        (name, "2099-01-01T00:00:00" if name == "updatedAfter" else value)
        for name, value in request.query
    )
    return replace(request, query=query)


def _untouched(*fields: str) -> Adopt:
    def adopt(sandbox: Sandbox) -> None:
        sandbox.shop.untouched = frozenset(fields)

    return adopt


_SINCE: Final[dict[str, tuple[str, Adopt]]] = {
    "shop-since-refused": ("updatedAfter is refused", _asked_since(_refused)),
    "shop-since-everything": ("updatedAfter is ignored", _asked_since(_everything)),
    "shop-since-inclusive": ("updatedAfter takes the second itself too", _asked_since(_inclusive)),
    "shop-since-nothing": ("updatedAfter never finds anything", _asked_since(_nothing_changed)),
    "shop-since-blind-to-prices": (
        "a new price does not touch dateUpdated", _untouched("net_minor", "price", "special_minor")
    ),
    "shop-since-blind-to-categories": (
        "a move does not touch dateUpdated", _untouched("categories")
    ),
}  # fmt: skip

# --- pages ------------------------------------------------------------------------------------


def _probe(change: Callable[[Any], None]) -> Adopt:
    def alter(request: Request, payload: Any) -> Any:
        if request.params.get("limit") == "1":
            change(payload)
        return payload

    return shop_payloads(PRODUCTS, alter)


def _counted(change: Callable[[int], int]) -> Callable[[Any], None]:
    def alter(payload: Any) -> None:
        if "pageCount" in payload:
            payload["pageCount"] = str(change(int(payload["pageCount"])))
            payload["last"] = None

    return alter


def _at_most(most: int) -> Adopt:
    """Let pages hold no more than so many items, whatever is asked for."""

    def change(request: Request) -> Request:
        query = tuple(
            (name, str(min(most, int(value)))) if name == "limit" else (name, value)
            for name, value in request.query
        )
        return replace(request, query=query)

    return requests(lambda r: change(r) if r.kind == PRODUCTS else r)


def _uncounted(_request: Request, payload: Any) -> Any:
    if isinstance(payload, dict):
        payload.pop("pageCount", None)
        payload.pop("last", None)
    return payload


def _reordered(seed: int) -> Adopt:
    return lambda sandbox: sandbox.shop.reorder(seed)


def _hosted(host: str) -> Adopt:
    def alter(request: Request, response: Response) -> Response:
        if request.segments[:1] != ("shop",):
            return response
        own = f"https://{request.segments[1]}.api.myshoprenter.hu".encode()
        return replace(response, body=response.body.replace(own, host.encode()))

    return responses(alter)


def _wrapped(key: str) -> Adopt:
    def alter(request: Request, response: Response) -> Response:
        if request.segments[:1] != ("shop",) or response.status != 200 or not response.body:
            return response
        return json_answer({key: json.loads(response.body)})

    return responses(alter)


_LISTS: Final[dict[str, tuple[str, str, Adopt]]] = {
    "shop-probe-small": ("shop-pages", "the count is too small", _probe(_counted(lambda n: n // 2))),
    "shop-probe-large": ("shop-pages", "the count is too large", _probe(_counted(lambda n: n + 7))),
    "shop-probe-one": ("shop-pages", "the count is 1", _probe(_counted(lambda _n: 1))),
    "shop-probe-missing": ("shop-pages", "no count", _probe(lambda p: p.pop("pageCount", None))),
    "shop-pages-uncounted": ("shop-pages", "no page counts anywhere", shop_payloads("shop/", _uncounted)),
    "shop-pages-most-25": ("shop-pages", "25 products a page, whatever is asked for", _at_most(25)),
    "shop-pages-most-30": ("shop-pages", "30 products a page, whatever is asked for", _at_most(30)),
    "shop-order-random": ("shop-order", "products in no order", _reordered(3)),
    "shop-order-reversed": (
        "shop-order", "the newest product first", lambda sandbox: sandbox.shop.reverse()
    ),
    "shop-links-new-host": ("shop-links", "links to api2", _hosted("https://bemutato.api2.myshoprenter.hu/api")),
    "shop-links-other-host": ("shop-links", "links to another host", _hosted("http://elsewhere.invalid")),
    "shop-links-relative": ("shop-links", "links without a host", _hosted("")),
    "shop-in-body": ("shop-wrap", 'payloads under "body"', _wrapped("body")),
    "shop-in-data": ("shop-wrap", 'payloads under "data"', _wrapped("data")),
}  # fmt: skip

_CONFIGURED: Final[dict[str, tuple[str, str, dict[str, Any]]]] = {
    "shop-items-object": ("shop-empty", "items: {} when empty", {"empty_items": "{}"}),
    "shop-items-null": ("shop-empty", "items: null when empty", {"empty_items": "null"}),
    "shop-items-missing": ("shop-empty", "no items when empty", {"empty_items": "missing"}),
    "shop-in-response": ("shop-wrap", 'payloads under "response"', {"wrap_response": True}),
    "shop-single-in-list": ("shop-single", "a single item in a list", {"collapse_single": False}),
    "shop-errors-code": ("shop-errors", "errors with errorCode", {"error_style": "errorCode"}),
    "shop-errors-bare": ("shop-errors", "errors with a message only", {"error_style": "message"}),
    "shop-gone-404": ("shop-errors", "404 for an unknown product", {"unknown_id_status": 404}),
    "shop-retry-after": ("shop-pace", "a Retry-After with 429", {"retry_after": "1"}),
}  # fmt: skip

MANNERS: Final[dict[str, Manner]] = {
    **{name: Manner("shop-empty", text, adopt) for name, (text, adopt) in _EMPTIES.items()},
    **{name: Manner("shop-since", text, adopt) for name, (text, adopt) in _SINCE.items()},
    **{name: Manner(aspect, text, adopt) for name, (aspect, text, adopt) in _LISTS.items()},
    **{
        name: Manner(aspect, text, config=config)
        for name, (aspect, text, config) in _CONFIGURED.items()
    },
}
