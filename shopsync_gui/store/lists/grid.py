"""The reads of the products page: ids in the shown order, rows by id, and counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.products.numbers import CatalogueCounts, CataloguePart
from shopsync_gui.core.products.suspect import SuspectRow
from shopsync_gui.store.database.codecs import json_list, money_out, refs_of
from shopsync_gui.store.lists.grid_row import GridRow, PreviousValues, ProductRow, grid_row
from shopsync_gui.store.search.change_sql import SHOPS, parameters
from shopsync_gui.store.search.conditions import PART_SQL
from shopsync_gui.store.search.finder import Finder

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from shopsync_gui.core.products.changes import Since
    from shopsync_gui.store.database.database import Database
    from shopsync_gui.store.database.id_ranges import Ids
    from shopsync_gui.store.products.account_names import AccountNames
    from shopsync_gui.store.search.query import GridQuery


_MONEY = frozenset({"net", "gross", "vat", "stock"})
#: Shops whose products have the ids of another account than they lead to now.
_LED_ELSEWHERE = (
    "SELECT id FROM connection WHERE coalesce(nullif(linked_account, ''), account_identity)"
    " NOT IN ('', sa_user || '@' || sa_url)"
)
#: The number of each part, in one pass. A GROUP BY would sort all products, in 50 MB for a million, and without
#: its limit the SELECT inside would be worked out once for each part.
_COUNTED = ", ".join(f"count(*) FILTER (WHERE part = '{part.value}')" for part in CataloguePart)


class Grid:
    """The rows of products for the window and the command line; works on a read-only store too."""

    def __init__(self, database: Database, account_names: AccountNames) -> None:
        self._db = database
        self._finder = Finder(database)
        self._names = account_names

    def ids(self, query: GridQuery) -> Ids:
        """Ids of the matching products, in the asked order. Not to be changed."""
        return self._finder.ids(query)

    def members(self, query: GridQuery) -> Collection[int]:
        """Ids of the matching products in no order, whatever the limit. Not to be changed."""
        return self._finder.members(query)

    def interrupt(self) -> None:
        """Break off the search on the other thread."""
        self._finder.interrupt()

    def close(self) -> None:
        """End the other thread."""
        self._finder.close()

    def count(self, query: GridQuery) -> int:
        """Count the products that match, whatever the limit."""
        return self._finder.count(query)

    def ids_of_skus(self, skus: Sequence[str]) -> dict[str, tuple[int, ...]]:
        """The products of each of these SKUs, in their order, without regard to letter case.

        An empty SKU names no product.
        """
        return {
            sku: tuple(
                row_id
                for (row_id,) in self._db.rows(
                    "SELECT id FROM product WHERE sku != '' AND sku = ? COLLATE NOCASE ORDER BY id",
                    (sku,),
                )
            )
            for sku in dict.fromkeys(skus)
        }

    def rows(self, ids: Sequence[int], since: Since | None = None) -> list[GridRow]:
        """The products with these ids, in the same order; vanished ones are left out.

        With `since` each row tells what the product was at that moment.
        """
        wanted = json_list(ids)
        previous = {} if since is None else self._previous(wanted, since)
        unchanged = None if since is None else PreviousValues()
        categories: dict[int, list[tuple[str, bool]]] = {}
        labels: dict[int, list[str]] = {}
        names: dict[int, Mapping[str, str]] = {}
        for product_id, connection_id, ref, name, enabled in self._db.rows(
            "SELECT pc.product_id, c.connection_id, c.ref, c.name, c.enabled"
            " FROM product_category pc JOIN category c ON c.id = pc.category_id"
            " WHERE pc.product_id IN (SELECT value FROM json_each(?)) AND c.name != ''"
            " ORDER BY pc.product_id, pc.position",
            (wanted,),
        ):
            if connection_id not in names:
                names[connection_id] = self._names.of(connection_id)
            categories.setdefault(product_id, []).append((name, bool(enabled)))
            labels.setdefault(product_id, []).append(names[connection_id].get(ref, name))
        suspects = {
            product_id: SuspectRow(*row)
            for product_id, *row in self._db.rows(
                "SELECT product_id, sa_id, sku, name FROM product_suspect"
                " WHERE product_id IN (SELECT value FROM json_each(?))",
                (wanted,),
            )
        }
        strange = {row[0] for row in self._db.rows(_LED_ELSEWHERE)}
        rows = {
            row.id: grid_row(
                row,
                None if row.connection_id in strange else row.sa_id,
                tuple(categories.get(row.id, ())),
                tuple(labels.get(row.id, ())),
                previous.get(row.id, unchanged),
                suspects.get(row.id),
            )
            for row in self._db.named(
                ProductRow, "FROM product WHERE id IN (SELECT value FROM json_each(?))", (wanted,)
            )
        }
        return [rows[row_id] for row_id in ids if row_id in rows]

    def _previous(self, wanted: str, since: Since) -> dict[int, PreviousValues]:
        values: dict[int, dict[str, Any]] = {}
        moments = parameters(since)
        for (product_id,) in self._db.rows(
            f"WITH {SHOPS} SELECT product.id FROM product JOIN shop ON shop.id = connection_id"
            " WHERE product.id IN (SELECT value FROM json_each(?)) AND first_seen_at >= shop.at",
            (*moments, wanted),
        ):
            values[product_id] = {"new": True}
        changed: dict[int, set[str]] = {}
        for product_id, connection_id, field, old, refs, _first in self._db.rows(
            f"WITH {SHOPS} SELECT change.product_id, product.connection_id, field, old,"
            " product.category_refs, min(change.id)"
            " FROM change JOIN product ON product.id = change.product_id"
            " JOIN shop ON shop.id = product.connection_id"
            " WHERE change.product_id IN (SELECT value FROM json_each(?)) AND change.at >= shop.at"
            " GROUP BY change.product_id, field",
            (*moments, wanted),
        ):
            known = values.setdefault(product_id, {})
            if field == "category_refs":
                known["categories"] = self.account_names(connection_id, refs_of(old or "[]"))
                known["moved"] = refs != (old or "[]")
            elif field == "state":
                known["state"] = ProductState(old)
            elif field in _MONEY:
                known[field] = None if old is None else money_out(int(old))
            else:
                known[field] = old or ""
            changed.setdefault(product_id, set()).add(field)
        return {
            product_id: PreviousValues(changed=frozenset(changed.get(product_id, ())), **known)
            for product_id, known in values.items()
        }

    def account_names(self, connection_id: int, refs: Sequence[str]) -> tuple[str, ...]:
        """The names that a shop's categories have in the account, by their references, each once."""
        names = dict(
            self._db.rows(
                "SELECT ref, name FROM category WHERE connection_id = ?"
                " AND ref IN (SELECT value FROM json_each(?))",
                (connection_id, json_list(refs)),
            )
        )
        own = self._names.of(connection_id)
        labels = (own.get(ref, names.get(ref, "")) for ref in refs)
        return tuple(dict.fromkeys(label for label in labels if label))

    def beside_shop(self) -> CatalogueCounts:
        """Count the known products that no shop has any more, or never had; quick by an index."""
        return CatalogueCounts(
            **dict(
                self._db.rows(
                    "SELECT state, count(*) FROM product WHERE state IN ('gone', 'from_order')"
                    " GROUP BY state"
                )
            )
        )

    def summary(self, connection_id: int | None = None) -> CatalogueCounts:
        """The counts of one connection, or of all."""
        where = "" if connection_id is None else " WHERE connection_id = ?"
        params = () if connection_id is None else (connection_id,)
        rows = f"SELECT {PART_SQL} AS part FROM product{where} LIMIT -1"
        counted = self._db.rows(f"SELECT {_COUNTED} FROM ({rows})", params)[0]
        return CatalogueCounts(**dict(zip(CataloguePart, counted, strict=True)))
