"""Finds products fast in any order: the first rows at once, the whole list soon after.

No single way is quick for every search. The index of letter triples is slow on words that many
products have; a walk along the order, product by product, is slow on words that few have. So both
begin at once, on two connections, and the loser is interrupted. Orders that were read in full are
kept while no product changes: putting hits into such an order needs no database.
"""

from __future__ import annotations

import contextlib
from array import array
from collections import OrderedDict
from itertools import islice
from typing import TYPE_CHECKING

from shopsync_gui.store.matches import IndexSearch, Matches, SearchQuery, as_json
from shopsync_gui.store.query import GridQuery, GridSort, order_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from concurrent.futures import Future

    from shopsync_gui.store.database import Database
    from shopsync_gui.store.parallel_search import ParallelSearch

#: Seconds that the other way has for itself before the walk begins: rare words are found sooner.
_HEAD_START = 0.003
#: Products that a walk looks at before it asks how the other way is doing.
_STEP = 1000
_LONGEST_STEP = 4000
#: Up to so many hits are put in order by the database, without an order in memory.
_SORTED_BY_SQL = 1500
#: Hits that are less than this part of all products are checked in the order of their ids, which is
#: quick; of more, those shown first are looked for along the order.
_CHECKED_PART = 60
_KEPT_ORDERS = 3


class Finder:
    """Ids of products by query. One reader's: it is not shared between threads."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._collector = IndexSearch(database)
        self._aside: ParallelSearch | None = None
        self._stamp = -1
        self._highest = 0
        self._orders: OrderedDict[GridSort, array[int]] = OrderedDict()
        self._hits: Matches | None = None

    def ids(self, query: GridQuery) -> array[int]:
        """The ids of the query's products in its order, at most `limit` of them."""
        with self._db.snapshot():
            self._renew()
            wish = SearchQuery.of(query)
            return self._all(wish) if query.limit is None else self._first(wish, query.limit)

    def count(self, query: GridQuery) -> int:
        """How many products the query has, whatever its limit."""
        with self._db.snapshot():
            self._renew()
            wish = SearchQuery.of(query)
            if wish.everything:
                return int(self._db.value("SELECT count(*) FROM product"))
            return len(self._all_hits(wish).ids)

    def interrupt(self) -> None:
        """Break off what is being read aside."""
        if self._aside is not None:
            self._aside.interrupt()

    def close(self) -> None:
        """End the thread aside."""
        if self._aside is not None:
            self._aside.close()
            self._aside = None

    def _renew(self) -> None:
        """Forget what is kept if a product changed since."""
        stamp = self._db.value("SELECT n FROM catalogue_stamp")
        if stamp != self._stamp:
            self._stamp = stamp
            self._orders.clear()
            self._hits = None
            self._highest = self._db.value("SELECT max(id) FROM product") or 0

    # --- the whole list -------------------------------------------------------------------------

    def _all(self, wish: SearchQuery) -> array[int]:
        query = wish.query
        if wish.everything:
            order = self._order(query.sort)
            return order[::-1] if query.descending else order
        hits = self._all_hits(wish)
        if len(hits.ids) <= _SORTED_BY_SQL:
            return self._sorted(query, hits)
        self._order(query.sort)
        return array("q", hits.inside(self._walked(query), self._highest))

    def _order(self, sort: GridSort) -> array[int]:
        """All products in an order; callers do not change it."""
        order = self._orders.get(sort)
        if order is None:
            order = self._db.column(f"SELECT id FROM product {order_by(GridQuery(sort=sort))}")
            self._orders[sort] = order
            if len(self._orders) > _KEPT_ORDERS:
                self._orders.popitem(last=False)
        self._orders.move_to_end(sort)
        return order

    def _walked(self, query: GridQuery) -> Iterable[int]:
        """The products of the order one by one."""
        order = self._orders.get(query.sort)
        if order is None:
            rows = self._db.stream(f"SELECT id FROM product {order_by(query)}")
            return (product_id for (product_id,) in rows)
        return reversed(order) if query.descending else order

    def _all_hits(self, wish: SearchQuery) -> Matches:
        held = self._hits
        if held is None or not held.wish.narrows_as(wish):
            held = self._collector.hits(wish)
        self._hits = self._collector.checked(held)
        return self._hits

    def _sorted(self, query: GridQuery, hits: Matches, limit: int = -1) -> array[int]:
        """Hits in order, by the database."""
        return self._db.column(
            "SELECT product.id FROM json_each(?) wanted CROSS JOIN product"
            f" ON product.id = wanted.value {order_by(query)} LIMIT ?",
            (as_json(hits.ids), limit),
        )

    # --- the first rows -------------------------------------------------------------------------

    def _first(self, wish: SearchQuery, limit: int) -> array[int]:
        query = wish.query
        if wish.everything:
            return self._db.column(f"SELECT id FROM product {order_by(query)} LIMIT ?", (limit,))
        if self._hits is not None and self._hits.wish.narrows_as(wish):
            return self._first_of(self._hits, query, limit)
        if self._aside is None:
            from shopsync_gui.store.parallel_search import ParallelSearch

            self._aside = ParallelSearch(self._db.path)
        other = self._aside.begin(wish)
        try:
            return self._race(wish, limit, other)
        finally:
            self._aside.give_up(other)

    def _race(self, wish: SearchQuery, limit: int, other: Future[Matches]) -> array[int]:
        """The first hits, by walking along the order until all hits are known otherwise."""
        with contextlib.suppress(TimeoutError):
            other.result(_HEAD_START)
        rest, params = wish.among("json_each(?) walk", "walk.value")
        found = array("q")
        done, step = 0, _STEP
        while not other.done():
            ids = self._part_of_order(wish.query, done, step)
            found += self._db.column(
                f"SELECT walk.value {rest} LIMIT ?", (as_json(ids), *params, limit - len(found))
            )
            if len(found) == limit or len(ids) < step:
                return found
            done, step = done + step, min(2 * step, _LONGEST_STEP)
        hits = other.result()
        if hits.stamp != self._stamp:  # the other connection saw a newer catalogue
            hits = self._collector.hits(wish)
        self._hits = hits
        return self._first_of(hits, wish.query, limit)

    def _first_of(self, hits: Matches, query: GridQuery, limit: int) -> array[int]:
        if len(hits.ids) <= max(_SORTED_BY_SQL, self._highest // _CHECKED_PART):
            hits = self._hits = self._collector.checked(hits)
        if len(hits.ids) <= _SORTED_BY_SQL and hits.exact:
            return self._sorted(query, hits, limit)
        inside = hits.inside(self._walked(query), self._highest)
        if hits.exact:
            return array("q", islice(inside, limit))
        rest, params = hits.wish.among("json_each(?) walk", "walk.value")
        found, size = array("q"), limit
        while len(found) < limit and (some := list(islice(inside, size))):
            sql = f"SELECT walk.value {rest} LIMIT ?"
            found += self._db.column(sql, (as_json(some), *params, limit - len(found)))
            size *= 2
        return found

    def _part_of_order(self, query: GridQuery, start: int, size: int) -> Sequence[int]:
        order = self._orders.get(query.sort)
        if order is None:
            return self._db.column(
                f"SELECT id FROM product {order_by(query)} LIMIT ? OFFSET ?", (size, start)
            )
        if not query.descending:
            return order[start : start + size]
        end = len(order) - start
        return order[max(0, end - size) : max(0, end)][::-1]
