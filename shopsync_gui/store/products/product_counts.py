"""The numbers of products, in all and of each shop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.store.database.kept_readings import KeptReading

if TYPE_CHECKING:
    from shopsync_gui.store.database.database import Database


class ProductCounts:
    """Numbers of products; those that take time are kept while nothing changes."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._in_shops = KeptReading(database, self._count_in_shops)
        self._known = KeptReading(database, self._count_known)

    def known(self) -> int:
        """Count all known products, be they gone from their shop."""
        return self._known.result()

    def _count_known(self) -> int:
        return int(self._db.value("SELECT count(*) FROM product") or 0)

    def in_shop(self, connection_id: int) -> int:
        """Count the products of the shop, as it was last read."""
        return int(
            self._db.value(
                "SELECT count(*) FROM product WHERE connection_id = ?"
                " AND state NOT IN ('gone', 'from_order')",
                (connection_id,),
            )
            or 0
        )

    def in_shops(self) -> dict[int, int]:
        """The same of every connection that has products, by its id."""
        return self._in_shops.result()

    def _count_in_shops(self) -> dict[int, int]:
        """Count them; one that has every product is counted without reading them, which takes no time."""
        with self._db.snapshot():
            shops = self._db.column(
                "SELECT id FROM connection c"
                " WHERE EXISTS (SELECT 1 FROM product WHERE connection_id = c.id)"
            )
            if len(shops) == 1:
                counts = {shops[0]: int(self._db.value("SELECT count(*) FROM product"))}
            else:
                counts = dict(
                    self._db.rows(
                        "SELECT connection_id, count(*) FROM product GROUP BY connection_id"
                    )
                )
            for connection_id, left in self._db.rows(
                "SELECT connection_id, count(*) FROM product INDEXED BY product_left"
                " WHERE state IN ('gone', 'from_order') GROUP BY connection_id"
            ):
                counts[connection_id] -= left
        return {connection_id: count for connection_id, count in counts.items() if count}
