"""The conditions of a query as SQL, each in the form that is quick for what it is asked of.

Asked of all products, a condition begins with those that meet it; asked of few, it looks at each. Where
an index alone tells which products meet it, `ids` reads only the index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.products.numbers import CataloguePart
from shopsync_gui.store.database.codecs import json_list, money_in
from shopsync_gui.store.search.change_sql import ids_sql, parameters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shopsync_gui.store.search.query import GridQuery


class Condition(msgspec.Struct, frozen=True):
    """One condition on `product`; its forms mean the same and take the same `params`."""

    of_all: str
    params: tuple[object, ...] = ()
    #: Where it is another one than that of all.
    each: str = ""
    #: A SELECT of the `id`s that meet it, read from an index alone; empty where none knows them. The
    #: indexes of the orders are missing during the first load, and are not named for that reason.
    ids: str = ""
    #: Whether all of these ids meet it, but for those of `never`.
    exact: bool = True
    #: Another condition, of whose `ids` none meets this one.
    never: Condition | None = None
    #: Conditions of which a product meets this one if and only if it meets any; they need no SQL but `ids`.
    any_of: tuple[Condition, ...] = ()
    #: Whether its form for each asks for nothing of a product but its id.
    by_id: bool = False

    @property
    def of_each(self) -> str:
        """The form for products that are given one by one."""
        return self.each or self.of_all

    @property
    def ids_params(self) -> tuple[object, ...]:
        """The parameters of `ids`."""
        return self.params if "?" in self.ids else ()


#: The part of a product, as SQL.
PART_SQL = (
    "CASE WHEN product.state = 'gone' THEN 'gone' WHEN product.state = 'from_order' THEN 'from_order'"
    " WHEN product.reason IS NOT NULL THEN 'skipped' WHEN product.sa_id IS NOT NULL THEN 'in_account'"
    " WHEN product.failure IS NOT NULL THEN 'not_created' ELSE 'waiting' END"
)
_OF_A_DISABLED_CATEGORY = (
    "SELECT pc.product_id AS id FROM category c CROSS JOIN product_category pc"
    " ON pc.category_id = c.id WHERE NOT c.enabled"
)
_HAS_NO_ENABLED = (
    "NOT EXISTS (SELECT 1 FROM product_category pc JOIN category c ON c.id = pc.category_id"
    " WHERE pc.product_id = product.id AND c.enabled)"
)
_HAS_CATEGORIES = "EXISTS (SELECT 1 FROM product_category pc WHERE pc.product_id = product.id)"
_TROUBLE = "product.reason IS NOT NULL OR product.failure IS NOT NULL"
_NOT_CREATED = (
    "product.sa_id IS NULL AND product.reason IS NULL"
    " AND product.state IN ('active', 'disabled', 'discontinued')"
)

_BESIDE_SHOP = (
    "SELECT id FROM product INDEXED BY product_by_state WHERE state IN ('gone', 'from_order')"
)
_WITHOUT_ID = "SELECT id FROM product INDEXED BY product_by_sa_id WHERE sa_id IS NULL"
_IN_TROUBLE = f"SELECT id FROM product INDEXED BY product_by_trouble WHERE {_TROUBLE}"
_SKIPPED = "SELECT id FROM product INDEXED BY product_by_reason WHERE reason IS NOT NULL"
_DIFFERING = "SELECT id FROM product INDEXED BY product_by_difference WHERE differs IS NOT NULL"

#: Products of which no category has a name.
UNCATEGORISED = Condition(
    "product.category_sort = ''",
    ids="SELECT id FROM product WHERE category_sort = ''",
)

#: The conditions that are on or off, by their field of a query.
_SWITCHES = {
    "uncategorised": UNCATEGORISED,
    "only_disabled_categories": Condition(
        f"(product.id IN ({_OF_A_DISABLED_CATEGORY}) AND {_HAS_NO_ENABLED})",
        each=f"({_HAS_CATEGORIES} AND {_HAS_NO_ENABLED})",
        ids=_OF_A_DISABLED_CATEGORY,
        exact=False,
        by_id=True,
    ),
    "skipped_or_failed": Condition(
        f"({_TROUBLE})",
        ids=_IN_TROUBLE,
    ),
    "differs": Condition(
        f"(product.differs IS NOT NULL OR ({_NOT_CREATED}))",
        ids=f"{_DIFFERING} UNION ALL {_WITHOUT_ID}",
        any_of=(
            Condition("", ids=_DIFFERING),
            Condition(
                "", ids=_WITHOUT_ID, never=Condition("", ids=f"{_SKIPPED} UNION ALL {_BESIDE_SHOP}")
            ),
        ),
    ),
    "kept_differently": Condition(
        "product.kept IS NOT NULL",
        ids="SELECT id FROM product INDEXED BY product_by_kept WHERE kept IS NOT NULL",
    ),
    "on_sale": Condition(
        "product.net < product.list_net",
        ids="SELECT id FROM product INDEXED BY product_by_sale WHERE net < list_net",
    ),
    "in_stock": Condition(
        "product.stock > 0",
        ids="SELECT id FROM product INDEXED BY product_in_stock WHERE stock > 0",
    ),
    "sold_out": Condition(
        "product.stock <= 0",
        ids="SELECT id FROM product INDEXED BY product_sold_out WHERE stock <= 0",
    ),
}


def conditions(query: GridQuery) -> Iterator[Condition]:
    """The conditions of a query beside its words."""
    if query.connection_id is not None:
        yield Condition(
            "product.connection_id = ?",
            (query.connection_id,),
            ids="SELECT id FROM product WHERE connection_id = ?",
        )
    states = set(query.states) | ({ProductState.GONE} if query.gone else set())
    if states:
        yield _states(sorted(state.value for state in states))
    if query.parts:
        yield _parts(query.parts)
    if query.categories:
        yield in_categories(sorted(query.categories))
    for name, condition in _SWITCHES.items():
        if getattr(query, name):
            yield condition
    yield from _prices(query)
    if query.changed_since is not None:
        ids = ids_sql(query.change)
        yield Condition(f"product.id IN ({ids})", tuple(parameters(query.changed_since)))
    if query.changed_in_run is not None:
        yield _changed_in(query.changed_in_run)


def _states(states: Sequence[str]) -> Condition:
    inside = f"state IN ({', '.join('?' * len(states))})"
    return Condition(
        f"product.{inside}",
        tuple(states),
        ids=f"SELECT id FROM product INDEXED BY product_by_state WHERE {inside}",
    )


def _parts(parts: frozenset[CataloguePart]) -> Condition:
    """Select products of these parts; all parts that are asked for as a rule are in an index."""
    ids, never, exact = "", "", False
    if parts <= {CataloguePart.GONE, CataloguePart.FROM_ORDER}:
        ids = _BESIDE_SHOP
    elif parts == {CataloguePart.SKIPPED}:
        ids, never, exact = _SKIPPED, _BESIDE_SHOP, True
    elif parts == {CataloguePart.WAITING}:
        ids, never, exact = _WITHOUT_ID, f"{_IN_TROUBLE} UNION ALL {_BESIDE_SHOP}", True
    elif parts <= {CataloguePart.NOT_CREATED, CataloguePart.WAITING}:
        ids, never = _WITHOUT_ID, _BESIDE_SHOP
    elif parts == {CataloguePart.IN_ACCOUNT}:
        never = f"{_WITHOUT_ID} UNION ALL {_BESIDE_SHOP}"
    return Condition(
        f"({PART_SQL}) IN ({', '.join('?' * len(parts))})",
        tuple(sorted(parts)),
        ids=ids,
        exact=exact,
        never=Condition("", ids=never) if never else None,
    )


def in_categories(categories: Sequence[int]) -> Condition:
    """Products that have one of these categories."""
    wanted = "category_id IN (SELECT value FROM json_each(?))"
    ids = f"SELECT product_id AS id FROM product_category WHERE {wanted}"
    return Condition(
        f"product.id IN ({ids})",
        (json_list(categories),),
        each=(
            # The sign keeps SQLite from asking for each category that is wanted.
            "EXISTS (SELECT 1 FROM product_category pc WHERE pc.product_id = product.id"
            f" AND +pc.{wanted})"
        ),
        ids=ids,
        by_id=True,
    )


def _prices(query: GridQuery) -> Iterator[Condition]:
    for limit, compared in ((query.gross_from, ">="), (query.gross_to, "<=")):
        if limit is not None:
            yield Condition(
                f"product.gross {compared} ?",
                (money_in(limit),),
                ids=f"SELECT id FROM product WHERE gross {compared} ?",
            )


def _changed_in(run_id: int) -> Condition:
    changed = "SELECT product_id FROM change WHERE run_id = ?"
    return Condition(
        f"(product.first_seen_run = ? OR product.id IN ({changed}))",
        (run_id, run_id),
        each=(
            "(product.first_seen_run = ? OR EXISTS (SELECT 1 FROM change"
            " WHERE product_id = product.id AND run_id = ?))"
        ),
    )
