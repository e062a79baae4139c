"""The sandbox's payloads have every key of the vendor's own samples, with values of a compatible kind."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests import official
from tests.sandbox.visitor import Visitor, visit

EMPTY: tuple[Any, ...] = ({}, [], "", None)
pytestmark = official.needs_samples


def sample(name: str) -> Any:
    return json.loads(official.sample(name))


def differences(theirs: Any, ours: Any, where: str = "") -> list[str]:
    """Keys we lack and values of another kind; an empty value fits everything."""
    if any(theirs == empty for empty in EMPTY) or any(ours == empty for empty in EMPTY):
        return []
    if where.endswith(".productAttributeExtend[].value"):  # a list or an object, by type
        return []
    if type(theirs) is not type(ours):
        return [f"{where}: {type(theirs).__name__} but we have {type(ours).__name__}"]
    if isinstance(theirs, dict):
        found = [f"{where}.{key}: missing" for key in theirs if key not in ours]
        for key in theirs.keys() & ours.keys():
            found += differences(theirs[key], ours[key], f"{where}.{key}")
        return found
    if isinstance(theirs, list):
        return differences(theirs[0], ours[0], f"{where}[]")
    return []


PAGES = {
    "productExtend": "product_extend.get_page",
    "products": "product.get_page",
    "categoryExtend": "category_extend.get_page",
    "categories": "category.get_page",
    "languages": "language.get_page",
    "currencies": "currency.get_page",
    "taxClassExtend": "tax_class_extend.get_page",
    "taxClasses": "tax_class.get_page",
    "taxRates": "tax_rate.get_page",
    "geoZones": "geo_zone.get_page",
    "customerGroups": "customer_group.get_page",
    "settings": "setting.get_page",
    "domains": "domain.get_page",
    "orderExtend": "order_extend.get_page",
    "orderProducts": "order_product.get_page",
    "orderStatuses": "order_status.get_page",
}
SINGLES = {
    "productExtend": "product_extend.get_id",
    "products": "product.get_id",
    "categoryExtend": "category_extend.get_id",
    "categories": "category.get_id",
    "languages": "language.get_id",
    "currencies": "currency.get_id",
    "taxClassExtend": "tax_class_extend.get_id",
    "taxClasses": "tax_class.get_id",
    "taxRates": "tax_rate.get_id",
    "geoZones": "geo_zone.get_id",
    "customerGroups": "customer_group.get_id",
    "settings": "setting.get_id",
    "orderExtend": "order_extend.get_id",
    "orderProducts": "order_product.get_id",
    "orderStatuses": "order_status.get_id",
}


@pytest.mark.parametrize("resource", PAGES)
def test_page_has_every_key_of_the_sample(resource: str) -> None:
    theirs = sample(PAGES[resource])
    items = theirs.get("items")
    full = isinstance(items, list) and len(items[0]) > 1

    async def story(visitor: Visitor) -> None:
        ours = await visitor.get(
            resource if resource == "domains" else f"{resource}?full={int(full)}"
        )
        assert differences(theirs, ours) == []
        for paging in ("page", "limit", "pageCount"):
            assert type(ours.get(paging)) is type(theirs.get(paging)), paging

    visit(story)


@pytest.mark.parametrize("resource", SINGLES)
def test_single_item_has_every_key_of_the_sample(resource: str) -> None:
    async def story(visitor: Visitor) -> None:
        page = await visitor.get(f"{resource}?limit=3")
        own = page["items"][-1]["href"].rpartition("/")[2]
        ours = await visitor.get(f"{resource}/{own}")
        assert differences(sample(SINGLES[resource]), ours) == []
        assert ours["id"] == own

    visit(story)
