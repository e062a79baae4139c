"""What the products page reads: ids in the shown order, rows by id, counts, one product's details."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.errors import Problem
from shopsync_gui.store.database import Database
from shopsync_gui.store.finder import Finder
from shopsync_gui.store.query import GridQuery
from shopsync_gui.store.values import money_out, time_out


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """One product as the grid shows it; prices in `currency`, categories with their enabled flag."""

    id: int
    connection_id: int
    name: str
    sa_id: int | None
    sku: str
    categories: tuple[tuple[str, bool], ...]
    net: Decimal | None
    gross: Decimal | None
    vat: Decimal | None
    list_net: Decimal | None
    currency: str
    state: ProductState
    updated_at: datetime | None
    reason: str | None
    failure: Problem | None

    @property
    def on_sale(self) -> bool:
        """Whether the current net price is below the regular one."""
        return self.net is not None and self.list_net is not None and self.net < self.list_net


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductDetails:
    """One product with everything that is known of it."""

    row: GridRow
    inner_id: str
    image: str
    page: str
    list_gross: Decimal | None
    stock: Decimal | None
    created_at: datetime | None
    changed_at: datetime | None
    changes: tuple[tuple[datetime | None, str, str | None, str | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueCounts:
    """How many products there are of each kind."""

    total: int = 0
    active: int = 0
    disabled: int = 0
    discontinued: int = 0
    gone: int = 0
    from_order: int = 0
    skipped: int = 0
    failed: int = 0
    uncategorised: int = 0
    with_sa_id: int = 0


_ROW = (
    "id, connection_id, name, sa_id, sku, net, gross, vat, list_net, currency, state, updated_at,"
    " reason, failure"
)
_MOST_CHANGES = 200


class Grid:
    """Reads for the window and the command line; works on a read-only store too."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._finder = Finder(database)

    def ids(self, query: GridQuery) -> array[int]:
        """Ids of the matching products, in the asked order. Not to be changed."""
        return self._finder.ids(query)

    def interrupt(self) -> None:
        """Stop what is being searched on a thread aside."""
        self._finder.interrupt()

    def close(self) -> None:
        """End the thread aside."""
        self._finder.close()

    def count(self, query: GridQuery) -> int:
        """How many products match, whatever the limit."""
        return self._finder.count(query)

    def rows(self, ids: Sequence[int]) -> list[GridRow]:
        """The products with these ids, in the same order; vanished ones are left out."""
        wanted = msgspec.json.encode(list(ids)).decode()
        categories: dict[int, list[tuple[str, bool]]] = {}
        for product_id, name, enabled in self._db.rows(
            "SELECT pc.product_id, c.name, c.enabled FROM product_category pc"
            " JOIN category c ON c.id = pc.category_id"
            " WHERE pc.product_id IN (SELECT value FROM json_each(?)) AND c.name != ''"
            " ORDER BY pc.product_id, pc.position",
            (wanted,),
        ):
            categories.setdefault(product_id, []).append((name, bool(enabled)))
        found = {
            row[0]: _row(row, tuple(categories.get(row[0], ())))
            for row in self._db.rows(
                f"SELECT {_ROW} FROM product WHERE id IN (SELECT value FROM json_each(?))",
                (wanted,),
            )
        }
        return [found[row_id] for row_id in ids if row_id in found]

    def details(self, product_id: int) -> ProductDetails | None:
        """One product with its history, newest change first."""
        rows = self.rows([product_id])
        more = self._db.one(
            "SELECT inner_id, image, page, list_gross, stock, created_at, changed_at"
            " FROM product WHERE id = ?",
            (product_id,),
        )
        if not rows or more is None:
            return None
        changes = self._db.rows(
            "SELECT at, field, old, new FROM change WHERE product_id = ? ORDER BY id DESC LIMIT ?",
            (product_id, _MOST_CHANGES),
        )
        return ProductDetails(
            row=rows[0],
            inner_id=more[0],
            image=more[1],
            page=more[2],
            list_gross=money_out(more[3]),
            stock=money_out(more[4]),
            created_at=time_out(more[5]),
            changed_at=time_out(more[6]),
            changes=tuple((time_out(at), field, old, new) for at, field, old, new in changes),
        )

    def summary(self, connection_id: int | None = None) -> CatalogueCounts:
        """The counts of one connection, or of all."""
        where = "" if connection_id is None else " WHERE connection_id = ?"
        params = () if connection_id is None else (connection_id,)
        states = dict(
            self._db.rows(f"SELECT state, count(*) FROM product{where} GROUP BY state", params)
        )
        skipped, failed, bare, linked = self._db.one(
            "SELECT count(reason), count(failure), count(*) FILTER (WHERE category_sort = ''),"
            f" count(sa_id) FROM product{where}",
            params,
        ) or (0, 0, 0, 0)
        return CatalogueCounts(
            total=sum(states.values()),
            **{state.value: states.get(state.value, 0) for state in ProductState},
            skipped=skipped,
            failed=failed,
            uncategorised=bare,
            with_sa_id=linked,
        )


def _row(row: tuple[Any, ...], categories: tuple[tuple[str, bool], ...]) -> GridRow:
    failure = row[13]
    return GridRow(
        id=row[0],
        connection_id=row[1],
        name=row[2],
        sa_id=row[3],
        sku=row[4],
        categories=categories,
        net=money_out(row[5]),
        gross=money_out(row[6]),
        vat=money_out(row[7]),
        list_net=money_out(row[8]),
        currency=row[9],
        state=ProductState(row[10]),
        updated_at=time_out(row[11]),
        reason=row[12],
        failure=None if failure is None else msgspec.json.decode(failure, type=Problem),
    )
