"""Products as other shops have them, and what the shop says otherwise on the second day."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.manners.account_transport import failing
from shopsync_gui.sandbox.manners.manner import Adopt, Manner, responses, shop_payloads
from shopsync_gui.sandbox.manners.shop_lists import PRODUCTS, each, items_of, products

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.sandbox.app import Sandbox
    from shopsync_gui.sandbox.asgi import Request, Response


_DAY: Final = 80_000.0
_PRICES: Final = ("net", "netOriginal", "netSpecial", "gross", "grossOriginal", "grossSpecial")


def _every(step: int, change: Callable[[Any], None]) -> Adopt:
    """Change every so manieth product, by its inner id."""
    return products(lambda item: change(item) if int(item["innerId"]) % step == 0 else None)


def _next_day(adopt: Adopt) -> Adopt:
    """Take it on at the first request of the second day."""

    def prepare(sandbox: Sandbox) -> None:
        begun = False

        def change(request: Request) -> Request:
            nonlocal begun
            if not begun and sandbox.clock.now() > _DAY:
                begun = True
                adopt(sandbox)
            return request

        sandbox.edge.ask.append(change)

    return prepare


def _second_language_only(item: Any) -> None:
    if isinstance(item.get("productDescriptions"), list):
        item["productDescriptions"] = item["productDescriptions"][1:]


def _named(name: object) -> Callable[[Any], None]:
    def change(item: Any) -> None:
        for description in item.get("productDescriptions") or []:
            description["name"] = name

    return change


def _names(change: Callable[[str], str]) -> Adopt:
    def alter(item: Any) -> None:
        for description in item.get("productDescriptions") or []:
            if isinstance(description, dict) and description.get("name"):
                description["name"] = change(description["name"])

    return products(alter)


def _variant(item: Any) -> None:
    """Make it a variant of the product before it, without a SKU of its own."""
    item["sku"] = ""
    item["parentProduct"] = {"href": item["href"], "id": item["id"]}


def _groups(item: Any) -> None:
    """Add prices of three more groups before the default one."""
    prices = item.get("productPrices") or []
    if not prices:
        return
    more = []
    for number in (41, 42, 43):
        price = json.loads(json.dumps(prices[0]))
        price["customerGroup"].update(id=f"Z3JvdXA9{number}", default=False)
        for key in _PRICES:
            if price.get(key) is not None:
                price[key] = f"{float(price[key]) * 0.8:.4f}"
        more.append(price)
    item["productPrices"] = more + prices


def _prices(change: Callable[[Any], None]) -> Adopt:
    def alter(item: Any) -> None:
        for price in item.get("productPrices") or []:
            change(price)

    return products(alter)


def _cleared(*keys: str, value: object = None) -> Callable[[Any], None]:
    return lambda price: price.update({key: value for key in keys if key in price})


def _replaced(old: object, new: object) -> Callable[[Request, Any], Any]:
    """Write one kind of nothing for another, everywhere; `...` leaves the key out."""

    def alter(value: Any) -> Any:
        if isinstance(value, dict):
            kept = {k: v for k, v in value.items() if new is not ... or v != old or v in (0, False)}
            return {k: alter(v) for k, v in kept.items()}
        if isinstance(value, list):
            return [alter(v) for v in value]
        return new if value == old and type(value) is type(old) else value

    return lambda _request, payload: alter(payload)


def _dates(change: Callable[[datetime], str]) -> Adopt:
    def alter(item: Any) -> None:
        item["dateUpdated"] = change(datetime.fromisoformat(item["dateUpdated"]))

    return products(alter)


def _dated(date: str) -> Adopt:
    """Send another Date header."""

    def alter(request: Request, response: Response) -> Response:
        if request.segments[:1] == ("shop",):
            response.extra.append(("date", date))
        return response

    return responses(alter)


def _half(_request: Request, payload: Any) -> Any:
    """List every other product only, and count them so."""
    if isinstance(payload, dict) and len(items_of(payload)) > 2:
        payload["items"] = items_of(payload)[::2]
    return payload


def _empty(_request: Request, payload: Any) -> Any:
    if isinstance(payload, dict) and "items" in payload:
        return {**payload, "items": [], "pageCount": "0"}
    return payload


def _relations(change: Callable[[list[Any]], object]) -> Adopt:
    def alter(item: Any) -> None:
        found = item.get("productCategoryRelations")
        if isinstance(found, list):
            item["productCategoryRelations"] = change(found)

    return products(alter)


def _categories(change: Callable[[Any], None]) -> Adopt:
    def alter(item: Any) -> None:
        if isinstance(item, dict):
            change(item)

    return shop_payloads("shop/categoryExtend", each(alter))


def _blanks_around(item: Any) -> None:
    for description in item.get("categoryDescriptions") or []:
        if isinstance(description, dict) and description.get("name"):
            description["name"] = f" {description['name']} "


def _wrapped(_request: Request, payload: Any) -> Any:
    return {"data": payload}


_PRODUCTS: Final[dict[str, tuple[str, str, Adopt]]] = {
    "shop-some-english-only": ("shop-language", "every third product in English only", _every(3, _second_language_only)),
    "shop-some-unnamed": ("shop-language", "every ninth product has no name", _every(9, _named(""))),
    "shop-some-named-null": ("shop-language", "names of every ninth product are null", _every(9, _named(None))),
    "shop-some-without-descriptions": (
        "shop-language", "every ninth product has no description", _every(9, _cleared("productDescriptions", value=[]))
    ),
    "shop-names-hard-blanks": ("shop-language", "hard blanks around names", _names(lambda t: f"\u00a0{t}\u00a0")),
    "shop-variants": ("shop-values", "every tenth product is a variant without a SKU", _every(10, _variant)),
    "shop-skus-padded": ("shop-values", "blanks after SKUs", products(lambda i: i.update(sku=f"{i['sku']}  "))),
    "shop-skus-hard-blanks": ("shop-values", "a hard blank before SKUs", products(
        lambda i: i.update(sku=f"\u00a0{i['sku']}" if i["sku"] else ""))),
    "shop-prices-more-groups": ("shop-group", "prices of three more groups come first", products(_groups)),
    "shop-prices-group-null": ("shop-group", "the group of prices is null", _prices(_cleared("customerGroup"))),
    "shop-prices-net-only": ("shop-prices", "no gross prices", _prices(_cleared("gross", "grossOriginal", "grossSpecial"))),
    "shop-prices-gross-only": ("shop-prices", "no net prices", _prices(_cleared("net", "netOriginal", "netSpecial"))),
    "shop-prices-gross-zero": ("shop-prices", "gross prices of 0", _prices(
        _cleared("gross", "grossOriginal", "grossSpecial", value="0.0000"))),
    "shop-tax-some-null": ("shop-tax", "every third product has no tax class", _every(3, _cleared("taxClass"))),
    "shop-stock-words": ("shop-values", "the stock in words", products(lambda i: i.update(
        {k: "5 db" for k in i if k.startswith("stock")}))),
    "shop-status-words": ("shop-values", "enabled for 1", products(
        lambda i: i.update(status="enabled" if i["status"] == "1" else "disabled"))),
    "shop-images-null": ("shop-values", "no pictures", products(_cleared("mainPicture", "imageAlt", "allImages"))),
    "shop-missing-for-null": ("shop-values", "what is null is left out", shop_payloads(PRODUCTS, _replaced(None, ...))),
    "shop-empty-for-null": ("shop-values", '"" for null', shop_payloads(PRODUCTS, _replaced(None, ""))),
    "shop-null-for-empty": ("shop-values", 'null for ""', shop_payloads("shop/", _replaced("", None))),
    "shop-dates-utc": ("shop-values", "dates an hour behind", _dates(lambda t: (t - timedelta(hours=1)).isoformat())),
    "shop-dates-ahead": ("shop-values", "dates two hours ahead", _dates(lambda t: (t + timedelta(hours=2)).isoformat())),
    "shop-dates-z": ("shop-values", "dates with Z", _dates(lambda t: f"{t.isoformat()}Z")),
    "shop-dates-fraction": ("shop-values", "dates with fractions", _dates(lambda t: f"{t.isoformat()}.123456")),
    "shop-dates-hungarian": ("shop-values", "2026.11.02. 08:00", _dates(lambda t: t.strftime("%Y.%m.%d. %H:%M"))),
    "shop-clock-unreadable": ("shop-clock", "the Date of answers is no date", _dated("ma")),
    "shop-clock-1970": ("shop-clock", "the Date of answers is in 1970", _dated("Thu, 01 Jan 1970 00:00:00 GMT")),
    "shop-clock-2099": ("shop-clock", "the Date of answers is in 2099", _dated("Thu, 01 Jan 2099 00:00:00 GMT")),
    "shop-relations-twice": ("shop-relations", "each category of a product twice", _relations(lambda r: [*r, *r])),
    "shop-relations-null": ("shop-relations", "null for no categories", _relations(lambda r: r or None)),
    "shop-relations-one": ("shop-relations", "one category is no list", _relations(lambda r: r[0] if len(r) == 1 else r)),
    "shop-category-disabled": ("shop-category", "every category is disabled", _categories(lambda c: c.update(status="0"))),
    "shop-category-blanks": ("shop-category", "blanks around names of categories", _categories(_blanks_around)),
    "shop-token-dies-soon": ("shop-token", "every tenth request gets 401", failing("shop/", f.status(401), every=10)),
}  # fmt: skip


_NEXT_DAY: Final[dict[str, tuple[str, Adopt]]] = {
    "wrapped": ("payloads are below data", shop_payloads("shop/", _wrapped)),
    "prices-comma": ("prices have a comma", _prices(lambda p: p.update(
        {k: p[k].replace(".", ",") for k in _PRICES if isinstance(p.get(k), str)}))),
    "half": ("every other product is missing", shop_payloads(PRODUCTS, _half)),
    "empty": ("it has no products", shop_payloads(PRODUCTS, _empty)),
    "skus-empty": ("no product has a SKU", products(lambda i: i.update(sku=""))),
    "names-english": ("products are in English only", products(_second_language_only)),
    "prices-tenfold": ("prices are ten times as high", _prices(lambda p: p.update(
        {k: f"{float(p[k]) * 10:.4f}" for k in _PRICES if p.get(k) is not None}))),
    "currency-eur": ("prices are in EUR", _prices(lambda p: p.update(currencyCode="EUR"))),
    "tax-null": ("products have no tax class", products(_cleared("taxClass"))),
    "categories-unnamed": ("categories have no name", _categories(lambda c: c.update(categoryDescriptions=[]))),
}  # fmt: skip


MANNERS: Final[dict[str, Manner]] = {
    **{name: Manner(aspect, text, adopt) for name, (aspect, text, adopt) in _PRODUCTS.items()},
    **{
        f"shop-next-day-{name}": Manner("shop-next-day", f"on the second day {text}", _next_day(adopt))
        for name, (text, adopt) in _NEXT_DAY.items()
    },
    "shop-token-5s": Manner("shop-token", "a token lasts 5 s", config={"token_seconds": 5}),
}  # fmt: skip
