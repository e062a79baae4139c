"""New and changed products of a pull: their rows, their history, their texts for the search."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.store.database.codecs import json_list, time_in
from shopsync_gui.store.products.product_rows import (
    INSERT,
    UPDATE,
    CategoryName,
    HistoryRow,
    ShopRow,
    aliases_in,
    columns,
    folded_text,
    history_of,
    log_changes,
    order_key,
    says_the_same,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from shopsync_gui.core.catalogue import ShopProduct
    from shopsync_gui.store.database.database import Database
    from shopsync_gui.store.products.categories import CategoryStore


_ALIASES = "(SELECT aliases FROM product_alias WHERE product_id = product.id)"


class UpsertCounts(msgspec.Struct, frozen=True):
    """The numbers of a page's products that are new, changed, and unchanged."""

    new: int
    changed: int
    unchanged: int


class ProductUpsert:
    """Writing of products as the shop gave them; inside the caller's transaction."""

    def __init__(self, database: Database, categories: CategoryStore) -> None:
        self._db = database
        self._categories = categories

    def write(
        self, run_id: int, connection_id: int, products: Sequence[ShopProduct], now: datetime
    ) -> tuple[array[int], UpsertCounts]:
        """Write new and changed products only; the ids of all of them."""
        # A product whose state is set again is the shop's: what was gone and returned is ordinary.
        unique = {product.inner_id: product for product in products}
        self._take_back(connection_id, products)
        keys = json_list(unique)
        ids: dict[str, int] = {}
        as_told: set[str] = set()
        renamed = []
        for row in self._db.rows(
            f"SELECT id, state, {_ALIASES}, {', '.join(ShopRow._fields)} FROM product"
            " WHERE connection_id = ? AND inner_id IN (SELECT value FROM json_each(?))",
            (connection_id, keys),
        ):
            row_id, state, aliases, inner_id = row[:4]
            ids[inner_id] = row_id
            product = unique[inner_id]
            if state == product.state and says_the_same(row[3:], product):
                as_told.add(inner_id)
            if aliases != aliases_in(product):
                renamed.append(product)
        new = [product for inner_id, product in unique.items() if inner_id not in ids]
        changed = [
            product
            for inner_id, product in unique.items()
            if inner_id in ids and inner_id not in as_told
        ]
        if new or changed:
            names = self._categories.learn(
                connection_id,
                (ref for product in new + changed for ref in product.category_refs),
            )
            at = time_in(now)
            if new:
                first = (self._db.value("SELECT max(id) FROM product") or 0) + 1
                ids |= {product.inner_id: first + i for i, product in enumerate(new)}
                self._insert(run_id, connection_id, new, ids, names, at)
            if changed:
                self._update(run_id, connection_id, changed, ids, names, at)
        if new or renamed:
            self._name_pages(new + renamed, ids)
        seen = array("q", [ids[product.inner_id] for product in products])
        return seen, UpsertCounts(len(new), len(changed), len(as_told))

    def _take_back(self, connection_id: int, products: Sequence[ShopProduct]) -> None:
        """A product that only orders knew and that the shop lists now becomes an ordinary one."""
        # By the index of states: a plus keeps SQLite from going through all products of the shop.
        if not self._db.value(
            "SELECT 1 FROM product WHERE state = 'from_order' AND +connection_id = ? LIMIT 1",
            (connection_id,),
        ):
            return
        self._db.many(
            "UPDATE OR IGNORE product SET inner_id = ? WHERE connection_id = ? AND inner_id = ?",
            [(p.inner_id, connection_id, order_key(p.ref)) for p in products],
        )

    def _insert(
        self,
        run_id: int,
        connection_id: int,
        new: list[ShopProduct],
        ids: Mapping[str, int],
        names: Mapping[str, CategoryName],
        at: int | None,
    ) -> None:
        self._db.many(
            INSERT,
            [
                (
                    ids[product.inner_id], connection_id, run_id, at, at,
                    *columns(product, names),
                )
                for product in new
            ],
        )  # fmt: skip
        self._db.many(
            "INSERT INTO product_search (id, folded) VALUES (?, ?)",
            [(ids[product.inner_id], _folded(product, names)) for product in new],
        )
        self._db.execute_sql(
            "INSERT INTO product_pending SELECT value FROM json_each(?)",
            (json_list([ids[product.inner_id] for product in new]),),
        )
        self._db.execute_sql("UPDATE catalogue_stamp SET n = n + 1")
        self._relate(new, ids, names)

    def _update(
        self,
        run_id: int,
        connection_id: int,
        changed: list[ShopProduct],
        ids: Mapping[str, int],
        names: Mapping[str, CategoryName],
        at: int | None,
    ) -> None:
        before = self._history_of(connection_id, [product.inner_id for product in changed])
        self._db.many(
            UPDATE,
            [(at, *columns(product, names), ids[product.inner_id]) for product in changed],
        )
        self._db.many(
            "UPDATE product_search SET folded = ?1 WHERE id = ?2 AND folded IS NOT ?1",
            [(_folded(product, names), ids[product.inner_id]) for product in changed],
        )
        changes: list[tuple[int, str, str | None, str | None]] = []
        moved = []
        for product in changed:
            old, new = before[product.inner_id], history_of(product)
            changes += [
                (ids[product.inner_id], field, text_of(was), text_of(now_is))
                for field, was, now_is in zip(HistoryRow._fields, old, new, strict=True)
                if was != now_is
            ]
            if old.category_refs != new.category_refs:
                moved.append(product)
        if moved:
            self._db.many(
                "DELETE FROM product_category WHERE product_id = ?",
                [(ids[product.inner_id],) for product in moved],
            )
            self._relate(moved, ids, names)
        log_changes(self._db, run_id, at, changes)

    def _name_pages(self, products: Iterable[ShopProduct], ids: Mapping[str, int]) -> None:
        """Keep what the shop calls the pages of products; those that it does not name keep the last names."""
        self._db.many(
            "INSERT OR REPLACE INTO product_alias (product_id, aliases) VALUES (?, ?)",
            [
                (ids[product.inner_id], aliases_in(product))
                for product in products
                if product.aliases
            ],
        )

    def _history_of(self, connection_id: int, inner_ids: list[str]) -> dict[str, HistoryRow]:
        return {
            inner_id: HistoryRow._make(values)
            for inner_id, *values in self._db.rows(
                f"SELECT inner_id, {', '.join(HistoryRow._fields)} FROM product"
                " WHERE connection_id = ? AND inner_id IN (SELECT value FROM json_each(?))",
                (connection_id, json_list(inner_ids)),
            )
        }

    def _relate(
        self,
        products: Sequence[ShopProduct],
        ids: Mapping[str, int],
        names: Mapping[str, CategoryName],
    ) -> None:
        self._db.many(
            "INSERT OR IGNORE INTO product_category (product_id, category_id, position)"
            " VALUES (?, ?, ?)",
            [
                (ids[product.inner_id], names[ref].id, position)
                for product in products
                for position, ref in enumerate(product.category_refs)
            ],
        )


def _folded(product: ShopProduct, names: Mapping[str, CategoryName]) -> str:
    return folded_text(product.name, product.sku, (names[ref] for ref in product.category_refs))
