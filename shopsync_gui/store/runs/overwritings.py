"""Writes of one shop over the products of another one in the same account."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.store.database.codecs import moment_out, time_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shopsync_gui.store.database.database import Database


class Overwriting(msgspec.Struct, frozen=True, gc=False):
    """The last write of another shop's run to products of this one: the shop's title, when, and how many.

    `products` are without those that an undo of the run gave back: 0 where it gave back all.
    """

    shop: str
    at: datetime
    products: int


def in_force(found: Sequence[Overwriting], compared_at: datetime | None) -> Overwriting | None:
    """The last of these since both sides were compared; of several runs the newest that was not given back."""
    since = [each for each in found if compared_at is None or each.at >= compared_at]
    if not since:
        return found[0] if found else None
    left = next((each for each in since if each.products), since[0])
    return msgspec.structs.replace(left, at=max(each.at for each in since))


class Overwritings:
    """The writes of other shops' runs over a connection's products, since it was last proven equal."""

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
            " ON CONFLICT DO UPDATE SET products = products + ?6, at = excluded.at",
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
            "INSERT INTO overwritten (connection_id, by_id, run_id, at, products)"
            " SELECT ?1, ?3, ?4, ?5, ?7 WHERE EXISTS (SELECT 1 FROM product"
            " WHERE sa_id = ?2 AND connection_id = ?1 AND state NOT IN ('gone', 'from_order'))"
            " ON CONFLICT DO UPDATE SET products = max(products + ?6, 0), at = excluded.at",
            [(shop, sa_id, by, undone, time_in(now), change, removed) for shop in shops],
        )

    def forget(self, connection_id: int) -> None:
        """Forget them: both sides were found equal."""
        self._db.execute_sql("DELETE FROM overwritten WHERE connection_id = ?", (connection_id,))

    def all(self) -> dict[int, list[Overwriting]]:
        """List them for each shop that has met any, the last one first."""
        found: dict[int, list[Overwriting]] = {}
        for connection_id, title, at, products in self._db.rows(
            "SELECT o.connection_id, CASE WHEN c.title = mine.title THEN c.name ELSE c.title END,"
            " o.at, o.products FROM overwritten o JOIN connection c ON c.id = o.by_id"
            " JOIN connection mine ON mine.id = o.connection_id ORDER BY o.at DESC, o.run_id DESC",
            (),
        ):
            found.setdefault(connection_id, []).append(Overwriting(title, moment_out(at), products))
        return found
