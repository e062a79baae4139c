"""The shop's HTTP side: sign-in, scopes, pace, XML by default, and every GET of the contract."""

from __future__ import annotations

import json
from collections import OrderedDict, deque
from html import escape
from typing import TYPE_CHECKING

from shopsync_gui.sandbox.asgi import Request, Response
from shopsync_gui.sandbox.shop.filters import select_products
from shopsync_gui.sandbox.shop.localization import Json, domains
from shopsync_gui.sandbox.shop.order_payloads import order_extend
from shopsync_gui.sandbox.shop.pages import (
    Collection,
    ShopError,
    Window,
    envelope,
    page_count,
    read_window,
)
from shopsync_gui.sandbox.shop.payloads import Style, path_id, product_extend
from shopsync_gui.sandbox.shop.resources import COLLECTIONS, Row, category_row, dump, rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shopsync_gui.sandbox.shop.state import Shop
    from shopsync_gui.sandbox.shop.tokens import TokenService

_CACHE_ITEMS = 8192
_cache: OrderedDict[tuple[object, ...], str] = OrderedDict()


class ShopApi:
    """Answers requests below `/shop/{shopName}/api/`."""

    def __init__(self, shop: Shop, tokens: TokenService) -> None:
        self.shop = shop
        self.tokens = tokens
        self.rate_limit = shop.config.rate_limit
        self._recent: deque[float] = deque()
        self._chosen: dict[tuple[object, ...], Sequence[int]] = {}
        #: Where the service is reached, as the request at hand says.
        self._origin = "http://127.0.0.1"
        self._host = f"https://{shop.config.shop_name}.api.myshoprenter.hu"

    def answer(self, request: Request) -> Response:
        """Answer one request; never raises."""
        extra: list[tuple[str, str]] = []
        self._origin = f"http://{request.headers.get('host', '127.0.0.1')}"
        try:
            status, text = 200, self._answer(request)
        except ShopError as error:
            status, text = error.status, self._error(error)
            if error.status == 429 and self.shop.config.retry_after:
                extra.append(("retry-after", self.shop.config.retry_after))
        if "application/json" not in request.headers.get("accept", ""):
            xml = f'<?xml version="1.0" encoding="UTF-8"?>\n<response>{_xml(json.loads(text))}'
            body = f"{xml}</response>".encode()
            return Response(status, body, (("content-type", "application/xml"),), extra)
        return Response(status, text.encode(), extra=extra)

    def _answer(self, request: Request) -> str:
        self._pace(request.time)
        scopes = self.tokens.scopes_of(request.headers.get("authorization", ""))
        if scopes is None:
            raise ShopError(401, 0, "The access token is missing, expired or unknown.")
        shop_name, name, *rest = [*request.segments[1:2], *request.segments[3:]] or [""]
        if shop_name != self.shop.config.shop_name:
            raise ShopError(404, 40401, "unknown shop")
        collection = COLLECTIONS.get(name)
        if collection is None or len(rest) > 1:
            raise ShopError(404, 40401, f"unknown resource: {name}")
        if request.method != "GET" or collection.scope not in scopes:
            raise ShopError(401, 40101, "You have no permission for this operation.")
        if rest:
            return self._single(name, rest[0])
        window = read_window(request, collection)
        if name == "domains":
            return dump(domains(shop_name))
        return self._page(name, collection, window)

    def _pace(self, now: float) -> None:
        recent = self._recent
        while recent and recent[0] <= now - 1.0:
            recent.popleft()
        if self.rate_limit and len(recent) >= self.rate_limit:
            raise ShopError(429, 0, "Too many requests.")
        recent.append(now)

    def _page(self, name: str, collection: Collection, window: Window) -> str:
        first = window.page * window.limit
        address = f"{self._host}/{name}"
        if name in ("productExtend", "products"):
            keys = self._select(window.filters)
            pages = page_count(len(keys), window)
            shown = keys[first : first + window.limit]
            items = [self._product_item(name, key, window.full) for key in shown]
        else:
            rows = rows_of(self.shop, name, window.filters, self._host, [])
            pages = page_count(len(rows), window)
            items = [
                dump(row if window.full else {"href": row["href"]})
                for row in (make() for make in rows[first : first + window.limit])
            ]
        collapse = name != "orderExtend"
        extra = ""
        if name == "productExtend":
            extra = f',"requestTime":"{self.shop.clock.wall().isoformat()}"'
        return envelope(
            self.shop.config, collection, address, window, pages, items, collapse, extra
        )

    def _select(self, filters: dict[str, str]) -> Sequence[int]:
        if not filters:
            return self.shop.keys()
        key = (self.shop.version, *sorted(filters.items()))
        if key not in self._chosen:
            self._chosen = {key: select_products(self.shop, filters)}
        return self._chosen[key]

    def _product_item(self, name: str, key: int, full: bool) -> str:
        if not full:
            return dump({"href": f"{self._host}/{name}/{path_id(self.shop.product_id(key))}"})
        if name == "products":
            return dump(self._plain_product(key, []))
        shop = self.shop
        if key in shop.edited or shop.ids_changed:
            return product_extend(shop.product(key), self._style("[]"))
        config = shop.config
        cache_key = (
            config.seed, config.currency, config.shop_name, config.heavy,
            config.net_contains_special, self._origin, key,
        )  # fmt: skip
        text = _cache.get(cache_key)
        if text is None:
            text = product_extend(shop.product(key), self._style("[]"))
            _cache[cache_key] = text
            if len(_cache) > _CACHE_ITEMS:
                _cache.popitem(last=False)
        return text

    def _style(self, empty: str) -> Style:
        config = self.shop.config
        return Style(
            self._host, self._origin, empty, config.heavy, config.net_contains_special,
            self.shop.category_id, self.shop.product_id,
        )  # fmt: skip

    def _plain_product(self, key: int, empty: Json, *, single: bool = False) -> Row:
        """The same product as the plain resource shows it: nested lists become links."""
        style = self._style(dump(empty))
        row: Row = json.loads(product_extend(self.shop.product(key), style, single=single))
        own = path_id(self.shop.product_id(key))
        row["href"] = f"{self._host}/products/{own}"
        del row["productAttributeExtend"], row["productPrices"]
        for field in list(row):
            if (isinstance(row[field], list) or row[field] == empty) and field.startswith(
                ("product", "customerGroup")
            ):
                row[field] = {"href": f"{self._host}/{field}?productId={own}"}
        return row

    def _single(self, name: str, resource_id: str) -> str:
        shop, empty = self.shop, dict[str, Json]()
        if name in ("productExtend", "products"):
            key = shop.find(resource_id)
            if key is not None:
                if name == "products":
                    return dump(self._plain_product(key, empty, single=True))
                return product_extend(shop.product(key), self._style("{}"), single=True)
        elif name in ("categoryExtend", "categories"):
            for category in shop.categories.values():
                if category.id == resource_id:
                    extend = name == "categoryExtend"
                    return dump(category_row(shop, category, self._host, empty, extend))
        elif name == "orderExtend":
            for order in shop.orders:
                if order.id == resource_id:
                    return dump(order_extend(shop, order, self._host, single=True))
        elif name != "domains":
            for make in rows_of(shop, name, {}, self._host, empty):
                row = make()
                if row["id"] == resource_id:
                    return dump(row)
        unknown = shop.config.unknown_id_status
        raise ShopError(unknown, 40007 if unknown == 400 else 0, "resource id is wrong")

    def _error(self, error: ShopError) -> str:
        style = self.shop.config.error_style
        if style == "message" or not error.code:
            return dump({"message": error.message})
        return dump({"message": error.message, style: error.code})


def _xml(value: object) -> str:
    if isinstance(value, dict):
        return "".join(f"<{key}>{_xml(inner)}</{key}>" for key, inner in value.items())
    if isinstance(value, list):
        return "".join(f"<item>{_xml(inner)}</item>" for inner in value)
    return "" if value is None else escape(str(value))
