"""Reads over the whole catalogue: categories with their counts, and SKUs that need attention."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.catalogue import NOT_IN_SHOP, ProductState, sku_key
from shopsync_gui.store.database.codecs import json_list

if TYPE_CHECKING:
    from shopsync_gui.store.database.database import Database
    from shopsync_gui.store.products.account_names import AccountNames


class CategoryCount(msgspec.Struct, frozen=True, kw_only=True):
    """A category of a shop; `parent` is a local id.

    `products` is how many different products stand in it or in a category below it.
    """

    id: int
    connection_id: int
    parent: int | None
    name: str
    #: Its name in the account, as the list shows it.
    label: str
    enabled: bool
    products: int


class SkuTrouble(StrEnum):
    """The troubles a SKU can have."""

    MISSING = "missing"
    DOUBLE = "double"
    NEARLY_DOUBLE = "nearly_double"
    DELETED = "deleted"


class SkuProduct(msgspec.Struct, frozen=True, kw_only=True):
    """A product whose SKU needs attention."""

    id: int
    connection_id: int
    sku: str
    name: str
    state: ProductState
    inner_id: str
    page: str


class SkuGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Products that stand in each other's way, or one that has no SKU."""

    trouble: SkuTrouble
    products: tuple[SkuProduct, ...]


#: A circle of categories comes to its end here, as UNION takes each pair once.
_CATEGORIES = """
WITH RECURSIVE
shown (id, parent) AS MATERIALIZED (
    SELECT c.id, p.id FROM category c LEFT JOIN category p ON p.connection_id = c.connection_id
    AND p.ref = c.parent_ref AND p.id != c.id
    WHERE c.name != '' AND (c.present = 1
    OR EXISTS (SELECT 1 FROM product_category pc WHERE pc.category_id = c.id))
),
below (id, inner_id) AS MATERIALIZED (
    SELECT id, id FROM shown
    UNION SELECT below.id, shown.id FROM below JOIN shown ON shown.parent = below.inner_id
)
SELECT c.id, c.connection_id, shown.parent, c.ref, c.name, c.enabled, (
    SELECT count(DISTINCT pc.product_id) FROM below
    JOIN product_category pc ON pc.category_id = below.inner_id WHERE below.id = shown.id
) FROM shown JOIN category c ON c.id = shown.id ORDER BY c.id
"""


#: SKUs of several products, whatever the case of their English letters.
_SHARED_SKUS = "SELECT sku FROM product GROUP BY sku COLLATE NOCASE HAVING count(*) > 1"
#: SKUs that `sku_key` may make something else of than their lower case; as often as they occur.
_UNUSUAL_SKUS = (
    "SELECT sku FROM product WHERE sku = '' OR sku <> trim(sku)"
    " OR instr(sku, '  ') OR length(sku) <> octet_length(sku)"
    " OR sku GLOB '*[' || char(1) || '-' || char(31) || ']*'"
)
_PRODUCTS_OF_SKUS = (
    "SELECT id, connection_id, sku, name, state, inner_id, page FROM product"
    " WHERE sku COLLATE NOCASE IN (SELECT value FROM json_each(?))"
    " ORDER BY connection_id, name_sort, id"
)


class Overview:
    """Numbers over the whole catalogue; they take as long as the catalogue is large."""

    def __init__(self, database: Database, account_names: AccountNames) -> None:
        self._db = database
        self._names = account_names

    def categories(self) -> list[CategoryCount]:
        """Categories of all shops that are there or still have products."""
        rows = self._db.rows(_CATEGORIES)
        labels = {shop: self._names.of(shop) for shop in {row[1] for row in rows}}
        return [
            CategoryCount(
                id=row_id,
                connection_id=shop,
                parent=parent,
                name=name,
                label=labels[shop].get(ref, name) or name,
                enabled=bool(enabled),
                products=products,
            )
            for row_id, shop, parent, ref, name, enabled, products in rows
        ]

    def sku_troubles(self) -> list[SkuGroup]:
        """SKUs that are missing, used twice, nearly the same, or used by a deleted product too.

        SKUs are compared as the sync matches them: without regard to case and outer or double
        spaces.
        """
        groups: dict[tuple[int, str], list[SkuProduct]] = {}
        wanted = json_list(sorted(self._doubtful_skus()))
        for row_id, connection_id, sku, name, state, inner_id, page in self._db.stream(
            _PRODUCTS_OF_SKUS, (wanted,)
        ):
            product = SkuProduct(
                id=row_id,
                connection_id=connection_id,
                sku=sku,
                name=name,
                state=ProductState(state),
                inner_id=inner_id,
                page=page,
            )
            groups.setdefault((connection_id, sku_key(sku)), []).append(product)
        troubles = []
        for (_connection, key), found in groups.items():
            products = tuple(found)
            live = [p for p in products if p.state not in NOT_IN_SHOP]
            if not key:
                troubles += [SkuGroup(trouble=SkuTrouble.MISSING, products=(p,)) for p in live]
            elif len(live) > 1:
                same = len({p.sku for p in live}) < len(live)
                trouble = SkuTrouble.DOUBLE if same else SkuTrouble.NEARLY_DOUBLE
                troubles.append(SkuGroup(trouble=trouble, products=products))
            elif live and len(products) > 1:
                troubles.append(SkuGroup(trouble=SkuTrouble.DELETED, products=products))
        order = list(SkuTrouble)
        return sorted(troubles, key=lambda group: order.index(group.trouble))

    def _doubtful_skus(self) -> set[str]:
        """SKUs of which some may be missing or stand for several products, by the index of SKUs alone."""
        doubtful = {sku for (sku,) in self._db.stream(_SHARED_SKUS)}
        spellings: dict[str, list[str]] = {}
        for (sku,) in self._db.stream(_UNUSUAL_SKUS):
            spellings.setdefault(sku_key(sku), []).append(sku)
        for key, skus in spellings.items():
            if not key or len(skus) > 1 or key.isascii():
                doubtful.update(skus)
                doubtful.add(key)
        return doubtful
