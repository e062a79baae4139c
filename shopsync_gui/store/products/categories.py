"""The shop's categories, and the names by which products are found and put in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.strings.collation import sort_key
from shopsync_gui.core.strings.folding import fold
from shopsync_gui.store.database.codecs import json_list, refs_of
from shopsync_gui.store.products.account_names import listed_categories
from shopsync_gui.store.products.product_rows import CategoryName, category_order, folded_text
from shopsync_gui.store.search.change_sql import OF_FORMER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from shopsync_gui.core.catalogue import Category
    from shopsync_gui.store.database.database import Database
    from shopsync_gui.store.products.account_names import AccountNames


#: Products that are put in order in one transaction.
_PIECE = 1000


class _ProductRow(msgspec.Struct, frozen=True):
    """The columns of a product that its texts for search and order are made of."""

    id: int
    name: str
    sku: str
    category_refs: str


class _Order(msgspec.Struct, frozen=True):
    """A category, its name in the shop, and what its products were put in order by since then."""

    id: int
    ref: str
    name: str
    ordered_by: str | None


class CategoryStore:
    """Categories of every connection, disabled ones included."""

    def __init__(self, database: Database, account_names: AccountNames) -> None:
        self._db = database
        self._account_names = account_names
        self._names: dict[int, dict[str, CategoryName]] = {}

    def save(self, connection_id: int, run_id: int, categories: Sequence[Category]) -> None:
        """Take over the shop's complete list of categories; renamed ones are found anew."""
        with self._db.atomic():
            before = {
                ref: (name, parent, present)
                for ref, name, parent, present in self._db.rows(
                    "SELECT ref, name, parent_ref, present FROM category WHERE connection_id = ?",
                    (connection_id,),
                )
            }
            self._db.execute_sql(
                "UPDATE category SET present = 0 WHERE connection_id = ?", (connection_id,)
            )
            self._db.many(
                "INSERT INTO category (connection_id, ref, inner_id, parent_ref, name, enabled,"
                " present) VALUES (?, ?, ?, ?, ?, ?, 1) ON CONFLICT (connection_id, ref) DO UPDATE"
                " SET inner_id = excluded.inner_id, parent_ref = excluded.parent_ref,"
                " name = excluded.name, enabled = excluded.enabled, present = 1",
                [
                    (connection_id, c.ref, c.inner_id, c.parent_ref, c.name, int(c.enabled))
                    for c in categories
                ],
            )
            self._names.pop(connection_id, None)
            listed = {
                ref: (name, parent) for ref, (name, parent, present) in before.items() if present
            }
            if listed != {c.ref: (c.name, c.parent_ref) for c in categories}:
                # Products are found by paths, and shown with names in the account: these are others now.
                self._db.execute_sql("UPDATE catalogue_stamp SET n = n + 1")
            renamed = [c.ref for c in categories if c.ref in before and c.name != before[c.ref][0]]
            if renamed:
                self._index_again(connection_id, renamed)
            self._note_order(connection_id, [c.ref for c in categories if c.ref not in before])

    def all(self, connection_id: int) -> list[Category]:
        """The shop's categories, disabled ones included."""
        return listed_categories(self._db, connection_id)

    def unlisted_refs(self, connection_id: int, *, never_known: bool = False) -> list[str]:
        """Categories that live products point to and that the shop's list did not hold.

        With `never_known`, only those of which nothing but this is known.
        """
        rows = self._db.rows(
            "SELECT DISTINCT c.ref FROM category c JOIN product_category pc ON pc.category_id = c.id"
            " WHERE c.connection_id = ? AND c.present = 0"
            f" AND (c.inner_id = '' OR NOT ?) AND c.ref NOT {OF_FORMER} ORDER BY c.ref",
            (connection_id, never_known),
        )
        return [ref for (ref,) in rows]

    def _index_again(self, connection_id: int, refs: list[str]) -> None:
        products = self._db.named(
            _ProductRow,
            "FROM product WHERE id IN (SELECT pc.product_id FROM product_category pc"
            " JOIN category c ON c.id = pc.category_id"
            " WHERE c.connection_id = ? AND c.ref IN (SELECT value FROM json_each(?)))",
            (connection_id, json_list(refs)),
        )
        names = self.names(connection_id)
        labels = [
            (product, [names[ref] for ref in refs_of(product.category_refs) if ref in names])
            for product in products
        ]
        self._db.many(
            "UPDATE product_search SET folded = ? WHERE id = ?",
            [(folded_text(product.name, product.sku, own), product.id) for product, own in labels],
        )
        self._db.many(
            "UPDATE product SET category_sort = ? WHERE id = ?",
            [(category_order(own), product.id) for product, own in labels],
        )

    def _note_order(self, connection_id: int, refs: list[str]) -> None:
        """Note by what products of new categories are in order: they land with that."""
        names = self.names(connection_id)
        self._db.many(
            "UPDATE category SET ordered_by = ? WHERE id = ?",
            [(names[ref].sort, names[ref].id) for ref in refs],
        )

    def put_in_order(self, connection_id: int) -> Iterator[None]:
        """Have products ordered by what their categories are called in the account now, piece by piece.

        A name there can change with another category, or with the options of the connection.
        """
        names = self.names(connection_id)
        others = [
            order.id
            for order in self._db.named(
                _Order, "FROM category WHERE connection_id = ?", (connection_id,)
            )
            if names[order.ref].sort
            != (sort_key(order.name) if order.ordered_by is None else order.ordered_by)
        ]
        for category in others:
            last: int | None = 0
            while last is not None:
                with self._db.relaxed(), self._db.atomic():
                    last = self._put_piece_in_order(category, last, names)
                yield
        if others:
            by_id = {name.id: name.sort for name in names.values()}
            with self._db.relaxed(), self._db.atomic():
                self._db.many(
                    "UPDATE category SET ordered_by = ? WHERE id = ?",
                    [(by_id[category], category) for category in others],
                )
                self._db.execute_sql("UPDATE catalogue_stamp SET n = n + 1")

    def _put_piece_in_order(
        self, category: int, after: int, names: dict[str, CategoryName]
    ) -> int | None:
        """Order some products of a category; the last one's id, None where there was no other."""
        products = self._db.rows(
            "SELECT p.id, p.category_refs, p.category_sort FROM product_category pc"
            " JOIN product p ON p.id = pc.product_id WHERE pc.category_id = ? AND pc.product_id > ?"
            " ORDER BY pc.product_id LIMIT ?",
            (category, after, _PIECE),
        )
        orders = [
            (category_order(names[ref] for ref in refs_of(refs) if ref in names), row_id, before)
            for row_id, refs, before in products
        ]
        self._db.many(
            "UPDATE product SET category_sort = ? WHERE id = ?",
            [(now, row_id) for now, row_id, before in orders if now != before],
        )
        return products[-1][0] if len(products) == _PIECE else None

    def names(self, connection_id: int) -> dict[str, CategoryName]:
        """The names of a connection's categories, by the shop's reference."""
        names = self._names.get(connection_id)
        if names is None:
            rows = self._db.rows(
                "SELECT ref, id, name FROM category WHERE connection_id = ?", (connection_id,)
            )
            own = self._account_names.of(connection_id)
            names = self._names[connection_id] = {
                ref: CategoryName(row_id, fold(name), sort_key(own.get(ref, name)))
                for ref, row_id, name in rows
            }
        return names

    def learn(self, connection_id: int, refs: Iterable[str]) -> dict[str, CategoryName]:
        """The same, with references that no list of categories held so far."""
        names = self.names(connection_id)
        strange = sorted({ref for ref in refs if ref not in names})
        if strange:
            self._db.many(
                "INSERT INTO category (connection_id, ref) VALUES (?, ?)",
                [(connection_id, ref) for ref in strange],
            )
            self._names.pop(connection_id)
            names = self.names(connection_id)
        return names

    def forget_names(self) -> None:
        """Read the names again, after a transaction that was undone."""
        self._names.clear()
        self._account_names.forget()
