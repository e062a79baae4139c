"""Values as the shop writes them: taxes, languages, groups, prices, tokens and texts."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from shopsync_gui.sandbox.config import ALL_SCOPES
from shopsync_gui.sandbox.edge import json_answer
from shopsync_gui.sandbox.manners.manner import Adopt, Manner, responses, shop_payloads
from shopsync_gui.sandbox.manners.shop_lists import PRODUCTS, each

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.sandbox.app import Sandbox
    from shopsync_gui.sandbox.asgi import Request, Response

# --- taxes, languages, groups -----------------------------------------------------------------


def _taxes(change: Callable[[Any], None]) -> Adopt:
    return shop_payloads("shop/taxClassExtend", each(change))


def _without_rates(item: Any) -> None:
    item["taxRates"] = []


def _rates(form: Callable[[str], object]) -> Callable[[Any], None]:
    def alter(item: Any) -> None:
        for rate in item["taxRates"] or []:
            rate["rate"] = form(rate["rate"])

    return alter


def _many_zones(item: Any) -> None:
    rates = item["taxRates"] or []
    foreign = [{**rate, "rate": "25.0000", "priority": "9", "geoZone": {"href": "x/geoZones/eA"}}
               for rate in rates[-1:]]  # fmt: skip
    item["taxRates"] = foreign + rates


def _language(codes: dict[str, str], setting: str = "") -> Adopt:
    def alter(item: Any) -> None:
        item["code"] = codes.get(item["code"], item["code"])

    def set_language(item: Any) -> None:
        if item["key"] == "config_language" and setting:
            item["value"] = setting

    def adopt(sandbox: Sandbox) -> None:
        shop_payloads("shop/languages", each(alter))(sandbox)
        shop_payloads("shop/settings", each(set_language))(sandbox)
        shop_payloads(PRODUCTS, each(_english_first))(sandbox)

    return adopt


def _english_first(item: Any) -> None:
    if isinstance(item.get("productDescriptions"), list):
        item["productDescriptions"].reverse()


def _unflagged(item: Any) -> None:
    """Mark no group as the default, and put the one with a discount first."""
    prices = item.get("productPrices") or []
    for price in prices:
        price["customerGroup"]["default"] = False
    item["productPrices"] = prices[::-1]


def _group(value: Callable[[str], str]) -> Adopt:
    def alter(item: Any) -> None:
        if item["key"] == "config_customer_group_id":
            item["value"] = value(item["value"])

    def adopt(sandbox: Sandbox) -> None:
        shop_payloads(PRODUCTS, each(_unflagged))(sandbox)
        shop_payloads("shop/settings", each(alter))(sandbox)

    return adopt


def _without(*scopes: str) -> dict[str, Any]:
    return {"scopes": tuple(scope for scope in ALL_SCOPES if scope not in scopes)}


# --- prices -----------------------------------------------------------------------------------


def _prices(change: Callable[[Any], None]) -> Adopt:
    def alter(item: Any) -> None:
        for price in item.get("productPrices") or []:
            change(price)

    return shop_payloads(PRODUCTS, each(alter))


_PRICE_KEYS: Final = ("net", "netOriginal", "netSpecial", "gross", "grossOriginal", "grossSpecial")


def _written(form: Callable[[str], str]) -> Callable[[Any], None]:
    def alter(price: Any) -> None:
        for key in _PRICE_KEYS:
            if price[key] is not None:
                price[key] = form(price[key])

    return alter


def _without_prices(item: Any) -> None:
    item["productPrices"] = []


def _special(begin: str, end: str) -> Adopt:
    """Give every product a special with these dates; the computed prices know nothing of it."""

    def alter(item: Any) -> None:
        if "sku" in item:
            item["productSpecials"] = [
                {"priority": "1", "price": "1.0000", "dateFrom": begin, "dateTo": end,
                 "minQuantity": "0", "maxQuantity": "0", "customerGroup": None}
            ]  # fmt: skip

    return shop_payloads(PRODUCTS, each(alter))


# --- tokens and texts -------------------------------------------------------------------------


def _claims(change: Callable[[dict[str, Any]], dict[str, Any]]) -> Adopt:
    def adopt(sandbox: Sandbox) -> None:
        sandbox.tokens.claims = change

    return adopt


def _token_answer(change: Callable[[dict[str, Any]], dict[str, Any]]) -> Adopt:
    def alter(request: Request, response: Response) -> Response:
        if request.segments[:1] != ("oauth",) or response.status != 200:
            return response
        return json_answer(change(json.loads(response.body)))

    return responses(alter)


def _opaque(sandbox: Sandbox) -> None:
    sandbox.tokens.opaque = True


def _only_text(claims: dict[str, Any]) -> dict[str, Any]:
    return {**claims, "scopes": " ".join(claims["scopes"])}


def _renamed(claims: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in claims.items() if key != "scopes"}
    return {**kept, "scope": claims["scopes"]}


def _bare_numbers(value: Any, key: str = "") -> Any:
    """Write digits as numbers, except in what is text."""
    if isinstance(value, dict):
        return {name: _bare_numbers(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_bare_numbers(inner, key) for inner in value]
    if isinstance(value, str) and value.isdecimal() and key not in ("sku", "name", "id", "value"):
        return int(value)
    return value


def _nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _nulls(inner) for name, inner in value.items()} or None
    if isinstance(value, list):
        return [_nulls(inner) for inner in value] or None
    return value


def _escaped(request: Request, response: Response) -> Response:
    if request.segments[:1] != ("shop",) or response.status != 200 or not response.body:
        return response
    text = json.dumps(json.loads(response.body)).replace("/", "\\/")
    return replace(response, body=text.encode())


def _dates(form: Callable[[str], str]) -> Adopt:
    def alter(item: Any) -> None:
        if isinstance(item.get("dateUpdated"), str):
            item["dateUpdated"] = form(item["dateUpdated"])

    return shop_payloads(PRODUCTS, each(alter))


def _encoded(text: str) -> str:
    return b64encode(b"8").decode() if text else text


_VALUES: Final[dict[str, tuple[str, str, Adopt]]] = {
    "shop-tax-without-rates": ("shop-tax", "tax classes without rates", _taxes(_without_rates)),
    "shop-tax-whole": ("shop-tax", '"27" for a rate', _taxes(_rates(lambda t: t.split(".")[0]))),
    "shop-tax-percent": ("shop-tax", '"27%" for a rate', _taxes(_rates(lambda t: f"{float(t):g}%"))),
    "shop-tax-comma": ("shop-tax", '"27,0000"', _taxes(_rates(lambda t: t.replace(".", ",")))),
    "shop-tax-number": ("shop-tax", "27 for a rate", _taxes(_rates(float))),
    "shop-tax-many-zones": ("shop-tax", "a foreign rate first in every class", _taxes(_many_zones)),
    "shop-language-hu-hu": ("shop-language", "hu_HU for Hungarian", _language({"hu": "hu_HU"})),
    "shop-language-hu-dash": ("shop-language", "hu-HU for Hungarian", _language({"hu": "hu-HU"})),
    "shop-language-capitals": ("shop-language", "HU for Hungarian", _language({"hu": "HU"})),
    "shop-language-own-code": (
        "shop-language", "config_language names a code of the shop's own",
        _language({"hu": "magyar", "en": "angol"}, "magyar"),
    ),
    "shop-language-english-first": ("shop-language", "English descriptions first", _language({})),
    "shop-group-unflagged": ("shop-group", "no default group, its id in settings", _group(str)),
    "shop-group-inner-id": ("shop-group", "the inner id in settings", _group(lambda _t: "8")),
    "shop-group-base64": ("shop-group", "the inner id as base64", _group(_encoded)),
    "shop-prices-comma": ("shop-prices", '"1900,00"', _prices(_written(lambda t: t.replace(".", ",")))),
    "shop-prices-hungarian": (
        "shop-prices", '"1 900,00"',
        _prices(_written(lambda t: f"{float(t):,.2f}".replace(",", " ").replace(".", ","))),
    ),
    "shop-prices-three-decimals": (
        "shop-prices", '"1900.000"', _prices(_written(lambda t: f"{float(t):.3f}"))
    ),
    "shop-prices-missing": (
        "shop-prices", "no computed prices", shop_payloads(PRODUCTS, each(_without_prices))
    ),
    "shop-special-past": (
        "shop-prices", "specials that are over",
        _special("2020-01-01 00:00:00", "2020-02-01 00:00:00"),
    ),
    "shop-special-future": (
        "shop-prices", "specials that have not begun",
        _special("2090-01-01 00:00:00", "2090-02-01 00:00:00"),
    ),
    "shop-token-text-scopes": ("shop-token", "scopes as one text", _claims(_only_text)),
    "shop-token-scope": ("shop-token", "scopes under scope", _claims(_renamed)),
    "shop-token-prefixed": (
        "shop-token", "scopes with mcp. before them",
        _claims(lambda c: {**c, "scopes": [f"mcp.{s}" for s in c["scopes"]]}),
    ),
    "shop-token-without-scopes": (
        "shop-token", "no scopes told", _claims(lambda c: {k: c[k] for k in c if k != "scopes"})
    ),
    "shop-token-opaque": ("shop-token", "a token that is no JWT", _opaque),
    "shop-token-lasting-text": (
        "shop-token", "expires_in as text",
        _token_answer(lambda a: {**a, "expires_in": str(a["expires_in"])}),
    ),
    "shop-token-lasting-unknown": (
        "shop-token", "no expires_in", _token_answer(lambda a: {k: a[k] for k in a if k != "expires_in"})
    ),
    "shop-token-lower": (
        "shop-token", "token_type bearer", _token_answer(lambda a: {**a, "token_type": "bearer"})
    ),
    "shop-numbers-bare": (
        "shop-values", "digits as numbers", shop_payloads("shop/", lambda _r, p: _bare_numbers(p))
    ),
    "shop-nulls": ("shop-values", "null for all that is empty", shop_payloads(PRODUCTS, lambda _r, p: _nulls(p))),
    "shop-escaped": ("shop-values", "accents and slashes are escaped", responses(_escaped)),
    "shop-dates-spaced": ("shop-values", "dates with a blank", _dates(lambda t: t.replace("T", " "))),
    "shop-dates-zoned": ("shop-values", "dates with a zone", _dates(lambda t: f"{t}+01:00")),
}  # fmt: skip

_CONFIGURED: Final[dict[str, tuple[str, str, dict[str, Any]]]] = {
    "shop-net-with-special": ("shop-prices", "net is the special", {"net_contains_special": True}),
    "shop-ron": ("shop-currency", "prices in RON", {"currency": "RON"}),
    "shop-without-tax-scope": (
        "shop-tax", "tax classes may not be read", _without("taxClass.taxClass:read")
    ),
    "shop-without-zones-scope": (
        "shop-tax", "zones may not be read", _without("localization.location:read")
    ),
    "shop-without-language-scope": (
        "shop-language", "languages may not be read", _without("localization.language:read")
    ),
    "shop-without-currency-scope": (
        "shop-currency", "currencies may not be read", _without("localization.currency:read")
    ),
    "shop-without-settings-scope": (
        "shop-group", "settings may not be read", _without("store.setting:read", "store.domain:read")
    ),
}  # fmt: skip

MANNERS: Final[dict[str, Manner]] = {
    **{name: Manner(aspect, text, adopt) for name, (aspect, text, adopt) in _VALUES.items()},
    **{
        name: Manner(aspect, text, config=config)
        for name, (aspect, text, config) in _CONFIGURED.items()
    },
}
