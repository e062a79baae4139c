"""Filters of products, quick where the generated catalogue allows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.sandbox.shop.catalogue import LAST_BASE_UPDATE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shopsync_gui.sandbox.shop.product import Product
    from shopsync_gui.sandbox.shop.state import Shop


def select_products(shop: Shop, filters: dict[str, str]) -> Sequence[int]:
    """Keys of the products that pass every filter, in the order of the shop's list."""
    everything = shop.keys()
    if not filters:
        return everything
    candidates = _candidates(shop, filters)
    if candidates is None:
        keys = everything
    else:
        keys = [key for key in everything if key in candidates] if candidates else []
    wanted_sku = filters.get("sku")
    chosen = []
    for key in keys:
        generated = wanted_sku is not None and key not in shop.edited
        if generated and shop.catalogue.sku(key) != wanted_sku:
            continue
        if _passes(shop, shop.product(key), filters):
            chosen.append(key)
    return chosen


def _candidates(shop: Shop, filters: dict[str, str]) -> set[int] | None:
    """The only keys that can pass, or None when every product must be looked at."""
    after = max(filters.get("updatedAfter", ""), filters.get("createdAfter", ""))
    if after >= LAST_BASE_UPDATE.isoformat():
        return set(shop.edited)
    if "innerId" in filters:
        return {int(filters["innerId"]) - 10_001} | set(shop.edited)
    if "parentProductId" in filters:
        parent = int(filters["parentProductId"]) - 10_001
        return {parent, parent + 1, parent + 2, parent + 3} | set(shop.edited)
    return None


def _passes(shop: Shop, product: Product, filters: dict[str, str]) -> bool:
    for name, value in filters.items():
        match name:
            case "innerId":
                passes = str(product.inner_id) == value
            case "sku":
                passes = product.sku == value
            case "published":
                passes = str(product.status) == value
            case "updatedAt":
                passes = product.updated.startswith(value)
            case "createdAfter":
                passes = product.created > value
            case "updatedAfter":
                passes = product.updated > value
            case "updatedBefore":
                passes = product.updated < value
            case _:
                parent = product.key if product.parent is None else product.parent
                passes = str(shop.product(parent).inner_id) == value
        if not passes:
            return False
    return True
