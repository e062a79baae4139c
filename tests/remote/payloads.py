"""A product as the shop's list of products holds it, with any field otherwise, and what is read from it."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import httpx

from shopsync_gui.core.catalogue import ShopProduct
from shopsync_gui.core.products.shop_profile import ShopProfile
from shopsync_gui.remote.shop import payloads as p
from shopsync_gui.remote.shop.normaliser import Normaliser
from shopsync_gui.remote.shop.pages import PageReader
from shopsync_gui.remote.transport.response import Response
from tests.remote.answers import NOW, page_of

HU, EN = "bGFuZ3U9MQ==", "bGFuZ3U9Mg=="
FACTS = ShopProfile(
    title="Bolt",
    identity="bemutato",
    currency="HUF",
    domain="www.bemutato.example",
    languages={HU: "hu", EN: "en"},
    vat_by_tax_class={"t27": Decimal(27)},
    customer_group="g8",
)


def link(kind: str, ref: str) -> dict[str, str]:
    return {"href": f"http://bemutato.api.myshoprenter.hu/{kind}/{ref}"}


def price(net: Any = "1000", default: Any = True, group: str = "g8", **fields: Any) -> Any:
    whole = {
        "customerGroup": {"id": group, "innerId": 8, "default": default},
        "net": net,
        "netOriginal": net,
        "netSpecial": None,
        "gross": "1270",
        "grossOriginal": "1270",
        "grossSpecial": None,
        "currencyCode": "HUF",
    }
    return whole | fields


def payload(**fields: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "href": "http://bemutato.api.myshoprenter.hu/productExtend/cHJvZA==",
        "id": "cHJvZA==",
        "innerId": "17",
        "sku": "ABC-1",
        "status": "1",
        "price": "1000.0000",
        "multiplier": "1.0000",
        "taxClass": link("taxClasses", "t27"),
        "productDescriptions": [
            {"name": "Bögre", "language": link("languages", HU)},
            {"name": "Mug", "language": link("languages", EN)},
        ],
        "productPrices": [price()],
    }
    return whole | fields


def normalised(
    language: str = "hu", facts: ShopProfile = FACTS, *, here: bool = False, **fields: Any
) -> ShopProduct:
    body = json.dumps(page_of(payload(**fields))).encode()
    headers = httpx.Headers({"content-type": "application/json"})
    page = PageReader(p.Product).page(Response(200, headers, body))
    assert page.bad == []
    return Normaliser(facts, language, lambda: NOW, here=here).product(page.items[0])


EMPTIES: list[Any] = [{}, [], "", None]
