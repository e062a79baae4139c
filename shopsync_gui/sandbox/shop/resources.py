"""The shop's resources: which exist, what they may be asked, and the rows they answer with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from shopsync_gui.sandbox.shop.categories import Category, opaque_id
from shopsync_gui.sandbox.shop.localization import (
    LANGUAGE_EN,
    LANGUAGE_HU,
    Json,
    currencies,
    customer_groups,
    geo_zones,
    languages,
    settings,
    tax_classes,
    tax_rates,
)
from shopsync_gui.sandbox.shop.order_payloads import order_extend, order_product
from shopsync_gui.sandbox.shop.orders import STATUS_IDS, Order
from shopsync_gui.sandbox.shop.pages import Collection, Kind
from shopsync_gui.sandbox.shop.payloads import path_id

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shopsync_gui.sandbox.shop.state import Shop

_DATES: Final[dict[str, Kind]] = {
    "updatedAt": "date", "createdAfter": "datetime", "updatedAfter": "datetime",
    "updatedBefore": "datetime",
}  # fmt: skip
_PRODUCT: Final[dict[str, Kind]] = {
    "innerId": "int", "sku": "text", "published": "status", "parentProductId": "int", **_DATES,
}  # fmt: skip
_ORDER: Final[dict[str, Kind]] = {
    "innerIdMin": "int", "excludeAbandonedCart": "flag", "excludeStorno": "flag",
    "createdAtMin": "datetime", "createdAtMax": "datetime",
}  # fmt: skip
_CREATED: Final[dict[str, Kind]] = {"createdAfter": "datetime", "createdBefore": "datetime"}

COLLECTIONS: Final[dict[str, Collection]] = {
    "productExtend": Collection("product.product:read", "strings", _PRODUCT),
    "products": Collection("product.product:read", "strings", _PRODUCT),
    "categoryExtend": Collection(
        "product.category:read", "strings", {"innerId": "int", **_CREATED}
    ),
    "categories": Collection("product.category:read", "bare", {"innerId": "int"}),
    "languages": Collection(
        "localization.language:read", "bare", {"innerId": "int", "name": "text", "code": "text"}
    ),
    "currencies": Collection("localization.currency:read", "bare", {"code": "text"}),
    "taxClassExtend": Collection("taxClass.taxClass:read", "ints", {}),
    "taxClasses": Collection("taxClass.taxClass:read", "ints", {}),
    "taxRates": Collection("taxClass.taxClass:read", "bare", {"taxClassId": "text"}),
    "geoZones": Collection("localization.location:read", "ints", {}),
    "customerGroups": Collection("customer.customerGroup:read", "bare", {"name": "text"}),
    "settings": Collection("store.setting:read", "strings", {"group": "text", "key": "text"}),
    "domains": Collection("store.domain:read", "bare", {}),
    "orderExtend": Collection("order.order:read", "ints", _ORDER),
    "orderProducts": Collection("order.order:read", "bare", {"orderId": "text"}),
    "orderStatuses": Collection("order.status:read", "bare", {}),
}  # fmt: skip

Row = dict[str, Json]


def rows_of(
    shop: Shop, name: str, filters: dict[str, str], host: str, empty: Json
) -> Sequence[Callable[[], Row]]:
    """The rows of every resource but products, each made only when it is shown."""
    if name in ("categoryExtend", "categories"):
        chosen = [c for c in shop.categories.values() if _category_passes(c, filters)]
        extend = name == "categoryExtend"
        return [_later(category_row, shop, c, host, empty, extend) for c in chosen]
    if name == "orderExtend":
        orders = [o for o in shop.orders if _order_passes(o, filters)]
        return [_later(_order_row, shop, o, host) for o in orders]
    if name == "orderProducts":
        places = [
            (order, index)
            for order in shop.orders
            if filters.get("orderId", order.id) == order.id
            for index in range(len(order.lines))
        ]
        return [_later(order_product, order, index, host, empty) for order, index in places]
    rows = _small(shop, name, host, empty)
    if name == "taxRates" and "taxClassId" in filters:
        wanted = f"{host}/taxClasses/{filters['taxClassId']}"
        rows = [row for row in rows if row["taxClass"] == {"href": wanted}]
    elif name != "taxRates":
        rows = [row for row in rows if all(row.get(k) == v for k, v in filters.items())]
    return [_later(dict, row) for row in rows]


def _later(make: Callable[..., Row], *arguments: object) -> Callable[[], Row]:
    return lambda: make(*arguments)


def _small(shop: Shop, name: str, host: str, empty: Json) -> list[Row]:
    currency = shop.config.currency
    match name:
        case "languages":
            return languages(host, empty)
        case "currencies":
            return currencies(host, empty, currency)
        case "taxClassExtend" | "taxClasses":
            return tax_classes(host, empty, extend=name == "taxClassExtend")
        case "taxRates":
            return [row for rates in tax_rates(host).values() for row in rates]
        case "geoZones":
            return geo_zones(host)
        case "customerGroups":
            return customer_groups(host)
        case "settings":
            return settings(host, shop.config.shop_name, currency)
        case _:
            return [_status_row(host, own) for own in STATUS_IDS.values()]


def _status_row(host: str, own: str) -> Row:
    described: Json = {"href": f"{host}/orderStatusDescriptions?orderStatusId={own}"}
    return {"href": f"{host}/orderStatuses/{own}", "id": own, "orderStatusDescriptions": described}


def _order_row(shop: Shop, order: Order, host: str) -> Row:
    return order_extend(shop, order, host, single=False)


def _category_passes(category: Category, filters: dict[str, str]) -> bool:
    if filters.get("innerId", str(category.inner_id)) != str(category.inner_id):
        return False
    after, before = filters.get("createdAfter", ""), filters.get("createdBefore", "9")
    return after < category.updated < before


def _order_passes(order: Order, filters: dict[str, str]) -> bool:
    if filters.get("excludeAbandonedCart") == "1" and order.status == "abandoned":
        return False
    if filters.get("excludeStorno") == "1" and order.status == "storno":
        return False
    if order.inner_id < int(filters.get("innerIdMin", 0)):
        return False
    first, last = filters.get("createdAtMin", ""), filters.get("createdAtMax", "9")
    return first <= order.created <= last


def category_row(shop: Shop, category: Category, host: str, empty: Json, extend: bool) -> Row:
    """One category; the plain resource has links where the extended one has contents."""
    link = path_id(category.id)
    parent: Json = empty
    if category.parent is not None:
        parent = {"href": f"{host}/categories/{path_id(shop.category_id(category.parent))}"}
    path = "categoryExtend" if extend else "categories"
    row: Row = {
        "href": f"{host}/{path}/{link}", "id": category.id, "innerId": str(category.inner_id),
        "picture": empty, "sortOrder": str(category.sort_order), "status": str(category.status),
        "productsStatus": "1", "groupCode": empty, "dateCreated": category.updated,
        "dateUpdated": category.updated, "parentCategory": parent, "centralCategory": empty,
        "customerGroups": {"href": f"{host}/{path}/{link}/customerGroups"},
    }  # fmt: skip
    if not extend:
        return row | {
            "multiplier": "0.0000",
            "categoryDescriptions": {"href": f"{host}/categoryDescriptions?categoryId={link}"},
            "categoryCustomerGroupRelations": {
                "href": f"{host}/categoryCustomerGroupRelations?categoryId={link}"
            },
        }
    alias = opaque_id("urlAlias", f"url_alias_id={category.inner_id}")
    own: Json = {"href": f"{host}/categories/{link}"}
    language: Json = {"href": f"{host}/languages/{LANGUAGE_HU}"}
    aliases: Json = empty
    if category.inner_id % 3:
        aliases = {
            "href": f"{host}/urlAliases/{alias}", "id": alias, "type": "CATEGORY",
            "urlAlias": f"kategoria_{category.inner_id}", "urlAliasEntity": own,
            "language": language,
        }  # fmt: skip
    return row | {
        "categoryDescriptions": [
            _category_description(category, host, own, empty, hungarian) for hungarian in (0, 1)
        ],
        "categoryCustomerGroupRelations": [],
        "urlAliases": aliases,
    }


def _category_description(
    category: Category, host: str, own: Json, empty: Json, hungarian: int
) -> Row:
    text = f"category_id={category.inner_id}&language_id={2 - hungarian}"
    row_id = opaque_id("categoryDescription", text)
    language = LANGUAGE_HU if hungarian else LANGUAGE_EN
    return {
        "href": f"{host}/categoryDescriptions/{row_id}", "id": row_id,
        "name": category.name if hungarian else category.name_en, "metaKeywords": empty,
        "metaDescription": empty, "description": empty, "customTitle": empty,
        "robotsMetaTag": "0", "footerSeoText": empty, "heading": empty, "shortDescription": empty,
        "category": own, "language": {"href": f"{host}/languages/{language}"},
    }  # fmt: skip


def dump(row: object) -> str:
    """JSON text of a row."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))
