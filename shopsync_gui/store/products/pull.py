"""The landing of a pull: pages with their checkpoints, and the products that no page held."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, NamedTuple

from shopsync_gui.store.database.codecs import json_list, time_in
from shopsync_gui.store.products.product_rows import HIDDEN
from shopsync_gui.store.products.upsert import ProductUpsert, UpsertCounts
from shopsync_gui.store.search.search_index import WAITING, SearchIndex
from shopsync_gui.store.search.sort_indexes import drop_while_empty

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from shopsync_gui.core.catalogue import ShopProduct
    from shopsync_gui.core.structures.pieces import Pieces
    from shopsync_gui.store.database.database import Database
    from shopsync_gui.store.products.catalogue import CatalogueStore, UnseenProduct
    from shopsync_gui.store.products.categories import CategoryStore

#: Products, and pages of them, that are looked through at a time.
_PIECE, _PAGES = 10_000, 250
#: Start and size of what was read outside of the page order.
_NO_PAGE = -1, 0


class HeldProducts(NamedTuple):
    """The products that the pages of a run held.

    `seen` are different products, unreadable ones included; `repeated` is how often a page held one
    of an earlier page; `extra` were read outside the page order and no page held them.
    """

    seen: int
    repeated: int
    extra: int


class PullStore:
    """The products that a run reads from the shop; only the writing store may change them."""

    def __init__(
        self,
        database: Database,
        categories: CategoryStore,
        catalogue: CatalogueStore,
        search_index: SearchIndex,
    ) -> None:
        self._db = database
        self._categories = categories
        self._catalogue = catalogue
        self._search_index = search_index
        self._upsert = ProductUpsert(database, categories)

    def land_page(
        self,
        run_id: int,
        connection_id: int,
        start: int,
        size: int,
        products: Sequence[ShopProduct],
        now: datetime,
        *,
        bad: Sequence[str] = (),
    ) -> UpsertCounts:
        """Store one page together with its checkpoint, in one transaction.

        `bad` are the inner ids of products that could not be read; known ones count as seen. A
        power cut may undo the last pages whole; they are then read again.
        """
        try:
            with self._db.relaxed(), self._db.atomic():
                drop_while_empty(self._db)
                ids, landed = self._upsert.write(run_id, connection_id, products, now)
                known = self._ids_of(connection_id, bad)
                ids.extend(known.values())
                self._db.execute_sql(
                    "INSERT INTO pull_page (run_id, start, size, ids, bad) VALUES (?, ?, ?, ?, ?)",
                    (run_id, start, size, ids.tobytes(), len(bad) - len(known)),
                )
        except BaseException:
            self._categories.forget_names()
            raise
        self._search_index.add_pending(WAITING)
        return landed

    def land_extra(
        self, run_id: int, connection_id: int, products: Sequence[ShopProduct], now: datetime
    ) -> UpsertCounts:
        """Store products read outside the page order; seen, but not part of the page count."""
        return self.land_page(run_id, connection_id, *_NO_PAGE, products, now)

    def land_from_orders(
        self, run_id: int, connection_id: int, products: Sequence[ShopProduct], now: datetime
    ) -> UpsertCounts:
        """Store products that only old orders know; their `inner_id` is `order_key(ref)`.

        One that was in the shop once, and that the account never got, is among them from now on.
        """
        with self._db.atomic():
            self._db.many(
                "UPDATE OR IGNORE product SET inner_id = ? WHERE +connection_id = ? AND ref = ?"
                " AND state = 'gone' AND sa_id IS NULL",
                [(p.inner_id, connection_id, p.ref) for p in products],
            )
            _ids, landed = self._upsert.write(run_id, connection_id, products, now)
        self._search_index.add_pending(WAITING)
        return landed

    def landed_ranges(self, run_id: int) -> list[tuple[int, int]]:
        """Start and size of every page of the run that has landed."""
        return self._db.rows(
            "SELECT start, size FROM pull_page WHERE run_id = ? AND start >= 0 ORDER BY start",
            (run_id,),
        )

    def forget_pull(self, run_id: int) -> None:
        """Drop the run's checkpoints, for a re-read from the beginning."""
        self._db.execute_sql("DELETE FROM pull_page WHERE run_id = ?", (run_id,))

    def last_page(self, run_id: int) -> int:
        """The page of the pull that landed last, 0 where none did."""
        query = "SELECT coalesce(max(rowid), 0) FROM pull_page WHERE run_id = ?"
        return int(self._db.value(query, (run_id,)))

    def forget_until(self, run_id: int, page: int) -> None:
        """Have the pages up to this one read once more; what they said stays until then."""
        self._db.execute_sql(
            "DELETE FROM pull_page WHERE run_id = ? AND rowid <= ?", (run_id, page)
        )

    def held(self, run_id: int) -> Pieces[HeldProducts]:
        """Count in pieces what the run's pages held."""
        seen, extra, unreadable, rows = _Marks(), _Marks(), 0, 0
        for pages in self._pages(run_id):
            for start, blob, bad in pages:
                ids = array("q", blob)
                (seen if start >= 0 else extra).add(ids)
                rows += len(ids) if start >= 0 else 0
                unreadable += bad
            yield
        different = seen.count
        seen.join(extra)
        return HeldProducts(
            seen=different + unreadable, repeated=rows - different, extra=seen.count - different
        )

    def changed_prices(self, run_id: int, since: datetime) -> set[str]:
        """Inner ids of products known before whose price, VAT or currency the run changed `since`."""
        return {
            inner_id
            for (inner_id,) in self._db.rows(
                "SELECT p.inner_id FROM change AS c JOIN product AS p"
                " ON p.id = c.product_id WHERE c.run_id = ?1"
                " AND c.at >= max(?2, (SELECT started_at FROM run WHERE id = ?1))"
                " AND c.field IN ('net', 'vat', 'currency')",
                (run_id, time_in(since)),
            )
        }

    def bad_count(self, run_id: int) -> int:
        """Products of the run's pages that could not be read and were never known."""
        return int(
            self._db.value("SELECT sum(bad) FROM pull_page WHERE run_id = ?", (run_id,)) or 0
        )

    def unseen(self, run_id: int, connection_id: int) -> Pieces[list[UnseenProduct]]:
        """Products that were in the shop and that the run has not seen, looked for in pieces."""
        seen = _Marks()
        for pages in self._pages(run_id):
            for _start, blob, _bad in pages:
                seen.add(array("q", blob))
            yield
        missing: list[int] = []
        for begin in range(0, self._catalogue.highest_id(), _PIECE):
            missing += [
                row_id
                for (row_id,) in self._db.rows(
                    "SELECT id FROM product WHERE id > ? AND id <= ? AND +connection_id = ?"
                    " AND state NOT IN (?, ?) ORDER BY id",
                    (begin, begin + _PIECE, connection_id, *HIDDEN),
                )
                if row_id not in seen
            ]
            yield
        return self._catalogue.refs(connection_id, missing)

    def _pages(self, run_id: int) -> Iterator[list[tuple[int, bytes, int]]]:
        """Start, ids and unreadable products of the run's pages, some pages at a time."""
        pages = self._db.rows("SELECT start, ids, bad FROM pull_page WHERE run_id = ?", (run_id,))
        for begin in range(0, len(pages), _PAGES):
            yield pages[begin : begin + _PAGES]

    def _ids_of(self, connection_id: int, inner_ids: Sequence[str]) -> dict[str, int]:
        if not inner_ids:
            return {}
        return dict(
            self._db.rows(
                "SELECT inner_id, id FROM product WHERE connection_id = ?"
                " AND inner_id IN (SELECT value FROM json_each(?))",
                (connection_id, json_list(inner_ids)),
            )
        )


class _Marks:
    """A set of ids: a byte for each up to the highest, where a set would take sixty."""

    def __init__(self) -> None:
        self._marks = bytearray()

    def add(self, ids: array[int]) -> None:
        """Add these."""
        marks = self._marks
        if ids and (beyond := max(ids) - len(marks)) >= 0:
            marks.extend(bytes(beyond + 1))
        for row_id in ids:
            marks[row_id] = 1

    def join(self, others: _Marks) -> None:
        """Add all of another set."""
        self.add(array("q", (row_id for row_id, marked in enumerate(others._marks) if marked)))

    def __contains__(self, row_id: int) -> bool:
        return row_id < len(self._marks) and bool(self._marks[row_id])

    @property
    def count(self) -> int:
        """The number of marked ids."""
        return self._marks.count(1)
