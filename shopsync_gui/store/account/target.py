"""The account as last read."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.account.same_account import LANDMARKS, Landmark, common, is_same
from shopsync_gui.core.account.target_index import ProductsById
from shopsync_gui.core.catalogue import TargetCategory, TargetProduct
from shopsync_gui.core.plan.plan import Target
from shopsync_gui.store.database.codecs import json_list

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterator

    from shopsync_gui.store.database.database import Database


class TargetStore:
    """The account's products and categories as they were last read, by connection."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def replace(self, connection_id: int, target: Target) -> dict[int, TargetProduct]:
        """Take over a complete reading; the former state of products that it shows otherwise.

        Rows that are the same are not written again.
        """
        former: dict[int, TargetProduct] = {}
        deque(self.replacing(connection_id, target, former), maxlen=0)
        return former

    def replacing(
        self, connection_id: int, target: Target, former: dict[int, TargetProduct]
    ) -> Iterator[None]:
        """The same in pieces, each in a transaction of its own; `former` is filled in.

        Both sides are gone through in the order of their ids, beside each other.
        """
        listed = ProductsById(target.products)
        begin = -1
        for end in (*listed.ids[_PIECE - 1 :: _PIECE], None):
            self._replace_some(connection_id, listed, begin, end, former)
            begin = begin if end is None else end
            yield
        with self._db.atomic():
            self._db.execute_sql(
                "DELETE FROM account_category WHERE connection_id = ?", (connection_id,)
            )
            self._db.many(
                "INSERT OR REPLACE INTO account_category (connection_id, sa_id, name)"
                " VALUES (?, ?, ?)",
                [(connection_id, category.sa_id, category.name) for category in target.categories],
            )

    def _replace_some(
        self,
        connection_id: int,
        listed: ProductsById,
        after: int,
        to: int | None,
        former: dict[int, TargetProduct],
    ) -> None:
        """Take over the products whose ids are above `after` and not above `to`."""
        read = listed.bodies(after, to)
        held = self._db.rows(
            "SELECT sa_id, body FROM account_product WHERE connection_id = ? AND sa_id > ?"
            " AND sa_id <= ? ORDER BY sa_id",
            (connection_id, after, _LAST if to is None else to),
        )
        if read == held:
            return
        new = dict(read)
        left: list[int] = []
        for sa_id, body in held:
            found = new.get(sa_id)
            if found is None:
                left.append(sa_id)
            elif found == body:
                del new[sa_id]
            else:
                was = _product(body)
                if was != _product(found):  # and not only written otherwise, as 10 and 10.00 are
                    former[sa_id] = was
        if not left and not new:
            return
        with self._db.atomic():
            self._db.many(
                "DELETE FROM account_product WHERE connection_id = ? AND sa_id = ?",
                [(connection_id, sa_id) for sa_id in left],
            )
            self._db.many(_UPSERT, [(connection_id, sa_id, body) for sa_id, body in new.items()])

    def forgetting(self, connection_id: int) -> Iterator[None]:
        """Forget the products of the last reading, in pieces: they are those of a former account."""
        while ids := self._db.column(
            "SELECT sa_id FROM account_product WHERE connection_id = ? ORDER BY sa_id LIMIT ?",
            (connection_id, _PIECE),
        ):
            self._db.execute_sql(
                "DELETE FROM account_product WHERE connection_id = ? AND sa_id <= ?",
                (connection_id, ids[-1]),
            )
            yield

    def load(self, connection_id: int) -> Target:
        """The last reading, with what was written since."""
        products = self._db.rows(
            "SELECT body FROM account_product WHERE connection_id = ? ORDER BY sa_id",
            (connection_id,),
        )
        categories = self._db.rows(
            "SELECT sa_id, name FROM account_category WHERE connection_id = ? ORDER BY sa_id",
            (connection_id,),
        )
        return Target(
            tuple(msgspec.json.decode(body, type=TargetProduct) for (body,) in products),
            tuple(TargetCategory(sa_id=sa_id, name=name) for sa_id, name in categories),
        )

    def category_names(self, connection_id: int) -> dict[int, str]:
        """The names of the account's categories, by their ids."""
        return dict(
            self._db.rows(
                "SELECT sa_id, name FROM account_category WHERE connection_id = ?", (connection_id,)
            )
        )

    def upsert_product(self, connection_id: int, product: TargetProduct) -> None:
        """Note one product that was written just now."""
        self._db.execute_sql(_UPSERT, (connection_id, product.sa_id, msgspec.json.encode(product)))

    def remove_product(self, connection_id: int, sa_id: int) -> None:
        """Note that a product was removed just now."""
        self._db.execute_sql(
            "DELETE FROM account_product WHERE connection_id = ? AND sa_id = ?",
            (connection_id, sa_id),
        )

    def remove_category(self, connection_id: int, sa_id: int) -> None:
        """Note that a category is not there."""
        self._db.execute_sql(
            "DELETE FROM account_category WHERE connection_id = ? AND sa_id = ?",
            (connection_id, sa_id),
        )

    def upsert_category(self, connection_id: int, category: TargetCategory) -> None:
        """Note one category that was created just now."""
        self._db.execute_sql(
            "INSERT OR REPLACE INTO account_category (connection_id, sa_id, name) VALUES (?, ?, ?)",
            (connection_id, category.sa_id, category.name),
        )

    def counts(self, connection_id: int) -> tuple[int, int]:
        """Products and categories of the last reading."""
        products = self._db.value(
            "SELECT count(*) FROM account_product WHERE connection_id = ?", (connection_id,)
        )
        categories = self._db.value(
            "SELECT count(*) FROM account_category WHERE connection_id = ?", (connection_id,)
        )
        return int(products or 0), int(categories or 0)

    def has_categories(self, connection_id: int) -> bool:
        """Whether the last reading had a category; the products are not counted for that."""
        query = "SELECT 1 FROM account_category WHERE connection_id = ? LIMIT 1"
        return self._db.value(query, (connection_id,)) is not None

    def product_ids(self, connection_id: int) -> array[int]:
        """The ids of the products of the last reading, with those written since, in their order."""
        return self._db.column(
            "SELECT sa_id FROM account_product WHERE connection_id = ? ORDER BY sa_id",
            (connection_id,),
        )

    def category_ids(self, connection_id: int) -> set[int]:
        """The ids of the categories of the last reading, with those written since."""
        return set(
            self._db.column(
                "SELECT sa_id FROM account_category WHERE connection_id = ?", (connection_id,)
            )
        )

    def landmarks(self, connection_id: int) -> list[Landmark]:
        """The oldest products of the last reading."""
        rows = self._db.rows(
            "SELECT body FROM account_product WHERE connection_id = ? ORDER BY sa_id LIMIT ?",
            (connection_id, LANDMARKS),
        )
        oldest = (_product(body) for (body,) in rows)
        return [Landmark(product.sa_id, product.sku) for product in oldest]

    def shows(self, connection_id: int, marks: list[Landmark]) -> bool:
        """Whether the last reading shows the account that has these landmarks."""
        rows = self._db.rows(
            "SELECT body FROM account_product WHERE connection_id = ?"
            " AND sa_id IN (SELECT value FROM json_each(?))",
            (connection_id, json_list([mark.sa_id for mark in marks])),
        )
        products = (_product(body) for (body,) in rows)
        skus = {product.sa_id: product.sku for product in products}
        return is_same(common(marks, skus.get), len(marks))


_product = msgspec.json.Decoder(TargetProduct).decode
#: No id is above it.
_LAST = 2**63 - 1
#: Products that are taken over in one transaction.
_PIECE = 2000
_UPSERT = (
    "INSERT INTO account_product (connection_id, sa_id, body) VALUES (?, ?, ?)"
    " ON CONFLICT (connection_id, sa_id) DO UPDATE SET body = excluded.body"
    " WHERE excluded.body IS NOT body"
)
