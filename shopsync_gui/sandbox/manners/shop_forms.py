"""Rarer forms of the shop: counted, dated, linked and written otherwise than the contract says."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from datetime import datetime, timedelta
from html import escape
from typing import TYPE_CHECKING, Any, Final

from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.manners.account_transport import failing
from shopsync_gui.sandbox.manners.manner import Adopt, Manner, requests, responses, shop_payloads
from shopsync_gui.sandbox.manners.shop_lists import PRODUCTS, each, items_of, products

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.sandbox.asgi import Request, Response


def _query(change: Callable[[dict[str, str]], dict[str, str]]) -> Adopt:
    """Read the parameters of the shop's collections so."""

    def alter(request: Request) -> Request:
        if request.segments[:1] != ("shop",) or len(request.segments) != 4:
            return request
        return replace(request, query=tuple(change(dict(request.query)).items()))

    return requests(alter)


def _since(change: Callable[[datetime], str]) -> Adopt:
    def alter(query: dict[str, str]) -> dict[str, str]:
        if "updatedAfter" in query:
            query["updatedAfter"] = change(datetime.fromisoformat(query["updatedAfter"]))
        return query

    return _query(alter)


def _next_midnight(moment: datetime) -> str:
    """Take the date only, so that the rest of that day counts as before it."""
    return f"{moment.date()}T23:59:59"


def _from_one(query: dict[str, str]) -> dict[str, str]:
    """Count pages from 1; page 0 is the first one, too."""
    if "page" in query:
        query["page"] = str(max(0, int(query["page"]) - 1))
    return query


def _capped(most: int) -> Callable[[dict[str, str]], dict[str, str]]:
    """Give so many items a page at most, whatever the limit asks for."""

    def alter(query: dict[str, str]) -> dict[str, str]:
        if int(query.get("limit", "25")) > most:
            query["limit"] = str(most)
        return query

    return alter


def _paged(change: Callable[[Any], None]) -> Adopt:
    def alter(_request: Request, payload: Any) -> Any:
        if isinstance(payload, dict) and "items" in payload:
            change(payload)
        return payload

    return shop_payloads("shop/", alter)


def _keyed(payload: Any) -> None:
    payload["items"] = {str(number): item for number, item in enumerate(items_of(payload))}


def _page_count(value: str) -> Callable[[Any], None]:
    def alter(payload: Any) -> None:
        if "pageCount" in payload:
            payload["pageCount"] = value

    return alter


def _without_links(payload: Any) -> None:
    for key in ("href", "first", "previous", "next", "last"):
        payload.pop(key, None)


def _bare(request: Request, payload: Any) -> Any:
    return items_of(payload) if isinstance(payload, dict) and "items" in payload else payload


def _repeating(_request: Request, payload: Any) -> Any:
    """Give the last item of a page twice."""
    if "items" in payload and len(items_of(payload)) > 1:
        payload["items"] = [*items_of(payload), items_of(payload)[-1]]
    return payload


def _unexpanded(_request: Request, payload: Any) -> Any:
    """Give links instead of items although full items were asked for."""
    if "items" in payload:
        payload["items"] = [{"href": item["href"]} for item in items_of(payload)]
    return payload


def _hosted(before: str, after: str) -> Adopt:
    def alter(request: Request, response: Response) -> Response:
        if request.segments[:1] != ("shop",):
            return response
        return replace(response, body=response.body.replace(before.encode(), after.encode()))

    return responses(alter)


def _field(name: str, change: Callable[[Any], object]) -> Adopt:
    def alter(item: Any) -> None:
        if name in item:
            item[name] = change(item[name])

    return products(alter)


def _descriptions(change: Callable[[list[Any]], object]) -> Adopt:
    return _field("productDescriptions", change)


def _names(change: Callable[[Any], object]) -> Adopt:
    def alter(found: list[Any]) -> object:
        for description in found:
            description["name"] = change(description["name"])
        return found

    return _descriptions(alter)


def _prices(change: Callable[[Any], None]) -> Adopt:
    def alter(item: Any) -> None:
        for price in item["productPrices"]:
            change(price)

    return products(alter)


def _gross_as_net(price: Any) -> None:
    """Tell the gross price where the net one is expected, too."""
    price["net"], price["netOriginal"], price["netSpecial"] = (
        price["gross"], price["grossOriginal"], price["grossSpecial"],
    )  # fmt: skip


def _dead_special(item: Any) -> None:
    for special in item["productSpecials"] or []:
        special["dateFrom"] = special["dateTo"] = "0000-00-00"


def _sku_number(value: Any) -> object:
    return int(value) if isinstance(value, str) and value.isdecimal() and value[0] != "0" else value


def _relations(change: Callable[[Any], object]) -> Adopt:
    def alter(found: Any) -> object:
        for relation in found if isinstance(found, list) else []:
            relation["category"] = change(relation["category"])
        return found

    return _field("productCategoryRelations", alter)


def _categories(change: Callable[[Any], None]) -> Adopt:
    def alter(item: Any) -> None:
        if isinstance(item, dict):
            change(item)

    return shop_payloads("shop/categoryExtend", each(alter))


def _category_names(change: Callable[[str], str]) -> Adopt:
    def alter(item: Any) -> None:
        for description in item.get("categoryDescriptions") or []:
            if isinstance(description, dict) and description.get("name"):
                description["name"] = change(description["name"])

    return _categories(alter)


def _sent(change: Callable[[Response], Response]) -> Adopt:
    return responses(
        lambda request, r: change(r) if request.segments[:1] == ("shop",) and r.status == 200 else r
    )


def _taxed(item: Any) -> None:
    if isinstance(item.get("taxClass"), dict) and "href" in item["taxClass"]:
        own = item["taxClass"]["href"].rsplit("/", 1)[1]
        item["taxClass"] = {**item["taxClass"], "id": own, "name": "ÁFA", "taxRates": []}


def _whole(response: Response) -> Response:
    return replace(response, body=json.dumps(json.loads(response.body), indent=2).encode())


_FORMS: Final[dict[str, tuple[str, str, Adopt]]] = {
    "shop-since-local-time": (
        "shop-since", "updatedAfter is taken two hours late", _since(lambda t: (t + timedelta(hours=2)).isoformat())
    ),
    "shop-since-date-only": ("shop-since", "updatedAfter begins after that day", _since(_next_midnight)),
    "shop-pages-from-1": ("shop-pages", "pages are counted from 1", _query(_from_one)),
    "shop-pages-of-25": ("shop-pages", "25 items a page, whatever is asked for", _query(_capped(25))),
    "shop-pages-of-100": ("shop-pages", "100 items a page at most", _query(_capped(100))),
    "shop-page-count-1": ("shop-pages", "every collection tells one page", _paged(_page_count("1"))),
    "shop-page-count-large": ("shop-pages", "every collection tells 99 pages", _paged(_page_count("99"))),
    "shop-page-count-text": ("shop-pages", "the count is no number", _paged(_page_count("many"))),
    "shop-pages-without-links": ("shop-pages", "collections without links", _paged(_without_links)),
    "shop-items-keyed": ("shop-single", "items as an object by their numbers", _paged(_keyed)),
    "shop-items-bare": ("shop-single", "collections are bare lists", shop_payloads("shop/", _bare)),
    "shop-items-twice": ("shop-pages", "the last item of a page stands twice", shop_payloads(PRODUCTS, _repeating)),
    "shop-items-unexpanded": ("shop-pages", "products are links only", shop_payloads(PRODUCTS, _unexpanded)),
    "shop-links-without-scheme": ("shop-links", "links without https:", _hosted("https://", "//")),
    "shop-links-slash": ("shop-links", "links with //", _hosted(".myshoprenter.hu/", ".myshoprenter.hu//")),
    "shop-links-upper": ("shop-links", "links in capitals", _hosted("https://bemutato.api", "HTTPS://BEMUTATO.API")),
    "shop-dates-never-change": (
        "shop-values", "dateUpdated is the day of creation", _field("dateUpdated", lambda _d: "2019-05-09T22:31:12")
    ),
    "shop-dates-null": ("shop-values", "dateUpdated is null", _field("dateUpdated", lambda _d: None)),
    "shop-net-is-gross": ("shop-prices", "net tells the gross price", _prices(_gross_as_net)),
    "shop-prices-numbers": (
        "shop-prices", "prices as numbers",
        _prices(lambda p: p.update({k: float(v) for k, v in p.items() if k[:3] in ("net", "gro") and v is not None})),
    ),
    "shop-prices-with-sign": (
        "shop-prices", '"1900 Ft"',
        _prices(lambda p: p.update({k: f"{v} Ft" for k, v in p.items() if k[:3] in ("net", "gro") and v is not None})),
    ),
    "shop-prices-group-link": (
        "shop-group", "groups of prices are links",
        _prices(lambda p: p.update(customerGroup={"href": f"https://x/customerGroups/{p['customerGroup']['id']}"})),
    ),
    "shop-prices-lower-currency": ("shop-prices", "huf", _prices(lambda p: p.update(currencyCode=p["currencyCode"].lower()))),
    "shop-prices-without-currency": ("shop-prices", "prices without a currency", _prices(lambda p: p.pop("currencyCode"))),
    "shop-special-zero-dates": ("shop-prices", "specials with 0000-00-00", products(_dead_special)),
    "shop-tax-expanded": ("shop-tax", "tax classes as objects without rates", products(_taxed)),
    "shop-tax-id": (
        "shop-tax", "tax classes as bare ids",
        _field("taxClass", lambda v: v["href"].rsplit("/", 1)[1] if isinstance(v, dict) and "href" in v else v),
    ),
    "shop-tax-null": ("shop-tax", "no tax classes", _field("taxClass", lambda _v: None)),
    "shop-sku-null": ("shop-values", "null for no SKU", _field("sku", lambda v: v or None)),
    "shop-sku-number": ("shop-values", "SKUs of digits are numbers", _field("sku", _sku_number)),
    "shop-sku-list": ("shop-values", "SKUs in lists", _field("sku", lambda v: [v])),
    "shop-status-bool": ("shop-values", "status as true", _field("status", lambda v: v == "1")),
    "shop-descriptions-one": ("shop-language", "the first description only, no list", _descriptions(lambda d: d[0])),
    "shop-descriptions-english": ("shop-language", "English descriptions only", _descriptions(lambda d: d[1:])),
    "shop-descriptions-none": ("shop-language", "no descriptions", _descriptions(lambda _d: [])),
    "shop-descriptions-keyed": (
        "shop-language", "descriptions by their languages", _descriptions(lambda d: {"hu": d[0], "en": d[1]})
    ),
    "shop-names-entities": ("shop-language", "names with entities", _names(lambda n: escape(n) if isinstance(n, str) else n)),
    "shop-names-blanks": ("shop-language", "names with blanks around", _names(lambda n: f"  {n} " if isinstance(n, str) else n)),
    "shop-relations-ids": (
        "shop-relations", "categories of products as bare ids", _relations(lambda c: c["href"].rsplit("/", 1)[1])
    ),
    "shop-relations-expanded": (
        "shop-relations", "categories of products as objects",
        _relations(lambda c: {**c, "id": c["href"].rsplit("/", 1)[1], "name": "x"}),
    ),
    "shop-relations-missing": (
        "shop-relations", "relations that lead nowhere", _relations(lambda _c: {"href": "https://x/categories/nincs"})
    ),
    "shop-category-entities": ("shop-category", "category names with entities", _category_names(escape)),
    "shop-category-upper": ("shop-category", "category names in capitals", _category_names(str.upper)),
    "shop-category-unnamed": ("shop-category", "categories without descriptions", _categories(lambda c: c.update(categoryDescriptions=[]))),
    "shop-category-loop": ("shop-category", "every category is its own parent", _categories(lambda c: c.update(parentCategory={"href": c["href"]}))),
    "shop-bom": ("shop-bytes", "a byte order mark", _sent(lambda r: replace(r, body=b"\xef\xbb\xbf" + r.body))),
    "shop-notice": ("shop-bytes", "a notice of PHP before the JSON", _sent(lambda r: replace(r, body=b"Notice: x in y.php\n" + r.body))),
    "shop-notice-behind": ("shop-bytes", "a notice of PHP behind the JSON", _sent(lambda r: replace(r, body=r.body + b"\nNotice: x in y.php"))),
    "shop-indented": ("shop-bytes", "indented JSON", _sent(_whole)),
    "shop-zipped": (
        "shop-bytes", "gzip, as told",
        _sent(lambda r: replace(r, body=gzip.compress(r.body), extra=[("content-encoding", "gzip")])),
    ),
    "shop-busy": ("shop-pace", "every fifth request is too fast", failing("shop/", f.status(429), every=5)),
    "shop-pages-at-times": ("shop-pace", "every ninth answer is a page", failing("shop/", f.html(), every=9)),
    "shop-errors-502": ("shop-pace", "every seventh request gets 502", failing("shop/", f.status(502), every=7)),
    "shop-slow": ("shop-pace", "every answer takes two seconds", failing("shop/", f.own(2))),
    "shop-token-dies": ("shop-token", "every twentieth request gets 401", failing("shop/", f.status(401), every=20)),
}  # fmt: skip

MANNERS: Final[dict[str, Manner]] = {
    name: Manner(aspect, text, adopt) for name, (aspect, text, adopt) in _FORMS.items()
}
