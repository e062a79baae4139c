"""Old orders as they land: their product lines, and how far the reading came; no buyer, ever."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.catalogue import OrderLine
from shopsync_gui.store.database.codecs import (
    json_list,
    moment_out,
    money_in,
    money_out,
    time_in,
    time_out,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shopsync_gui.store.database.database import Database


class OrderReading(msgspec.Struct, frozen=True, kw_only=True):
    """The progress of reading the orders from the day `since` to the moment `until`.

    Windows of time before `window_at` are read to their end; in the one that begins there, orders
    below `from_inner_id` are. `orders` and `bad` (not readable) count what was read so far,
    `window_orders` the orders of the window at work alone.
    """

    since: date
    until: datetime
    window_at: datetime
    from_inner_id: int = 0
    orders: int = 0
    window_orders: int = 0
    bad: int = 0
    completed_at: datetime | None = None


class _ReadingRow(msgspec.Struct, frozen=True):
    """A reading as the database holds it; the window at work is counted apart."""

    since: str
    until: int
    window_at: int
    from_inner_id: int
    orders: int
    window_orders: int
    bad: int
    window_bad: int
    completed_at: int | None


class OrderStore:
    """The lines of old orders, one for each product; only the writing store may change them."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def reading(self, connection_id: int) -> OrderReading | None:
        """The last reading of a connection's orders; None where there was none."""
        rows = self._db.named(
            _ReadingRow, "FROM order_reading WHERE connection_id = ?", (connection_id,)
        )
        if not rows:
            return None
        row = rows[0]
        return OrderReading(
            since=date.fromisoformat(row.since),
            until=moment_out(row.until),
            window_at=moment_out(row.window_at),
            from_inner_id=row.from_inner_id,
            orders=row.orders + row.window_orders,
            window_orders=row.window_orders,
            bad=row.bad + row.window_bad,
            completed_at=time_out(row.completed_at),
        )

    def begin(
        self, connection_id: int, since: date, first: datetime, until: datetime
    ) -> OrderReading:
        """Begin a reading anew, at the moment `first`; lines of earlier readings are forgotten."""
        with self._db.atomic():
            self._db.execute_sql("DELETE FROM order_line WHERE connection_id = ?", (connection_id,))
            self._db.execute_sql(
                "INSERT OR REPLACE INTO order_reading (connection_id, since, until, window_at)"
                " VALUES (?, ?, ?, ?)",
                (connection_id, since.isoformat(), time_in(until), time_in(first)),
            )
        return OrderReading(since=since, until=until, window_at=first)

    def land(
        self,
        connection_id: int,
        lines: Sequence[OrderLine],
        *,
        orders: int,
        bad: int,
        from_inner_id: int,
    ) -> None:
        """Keep a page's lines, the latest for each product, together with the checkpoint."""
        with self._db.relaxed(), self._db.atomic():
            self._db.many(
                "INSERT INTO order_line VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (connection_id, product_ref) DO UPDATE SET sku = excluded.sku,"
                " name = excluded.name, net = excluded.net, vat = excluded.vat,"
                " currency = excluded.currency, ordered_at = excluded.ordered_at"
                " WHERE coalesce(excluded.ordered_at, 0) >= coalesce(order_line.ordered_at, 0)",
                [
                    (
                        connection_id, line.product_ref, line.sku, line.name, money_in(line.net),
                        money_in(line.vat), line.currency, time_in(line.ordered_at),
                    )
                    for line in lines
                ],
            )  # fmt: skip
            self._db.execute_sql(
                "UPDATE order_reading SET window_orders = window_orders + ?,"
                " window_bad = window_bad + ?, from_inner_id = ? WHERE connection_id = ?",
                (orders, bad, from_inner_id, connection_id),
            )

    def restart_window(self, connection_id: int) -> None:
        """Read the window from its beginning again."""
        self._db.execute_sql(
            "UPDATE order_reading SET window_orders = 0, window_bad = 0, from_inner_id = 0"
            " WHERE connection_id = ?",
            (connection_id,),
        )

    def end_window(self, connection_id: int, next_at: datetime) -> None:
        """Note that everything before `next_at` was read."""
        self._db.execute_sql(
            "UPDATE order_reading SET orders = orders + window_orders, bad = bad + window_bad,"
            " window_orders = 0, window_bad = 0, from_inner_id = 0, window_at = ?"
            " WHERE connection_id = ?",
            (time_in(next_at), connection_id),
        )

    def complete(self, connection_id: int, now: datetime) -> None:
        """Note that all orders of the period were read."""
        self._db.execute_sql(
            "UPDATE order_reading SET completed_at = ? WHERE connection_id = ?",
            (time_in(now), connection_id),
        )

    def counts(self, connection_id: int) -> tuple[int, int]:
        """Different products in the orders, and how many of them are known from the shop itself."""
        total = self._db.value(
            "SELECT count(*) FROM order_line WHERE connection_id = ?", (connection_id,)
        )
        of_orders_alone = self._db.value(
            "SELECT count(*) FROM order_line WHERE connection_id = ?1 AND product_ref IN (SELECT ref"
            " FROM product WHERE connection_id = ?1 AND state = 'from_order')",
            (connection_id,),
        )
        return int(total), int(total) - int(of_orders_alone)

    def unknown_refs(self, connection_id: int) -> list[str]:
        """The orders' ids of products that neither the catalogue nor the account knows by them."""
        rows = self._db.rows(
            "SELECT product_ref FROM order_line WHERE connection_id = ?1 AND product_ref NOT IN"
            " (SELECT ref FROM product WHERE connection_id = ?1"
            " AND NOT (state = 'gone' AND sa_id IS NULL)) ORDER BY product_ref",
            (connection_id,),
        )
        return [ref for (ref,) in rows]

    def left_products(self, connection_id: int) -> list[tuple[int, int]]:
        """The orders' products that left the shop and had a counterpart: the ids here and in the account."""
        return self._db.rows(
            "SELECT id, sa_id FROM product WHERE connection_id = ?1 AND state = 'gone'"
            " AND sa_id IS NOT NULL AND ref IN (SELECT product_ref FROM order_line"
            " WHERE connection_id = ?1) ORDER BY sa_id",
            (connection_id,),
        )

    def refs_from_orders(self, connection_id: int) -> list[str]:
        """The orders' ids of products that only orders know."""
        rows = self._db.rows(
            "SELECT product_ref FROM order_line WHERE connection_id = ?1 AND product_ref IN"
            " (SELECT ref FROM product WHERE connection_id = ?1 AND state = 'from_order')"
            " ORDER BY product_ref",
            (connection_id,),
        )
        return [ref for (ref,) in rows]

    def lines(self, connection_id: int, refs: Iterable[str]) -> list[OrderLine]:
        """The latest lines of these products."""
        rows = self._db.rows(
            "SELECT product_ref, sku, name, net, vat, currency, ordered_at FROM order_line"
            " WHERE connection_id = ? AND product_ref IN (SELECT value FROM json_each(?))"
            " ORDER BY product_ref",
            (connection_id, json_list(refs)),
        )
        return [
            OrderLine(
                product_ref=ref,
                sku=sku,
                name=name,
                net=money_out(net),
                vat=money_out(vat),
                currency=currency,
                ordered_at=time_out(ordered_at),
            )
            for ref, sku, name, net, vat, currency, ordered_at in rows
        ]
