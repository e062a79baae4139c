"""The shops that a connection led to before: what was read of them is set aside, and can be brought back.

The products of a former shop stay in the list as gone ones. Their keys get a prefix, so that none of
another shop is taken for one of them: the inner id is a plain number that stands for something else in
every shop. The same goes for its categories, and for the pairs with those of the account.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from shopsync_gui.store.database.codecs import json_list
from shopsync_gui.store.database.id_ranges import id_ranges
from shopsync_gui.store.products.former_shop_sql import (
    CHANGES_ASIDE,
    CHANGES_BACK,
    HAS_PREFIX,
    IN_PLACE_KEYS,
    IS_IN_PLACE,
    PRODUCTS_ASIDE,
    PRODUCTS_BACK,
    SET_ASIDE_KEYS,
    WAS_SET_ASIDE,
    end_of,
    key_prefix,
)
from shopsync_gui.store.search.change_sql import OF_FORMER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.store.database.database import Database
    from shopsync_gui.store.products.categories import CategoryStore

#: Products that are looked at in one transaction, of which those meant are set aside or brought back.
PIECE = 500
#: Lines of orders that are forgotten in one transaction.
_LINES = 2000
#: Products that a sample is taken from.
_LOOKED_AT = 500


class KnownKey(NamedTuple):
    """The shop's key of a product, and its SKU."""

    inner_id: str
    ref: str
    sku: str


class FormerShops:
    """Knowledge of a connection's present shop and of its former ones, by their numbers."""

    def __init__(self, database: Database, categories: CategoryStore) -> None:
        self._db = database
        self._categories = categories

    # --- telling shops apart --------------------------------------------------------------------

    def numbers(self, connection_id: int) -> list[int]:
        """The numbers of the shops that are set aside, wholly or in part."""
        query = "SELECT number FROM former_shop WHERE connection_id = ? ORDER BY number"
        return list(self._db.column(query, (connection_id,)))

    def count(self, connection: Connection, number: int, most: int) -> int:
        """Count the products with a SKU that a shop had when it was read last, up to `most`."""
        found = sum(
            int(
                self._db.value(
                    f"SELECT count(*) FROM (SELECT 1 FROM product WHERE {keys} AND {had} LIMIT ?4)",
                    (*parameters, most),
                )
            )
            for keys, had, parameters in self._products(connection, number)
        )
        return min(found, most)

    def is_unread(self, connection: Connection, number: int) -> bool:
        """Whether no product of a shop was stored yet."""
        return not any(
            self._db.value(f"SELECT EXISTS (SELECT 1 FROM product WHERE {keys})", parameters)
            for keys, _had, parameters in self._products(connection, number)
        )

    def at(self, connection: Connection, address: str) -> list[int]:
        """The numbers of the former shops that were last read from an address."""
        query = "SELECT number FROM former_shop WHERE connection_id = ? AND address = ?"
        return list(self._db.column(query, (connection.id, address)))

    def skus(self, connection: Connection, number: int, ids: Iterable[str]) -> dict[str, str]:
        """The SKUs that these of its products had, by the shop's inner ids."""
        wanted = list(ids)
        found: dict[str, str] = {}
        for _keys, had, parameters in self._products(connection, number):
            prefix = parameters[1]
            given = json_list([prefix + inner_id for inner_id in wanted])
            rows = self._db.rows(
                "SELECT inner_id, sku FROM json_each(?4) AS given CROSS JOIN product"
                f" ON connection_id = ?1 AND inner_id = given.value WHERE {had}",
                (*parameters, given),
            )
            found |= {inner_id.removeprefix(prefix): sku for inner_id, sku in rows}
        return found

    def sample(self, connection: Connection, number: int, most: int) -> list[KnownKey]:
        """Some of its products, from all over."""
        found: list[KnownKey] = []
        for keys, had, parameters in self._products(connection, number):
            prefix = parameters[1]
            ids = self._db.column(f"SELECT id FROM product WHERE {keys}", parameters)
            some = list(ids[:: max(1, len(ids) // _LOOKED_AT)])
            rows = self._db.rows(
                "SELECT inner_id, ref, sku FROM json_each(?4) AS given CROSS JOIN product"
                f" ON product.id = given.value WHERE {had} ORDER BY product.id",
                (*parameters, json_list(some)),
            )
            found += [
                KnownKey(inner_id.removeprefix(prefix), ref.removeprefix(prefix), sku)
                for inner_id, ref, sku in rows[:: max(1, len(rows) // most)]
            ]
        return found[:most]

    def _products(
        self, connection: Connection, number: int
    ) -> Iterator[tuple[str, str, tuple[int, str, str]]]:
        """The conditions by which its products are found: set aside, and in their usual place.

        One is on their keys, for which an index is enough; the other on what the shop had of these.
        """
        prefix = key_prefix(number)
        yield SET_ASIDE_KEYS, WAS_SET_ASIDE, (connection.id, prefix, end_of(prefix))
        if number == connection.shop_number:
            yield IN_PLACE_KEYS, IS_IN_PLACE, (connection.id, "", "")

    # --- setting aside --------------------------------------------------------------------------

    def set_aside(self, connection: Connection) -> Iterator[None]:
        """Set aside what was read of the present shop, in pieces; what is left belongs to no shop.

        After a kill it is to be called again, with the connection as it is then.
        """
        connection_id, prefix = connection.id, key_prefix(connection.shop_number)
        with self._db.atomic():
            self._db.execute_sql(
                "INSERT INTO former_shop (connection_id, number, first_read_at, address)"
                " SELECT id, shop_number, first_read_at, linked_shop FROM connection WHERE id = ?"
                " ON CONFLICT DO UPDATE"
                " SET first_read_at = coalesce(excluded.first_read_at, first_read_at)",
                (connection_id,),
            )
            self._unlink(connection_id)
        for first, last in id_ranges(self._db, connection_id, PIECE):
            with self._db.unhurried():
                for statement in (CHANGES_ASIDE, PRODUCTS_ASIDE):
                    self._db.execute_sql(statement, (prefix, connection_id, first, last))
            yield
        yield from self._forgetting_orders(connection_id)
        with self._db.atomic():
            self._db.execute_sql(
                "UPDATE category SET ref = ?1 || ref, parent_ref = ?1 || parent_ref,"
                " inner_id = iif(inner_id = '', '', ?1 || inner_id), present = 0"
                f" WHERE connection_id = ?2 AND ref NOT {OF_FORMER}",
                (prefix, connection_id),
            )
            self._db.execute_sql(
                "UPDATE category_pair SET inner_id = ?1 || inner_id"
                f" WHERE connection_id = ?2 AND NOT {HAS_PREFIX}",
                (prefix, connection_id),
            )
            self._db.execute_sql(
                "UPDATE connection SET first_read_at = NULL, verified_at = NULL,"
                " verified_count = NULL WHERE id = ?",
                (connection_id,),
            )
            self._stamp()

    def bring_back(self, connection: Connection, number: int) -> Iterator[None]:
        """Put what was set aside of a shop back in its place, in pieces.

        Nothing of another one may be there any more; after a kill it is to be called again.
        """
        connection_id, prefix = connection.id, key_prefix(number)
        with self._db.atomic():
            self._unlink(connection_id)
            self._db.execute_sql(
                "UPDATE connection SET shop_number = ? WHERE id = ?", (number, connection_id)
            )
        for first, last in id_ranges(self._db, connection_id, PIECE):
            with self._db.unhurried():
                for statement in (CHANGES_BACK, PRODUCTS_BACK):
                    keys = (prefix, connection_id, first, last, end_of(prefix))
                    self._db.execute_sql(statement, keys)
            yield
        after = len(prefix) + 1
        with self._db.atomic():
            self._db.execute_sql(
                "UPDATE category SET ref = substr(ref, ?1), parent_ref = substr(parent_ref, ?1),"
                " inner_id = substr(inner_id, ?1)"
                " WHERE connection_id = ?2 AND ref >= ?3 AND ref < ?4",
                (after, connection_id, prefix, end_of(prefix)),
            )
            self._db.execute_sql(
                "UPDATE category_pair SET inner_id = substr(inner_id, ?1)"
                " WHERE connection_id = ?2 AND inner_id >= ?3 AND inner_id < ?4",
                (after, connection_id, prefix, end_of(prefix)),
            )
            self._db.execute_sql(
                "UPDATE connection SET first_read_at = coalesce(first_read_at, (SELECT first_read_at"
                " FROM former_shop WHERE connection_id = ?1 AND number = ?2)) WHERE id = ?1",
                (connection_id, number),
            )
            self._db.execute_sql(
                "DELETE FROM former_shop WHERE connection_id = ? AND number = ?",
                (connection_id, number),
            )
            self._stamp()

    def forget(self, connection: Connection) -> Iterator[None]:
        """Delete what was read of the present shop, in pieces: it was only looked at, and never synced."""
        connection_id, prefix = connection.id, key_prefix(connection.shop_number)
        with self._db.atomic():
            self._unlink(connection_id)
        keys = (connection_id, prefix, end_of(prefix))
        for ids in id_ranges(self._db, connection_id, PIECE):
            with self._db.unhurried():
                self._db.execute_sql(
                    "DELETE FROM product WHERE id BETWEEN ?4 AND ?5 AND +connection_id = ?1"
                    f" AND (NOT {HAS_PREFIX} OR inner_id >= ?2 AND inner_id < ?3)",
                    (*keys, *ids),
                )
            yield
        yield from self._forgetting_orders(connection_id)
        of_shop = "connection_id = ?1 AND (NOT {0} {1} OR {0} >= ?2 AND {0} < ?3)"
        with self._db.atomic():
            for table, key in (("category", "ref"), ("category_pair", "inner_id")):
                self._db.execute_sql(
                    f"DELETE FROM {table} WHERE {of_shop.format(key, OF_FORMER)}", keys
                )
            self._db.execute_sql(
                "DELETE FROM former_shop WHERE connection_id = ? AND number = ?",
                (connection_id, connection.shop_number),
            )
            self._db.execute_sql(
                "UPDATE connection SET first_read_at = NULL WHERE id = ?", (connection_id,)
            )
            self._stamp()

    def begin(self, connection: Connection) -> None:
        """Have what is read from now on belong to a shop that was not known before.

        No number is given twice: runs and what was learned bear it also where the products are forgotten.
        """
        last = self._db.value(
            "SELECT max(shop_number) FROM run WHERE connection_id = ?", (connection.id,)
        )
        numbers = [connection.shop_number, *self.numbers(connection.id), int(last or 0)]
        self._db.execute_sql(
            "UPDATE connection SET shop_number = ? WHERE id = ?",
            (max(numbers) + 1, connection.id),
        )

    def _unlink(self, connection_id: int) -> None:
        """Note that no shop is known to be the one of the stored products."""
        self._db.execute_sql(
            "UPDATE connection SET linked_shop = '' WHERE id = ?", (connection_id,)
        )

    def _forgetting_orders(self, connection_id: int) -> Iterator[None]:
        """Forget what the orders of the present shop said: it is read again where it is asked for."""
        self._db.execute_sql("DELETE FROM order_reading WHERE connection_id = ?", (connection_id,))
        left = "FROM order_line WHERE connection_id = ?1"
        while self._db.value(f"SELECT 1 {left} LIMIT 1", (connection_id,)):
            self._db.execute_sql(
                f"DELETE {left} AND product_ref IN (SELECT product_ref {left} LIMIT {_LINES})",
                (connection_id,),
            )
            yield

    def _stamp(self) -> None:
        self._db.execute_sql("UPDATE catalogue_stamp SET n = n + 1")
        self._categories.forget_names()
