"""Writes of one shop over the products of another one in the same account."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from shopsync_gui.store.codecs import moment_out, time_in

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from shopsync_gui.store.database import Database


class Overwriting(NamedTuple):
    """The last write of another shop to products of this one: its title, when, and how many in its run.

    `products` are without those that an undo of the run gave back: 0 where it gave back all.
    """

    shop: str
    at: datetime
    products: int


class Overwritings:
    """The last such write for each connection."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def note(
        self,
        shops: Iterable[int],
        sa_id: int,
        *,
        by: int,
        run_id: int,
        now: datetime,
        is_first: bool = True,
    ) -> None:
        """Note a write to a product of the account, for those of these shops that have it, too.

        `is_first` says that its run had not written to it before: only then it is one product more.
        """
        self._db.many(
            "INSERT INTO overwritten (connection_id, by_id, run_id, at, products)"
            " SELECT ?1, ?3, ?4, ?5, 1 WHERE EXISTS (SELECT 1 FROM product"
            " WHERE sa_id = ?2 AND connection_id = ?1 AND state NOT IN ('gone', 'from_order'))"
            " ON CONFLICT (connection_id) DO UPDATE SET by_id = excluded.by_id,"
            " products = CASE WHEN run_id = excluded.run_id THEN products + ?6 ELSE 1 END,"
            " run_id = excluded.run_id, at = excluded.at",
            [(shop, sa_id, by, run_id, time_in(now), is_first) for shop in shops],
        )

    def note_undo(
        self,
        shops: Iterable[int],
        sa_id: int,
        *,
        by: int,
        undone: int,
        now: datetime,
        removed: bool = False,
        is_first: bool = True,
    ) -> None:
        """Note that the undo of a run gave a product of the account back, or `removed` it, for those who have it.

        What the run had overwritten is one product less by it; what another one did since stays noted.
        """
        change = int(removed) - int(is_first and not removed)
        self._db.many(
            "INSERT INTO overwritten AS o (connection_id, by_id, run_id, at, products)"
            " SELECT ?1, ?3, ?4, ?5, ?7 WHERE EXISTS (SELECT 1 FROM product"
            " WHERE sa_id = ?2 AND connection_id = ?1 AND state NOT IN ('gone', 'from_order'))"
            " ON CONFLICT (connection_id) DO UPDATE SET"
            " (by_id, run_id, products, at) = (SELECT CASE WHEN open THEN o.by_id ELSE ?3 END,"
            " CASE WHEN open THEN o.run_id ELSE ?4 END,"
            " CASE WHEN NOT open THEN ?7 WHEN o.run_id = ?4 THEN max(o.products + ?6, 0)"
            " ELSE o.products + ?7 END, ?5"
            " FROM (SELECT verified_at IS NULL OR verified_at <= o.at AS open FROM connection"
            " WHERE id = o.connection_id))",
            [(shop, sa_id, by, undone, time_in(now), change, removed) for shop in shops],
        )

    def all(self) -> dict[int, Overwriting]:
        """The last one for each shop that has met any."""
        return {
            connection_id: Overwriting(title, moment_out(at), products)
            for connection_id, title, at, products in self._db.rows(
                "SELECT o.connection_id, CASE WHEN c.title = mine.title THEN c.name ELSE c.title END,"
                " o.at, o.products FROM overwritten o JOIN connection c ON c.id = o.by_id"
                " JOIN connection mine ON mine.id = o.connection_id",
                (),
            )
        }
