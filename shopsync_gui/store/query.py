"""The queries of the products page: words, filters and an order, and their SQL."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.changes import ChangeKind, Since
from shopsync_gui.core.numbers import CataloguePart
from shopsync_gui.store.change_sql import ids_sql, parameters
from shopsync_gui.store.codecs import money_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


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


#: The part of a product, as SQL.
PART_SQL = (
    "CASE WHEN product.state = 'gone' THEN 'gone' WHEN product.state = 'from_order' THEN 'from_order'"
    " WHEN product.reason IS NOT NULL THEN 'skipped' WHEN product.sa_id IS NOT NULL THEN 'in_account'"
    " WHEN product.failure IS NOT NULL THEN 'not_created' ELSE 'waiting' END"
)

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


#: The conditions that are on or off, by their field of a query.
_SWITCHES = {
    "uncategorised": "product.category_sort = ''",
    "only_disabled_categories": (
        "(product.id IN (SELECT pc.product_id FROM category c JOIN product_category pc"
        " ON pc.category_id = c.id WHERE NOT c.enabled) AND NOT EXISTS (SELECT 1"
        " FROM product_category pc JOIN category c ON c.id = pc.category_id"
        " WHERE pc.product_id = product.id AND c.enabled))"
    ),
    "skipped_or_failed": "(product.reason IS NOT NULL OR product.failure IS NOT NULL)",
    "differs": (
        "(product.differs IS NOT NULL OR (product.sa_id IS NULL AND product.reason IS NULL"
        " AND product.state IN ('active', 'disabled', 'discontinued')))"
    ),
    "kept_differently": "product.kept IS NOT NULL",
    "on_sale": "product.net < product.list_net",
}


def filters(query: GridQuery) -> tuple[list[str], list[object]]:
    """The conditions beside the words, and their parameters."""
    parts: list[str] = []
    params: list[object] = []

    def add(part: str, *values: object) -> None:
        parts.append(part)
        params.extend(values)

    if query.connection_id is not None:
        add("product.connection_id = ?", query.connection_id)
    states = set(query.states) | ({ProductState.GONE} if query.gone else set())
    if states:
        add(f"product.state IN ({', '.join('?' * len(states))})", *sorted(s.value for s in states))
    if query.parts:
        add(f"({PART_SQL}) IN ({', '.join('?' * len(query.parts))})", *sorted(query.parts))
    if query.categories:
        add(
            "product.id IN (SELECT product_id FROM product_category WHERE category_id IN"
            " (SELECT value FROM json_each(?)))",
            _list(sorted(query.categories)),
        )
    for name, condition in _SWITCHES.items():
        if getattr(query, name):
            add(condition)
    if query.gross_from is not None:
        add("product.gross >= ?", money_in(query.gross_from))
    if query.gross_to is not None:
        add("product.gross <= ?", money_in(query.gross_to))
    for part, values in _changed(query):
        add(part, *values)
    return parts, params


def _changed(query: GridQuery) -> Iterator[tuple[str, list[object]]]:
    """The conditions about what changed."""
    if query.changed_since is not None:
        condition = f"product.id IN ({ids_sql(query.change)})"
        yield condition, parameters(query.changed_since)
    if query.changed_in_run is not None:
        yield (
            (
                "(product.first_seen_run = ? OR product.id IN"
                " (SELECT product_id FROM change WHERE run_id = ?))"
            ),
            [query.changed_in_run] * 2,
        )


def _list(values: Sequence[int]) -> str:
    return msgspec.json.encode(list(values)).decode()
