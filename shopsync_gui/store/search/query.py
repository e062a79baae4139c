"""The queries of the products page: words, filters and an order."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

import msgspec

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.products.changes import ChangeKind, Since
from shopsync_gui.core.products.numbers import CataloguePart


class GridSort(StrEnum):
    """The orders the grid can be shown in."""

    NAME = "name"
    SKU = "sku"
    CATEGORY = "category"
    NET = "net"
    GROSS = "gross"
    DISCOUNT = "discount"
    STATE = "state"
    UPDATED = "updated"
    SA_ID = "sa_id"


#: Each order has an index of its own; equal ones follow in the order they came.
_ORDER = {
    GridSort.NAME: ("name_sort",),
    GridSort.SKU: ("sku COLLATE NOCASE",),
    GridSort.CATEGORY: ("category_sort", "name_sort"),
    GridSort.NET: ("net",),
    GridSort.GROSS: ("gross",),
    GridSort.DISCOUNT: ("discount",),
    GridSort.STATE: ("state",),
    GridSort.UPDATED: ("updated_at",),
    GridSort.SA_ID: ("sa_id",),
}


class GridQuery(msgspec.Struct, frozen=True, kw_only=True):
    """The products asked for, and their order; every condition narrows further.

    Empty `states` means every state, empty `parts` every part. `categories` are local ids, of which a
    product has one.
    `gross_from` and `gross_to` are in the product's currency and include both ends.
    `changed_since` is about any field of the shop, new products included; with `change` only about
    that, compared with what the product was then, but never with what was before the shop had been
    read as a whole.
    """

    text: str = ""
    sort: GridSort = GridSort.NAME
    descending: bool = False
    connection_id: int | None = None
    uncategorised: bool = False
    only_disabled_categories: bool = False
    gone: bool = False
    states: frozenset[ProductState] = frozenset()
    parts: frozenset[CataloguePart] = frozenset()
    skipped_or_failed: bool = False
    differs: bool = False
    kept_differently: bool = False
    on_sale: bool = False
    in_stock: bool = False
    sold_out: bool = False
    categories: frozenset[int] = frozenset()
    gross_from: Decimal | None = None
    gross_to: Decimal | None = None
    changed_since: Since | None = None
    changed_in_run: int | None = None
    change: ChangeKind | None = None
    limit: int | None = None


def order_by(query: GridQuery, table: str = "product") -> str:
    """The ORDER BY of a query."""
    direction = " DESC" if query.descending else ""
    columns = (*_ORDER[query.sort], "id")
    return "ORDER BY " + ", ".join(f"{table}.{column}{direction}" for column in columns)
