"""One product in full: in the shop, in the account, and over time."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.catalogue import ProductState, TargetProduct
from shopsync_gui.store.database.codecs import json_list, money_out, refs_of, time_out
from shopsync_gui.store.lists.grid_row import GridRow

if TYPE_CHECKING:
    from shopsync_gui.store.database.database import Database
    from shopsync_gui.store.lists.grid import Grid

_MOST_CHANGES = 200
_MONEY = frozenset({"net", "gross", "vat", "stock"})

#: A field's value as it is shown: a price in the product's currency, names, or a text.
Value = Decimal | tuple[str, ...] | ProductState | str | None


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One field that a run found changed."""

    at: datetime | None
    run_id: int
    field: str
    old: Value
    new: Value


class AccountSide(msgspec.Struct, frozen=True, kw_only=True):
    """The product as SalesAutopilot had it when its list was read last."""

    product: TargetProduct
    categories: tuple[str, ...]


class ProductDetails(msgspec.Struct, frozen=True, kw_only=True):
    """`paths` are the categories with their parents; `differs` names the fields that differ."""

    row: GridRow
    inner_id: str
    image: str
    list_gross: Decimal | None
    stock: Decimal | None
    created_at: datetime | None
    first_seen_at: datetime | None
    changed_at: datetime | None
    paths: tuple[str, ...]
    account: AccountSide | None
    differs: frozenset[str]
    changes: tuple[Change, ...]


class _DetailsRow(msgspec.Struct, frozen=True):
    """The columns of a product beside those of the grid, as the database holds them."""

    inner_id: str
    image: str
    list_gross: int | None
    stock: int | None
    created_at: int | None
    first_seen_at: int | None
    changed_at: int | None
    differs: str | None


class _CategoryRow(msgspec.Struct, frozen=True):
    name: str
    parent_ref: str | None


class DetailsReader:
    """The reads of the details panel."""

    def __init__(self, database: Database, grid: Grid) -> None:
        self._db = database
        self._grid = grid

    def product(self, product_id: int) -> ProductDetails | None:
        """One product with its history, newest change first; None for one that is not there."""
        rows = self._grid.rows([product_id])
        details = self._db.named(_DetailsRow, "FROM product WHERE id = ?", (product_id,))
        if not rows or not details:
            return None
        row, more = rows[0], details[0]
        return ProductDetails(
            row=row,
            inner_id=more.inner_id,
            image=more.image,
            list_gross=money_out(more.list_gross),
            stock=money_out(more.stock),
            created_at=time_out(more.created_at),
            first_seen_at=time_out(more.first_seen_at),
            changed_at=time_out(more.changed_at),
            paths=self._paths(product_id),
            account=self._account(row),
            differs=frozenset((more.differs or "").split(",")) - {""},
            changes=self._changes(product_id, row.connection_id),
        )

    def _account(self, row: GridRow) -> AccountSide | None:
        body = self._db.value(
            "SELECT body FROM account_product WHERE connection_id = ? AND sa_id = ?",
            (row.connection_id, row.sa_id),
        )
        if body is None:
            return None
        product = msgspec.json.decode(body, type=TargetProduct)
        names = dict(
            self._db.rows(
                "SELECT sa_id, name FROM account_category WHERE connection_id = ?"
                " AND sa_id IN (SELECT value FROM json_each(?))",
                (row.connection_id, json_list(product.category_ids or ())),
            )
        )
        categories = tuple(names.get(number, f"#{number}") for number in product.category_ids or ())
        return AccountSide(product=product, categories=categories)

    def _paths(self, product_id: int) -> tuple[str, ...]:
        """Each of the categories in a row of the grid, with the names above it."""
        paths = []
        for connection_id, ref in self._db.rows(
            "SELECT c.connection_id, c.ref FROM product_category pc"
            " JOIN category c ON c.id = pc.category_id"
            " WHERE pc.product_id = ? AND c.name != '' ORDER BY pc.position",
            (product_id,),
        ):
            names: list[str] = []
            seen: set[str] = set()
            above: str | None = ref
            while above is not None and above not in seen:
                seen.add(above)
                rows = self._db.named(
                    _CategoryRow,
                    "FROM category WHERE connection_id = ? AND ref = ?",
                    (connection_id, above),
                )
                if not rows:
                    break
                names.append(rows[0].name)
                above = rows[0].parent_ref
            paths.append(" › ".join(reversed([name for name in names if name])))
        return tuple(paths)

    def _changes(self, product_id: int, connection_id: int) -> tuple[Change, ...]:
        rows = self._db.rows(
            "SELECT at, run_id, field, old, new FROM change WHERE product_id = ?"
            " ORDER BY id DESC LIMIT ?",
            (product_id, _MOST_CHANGES),
        )
        return tuple(
            Change(
                at=time_out(at),
                run_id=run_id,
                field="categories" if field == "category_refs" else field,
                old=self._value(connection_id, field, old),
                new=self._value(connection_id, field, new),
            )
            for at, run_id, field, old, new in rows
        )

    def _value(self, connection_id: int, field: str, value: str | None) -> Value:
        if value is None:
            return None
        if field in _MONEY:
            return money_out(int(value))
        if field == "state":
            return ProductState(value)
        if field == "category_refs":
            return self._grid.account_names(connection_id, refs_of(value))
        return value
