"""The disconnecting of a shop: its rows are deleted in pieces, after a kill from where that was."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from shopsync_gui.store.database.codecs import json_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shopsync_gui.store.database.database import Database
    from shopsync_gui.store.documents.waiting_documents import WaitingDocuments

#: Rows that are deleted in one transaction, and products, which have rows in several tables.
_ROWS = 1000
_PRODUCTS = 100
#: Large tables whose rows are found by their connection, with what follows that in their key.
_KEYED = (
    ("account_product", "sa_id"),
    ("echo", "account, sa_id, field"),
    ("order_line", "product_ref"),
)


class Removals:
    """Connections that are marked as removed, and what is still there of them."""

    def __init__(self, database: Database, waiting: WaitingDocuments) -> None:
        self._db = database
        self._waiting = waiting

    def remove(self, connection_id: int) -> None:
        """Forget a connection and what was kept for it; what the user made by hand waits for its return.

        That is deleted in pieces; where the program is killed meanwhile, the next run of any shop
        deletes the rest.
        """
        self.begin(connection_id)
        deque(self.pieces(), maxlen=0)

    def begin(self, connection_id: int) -> None:
        """Mark a connection: nobody finds it any more, and its name is free."""
        with self._db.atomic():
            self._waiting.set_aside(connection_id)
            self._db.execute_sql(
                "UPDATE connection SET removed = 1, name = name || ' #' || id WHERE id = ?"
                " AND removed = 0",
                (connection_id,),
            )

    def pieces(self) -> Iterator[None]:
        """Delete what is left of marked connections; yields between short transactions."""
        for (connection_id,) in self._db.rows(
            "SELECT id FROM connection WHERE removed = 1 ORDER BY id"
        ):
            yield from self._products(connection_id)
            yield from self._runs(connection_id)
            for table, key in _KEYED:
                yield from self._in_pieces(
                    f"DELETE FROM {table} WHERE connection_id = ?1 AND ({key}) IN"
                    f" (SELECT {key} FROM {table} WHERE connection_id = ?1 LIMIT {_ROWS})",
                    connection_id,
                )
            self._finish(connection_id)
            yield

    def _products(self, connection_id: int) -> Iterator[None]:
        while ids := self._db.column(
            "SELECT id FROM product WHERE connection_id = ? LIMIT ?", (connection_id, _PRODUCTS)
        ):
            wanted = json_list(ids)
            yield from self._in_pieces(
                "DELETE FROM change WHERE id IN (SELECT id FROM change WHERE product_id IN"
                f" (SELECT value FROM json_each(?)) LIMIT {_ROWS})",
                wanted,
            )
            with self._db.relaxed(), self._db.atomic():
                self._db.execute_sql(
                    "DELETE FROM product WHERE id IN (SELECT value FROM json_each(?))", (wanted,)
                )
            yield

    def _runs(self, connection_id: int) -> Iterator[None]:
        while ids := self._db.column(
            "SELECT id FROM run WHERE connection_id = ? ORDER BY id LIMIT ?",
            (connection_id, _PRODUCTS),
        ):
            wanted = json_list(ids)
            yield from self._in_pieces(
                "DELETE FROM journal WHERE id IN (SELECT id FROM journal WHERE run_id IN"
                f" (SELECT value FROM json_each(?)) LIMIT {_ROWS})",
                wanted,
            )
            with self._db.relaxed(), self._db.atomic():
                self._db.execute_sql(
                    "DELETE FROM run WHERE id IN (SELECT value FROM json_each(?))", (wanted,)
                )
            yield

    def _in_pieces(self, sql: str, parameter: object) -> Iterator[None]:
        """Repeat a statement, each time in a transaction of its own, until it changes nothing."""
        while True:
            with self._db.relaxed(), self._db.atomic():
                self._db.execute_sql(sql, (parameter,))
                changed = self._db.connection().changes()
            if not changed:
                return
            yield

    def _finish(self, connection_id: int) -> None:
        with self._db.atomic():
            self._db.execute_sql("DELETE FROM connection WHERE id = ?", (connection_id,))
            if self._db.one("SELECT 1 FROM product LIMIT 1") is None:
                for index in ("product_text", "product_id_text"):
                    self._db.execute_sql(f"INSERT INTO {index} ({index}) VALUES ('delete-all')")
