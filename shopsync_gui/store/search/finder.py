"""Ids of products by query, fast in any order: the first rows at once, the whole list soon after.

No single way is quick for every search. The index of letter triples is slow on words that many
products have; a walk along the order, product by product, is slow on words that few have. So both
begin at once, on two connections, and the loser is interrupted. Orders that were read in full are
kept while no product changes: putting matches into such an order needs no database. A shop has orders
of its own, so that searching one of many does not walk past the products of all others.
"""

from __future__ import annotations

import contextlib
from array import array
from collections import OrderedDict
from itertools import chain, islice
from typing import TYPE_CHECKING

from shopsync_gui.store.database.codecs import json_list
from shopsync_gui.store.database.id_ranges import id_code
from shopsync_gui.store.search.category_readings import CategoryReadings
from shopsync_gui.store.search.index_search import IndexSearch
from shopsync_gui.store.search.known_ids import KnownIds
from shopsync_gui.store.search.query import GridQuery, GridSort, order_by
from shopsync_gui.store.search.search_query import SearchQuery
from shopsync_gui.store.search.tuning import TUNED, Tuning

#: Products of an order that are passed at a time.
_PIECE = 20_000

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from concurrent.futures import Future

    from shopsync_gui.store.database.database import Database
    from shopsync_gui.store.database.id_ranges import Ids
    from shopsync_gui.store.search.matches import Matches
    from shopsync_gui.store.search.parallel_search import ParallelSearch


def _open_parallel(database: Database, tuning: Tuning, known: KnownIds) -> ParallelSearch:
    from shopsync_gui.store.search.parallel_search import ParallelSearch

    return ParallelSearch(database.path, tuning, known)


def _key(query: GridQuery) -> tuple[GridSort, int | None]:
    return query.sort, query.connection_id


class Finder:
    """The searches of one reader; not shared between threads."""

    def __init__(
        self,
        database: Database,
        tuning: Tuning = TUNED,
        open_parallel: Callable[[Database, Tuning, KnownIds], ParallelSearch] = _open_parallel,
    ) -> None:
        self._db = database
        self._tuning = tuning
        self._open_parallel = open_parallel
        self._known = KnownIds(tuning)
        self._index = IndexSearch(database, tuning, self._known)
        self._readings = CategoryReadings(database)
        self._parallel: ParallelSearch | None = None
        self._stamp = -1
        self._highest = 0
        #: By the shop, too; of all shops where it is None.
        self._orders: OrderedDict[tuple[GridSort, int | None], array[int]] = OrderedDict()
        self._matches: Matches | None = None

    def ids(self, query: GridQuery) -> Ids:
        """The ids of the query's products in its order, at most `limit` of them. Not to be changed."""
        with self._db.snapshot():
            self._renew()
            search = self._search(query)
            return self._all(search) if query.limit is None else self._first(search, query.limit)

    def count(self, query: GridQuery) -> int:
        """Count the query's products, whatever its limit."""
        with self._db.snapshot():
            self._renew()
            search = self._search(query)
            if search.everything:
                return int(self._db.value("SELECT count(*) FROM product"))
            return len(self._all_matches(search).ids)

    def members(self, query: GridQuery) -> Collection[int]:
        """The ids of the query's products in no order, whatever its limit. Not to be changed."""
        with self._db.snapshot():
            self._renew()
            return self._all_matches(self._search(query)).ids

    def interrupt(self) -> None:
        """Break off the search on the other thread."""
        if self._parallel is not None:
            self._parallel.interrupt()

    def close(self) -> None:
        """End the other thread."""
        if self._parallel is not None:
            self._parallel.close()
            self._parallel = None

    def _search(self, query: GridQuery) -> SearchQuery:
        """The query in its parts, by the state of the catalogue that was looked at last."""
        readings = self._readings.of(query.text, query.connection_id, self._stamp)
        return SearchQuery.of(query, readings)

    def _renew(self) -> None:
        """Forget what is kept if a product changed since."""
        stamp = self._db.value("SELECT n FROM catalogue_stamp")
        if stamp != self._stamp:
            highest = self._db.value("SELECT max(id) FROM product") or 0
            self._orders.clear()
            self._matches = None
            self._stamp, self._highest = stamp, highest  # last, for reading may be interrupted

    # --- the whole list -------------------------------------------------------------------------

    def _all(self, search: SearchQuery) -> Ids:
        query = search.query
        if search.within_shop.everything:
            order = self._order(query)
            return memoryview(order)[::-1] if query.descending else order
        matches = self._all_matches(search)
        if len(matches.ids) <= self._few(query):
            return self._sorted(query, matches)
        self._order(query)
        inside = matches.inside(self._walked(query), self._highest)
        return array(id_code(self._highest), inside)

    def _few(self, query: GridQuery) -> int:
        """Up to so many matches are put in order by the database."""
        most, order = self._tuning.sorted_by_sql, self._kept_order(query)
        return most if order is None else min(most, len(order) // self._tuning.looked_up)

    def _order(self, query: GridQuery) -> array[int]:
        """All products of the query's shop in its order, rising; callers do not change it."""
        key = _key(query)
        order = self._orders.get(key)
        if order is None:
            rising = GridQuery(sort=query.sort, connection_id=query.connection_id)
            if query.connection_id is None:
                self._make_room(self._count_in_orders())
                everything = f"SELECT id FROM product {order_by(rising)}"
                order = self._db.column(everything, code=id_code(self._highest))
            else:
                order = self._order_of_shop(rising)
            self._make_room(len(order))
            self._orders[key] = order
        self._orders.move_to_end(key)
        return order

    def _count_in_orders(self) -> int:
        """Count the products of all shops, where an order of all is kept, else none."""
        return next((len(ids) for (_, shop), ids in self._orders.items() if shop is None), 0)

    def _make_room(self, ids: int) -> None:
        """Give up the orders asked for longest ago where another one of so many ids is to be kept beside them."""
        most, kept = self._tuning.kept_ids, self._orders
        while kept and (
            len(kept) >= self._tuning.kept_orders or sum(map(len, kept.values())) + ids > most
        ):
            kept.popitem(last=False)

    def _order_of_shop(self, query: GridQuery) -> array[int]:
        shop = self._index.matches(SearchQuery.of(query))
        if len(shop.ids) <= max(
            self._tuning.sorted_by_sql, self._highest // self._tuning.shop_part
        ):
            return self._sorted(query, shop)
        rising = GridQuery(sort=query.sort)
        self._order(rising)
        inside = shop.inside(self._walked(rising), self._highest)
        return array(id_code(self._highest), inside)

    def _own_order(self, query: GridQuery) -> array[int] | None:
        """The order of the products of the query's shop alone, where it is kept."""
        return None if query.connection_id is None else self._orders.get(_key(query))

    def _kept_order(self, query: GridQuery) -> array[int] | None:
        """The order of the query's shop, or of all, where it is kept."""
        own = self._own_order(query)
        return self._orders.get((query.sort, None)) if own is None else own

    def _walked(self, query: GridQuery) -> Iterator[Iterable[int]]:
        """The products of the order in pieces; other threads have their turns between them."""
        order = self._kept_order(query)
        if order is None:
            rows = self._db.stream(f"SELECT id FROM product {order_by(query)}")
            yield (product_id for (product_id,) in rows)
        else:
            for start in range(0, len(order), _PIECE):
                yield _part(order, start, _PIECE, descending=query.descending)

    def _all_matches(self, search: SearchQuery) -> Matches:
        held = self._matches
        if held is None or not held.search.narrows_as(search):
            held = self._index.matches(search)
        self._matches = self._index.checked(held)
        return self._matches

    def _sorted(self, query: GridQuery, matches: Matches, limit: int = -1) -> array[int]:
        """Matches in order, by the database."""
        return self._db.column(
            "SELECT product.id FROM json_each(?) wanted CROSS JOIN product"
            f" ON product.id = wanted.value {order_by(query)} LIMIT ?",
            (json_list(matches.ids), limit),
        )

    # --- the first rows -------------------------------------------------------------------------

    def _first(self, search: SearchQuery, limit: int) -> array[int]:
        query = search.query
        if search.everything:
            return self._db.column(f"SELECT id FROM product {order_by(query)} LIMIT ?", (limit,))
        own = self._own_order(query)
        if own is not None and search.within_shop.everything:
            return array("q", _part(own, 0, limit, descending=query.descending))
        if self._matches is not None and self._matches.search.narrows_as(search):
            return self._first_of(self._matches, query, limit)
        if query.changed_since is not None:  # these are few, but it takes a while to tell which
            self._matches = self._index.matches(search)
            return self._first_of(self._matches, query, limit)
        if own is not None and len(own) <= self._tuning.small_shop:
            return self._walk(search, limit, lambda: False) or array("q")
        if self._parallel is None:
            self._parallel = self._open_parallel(self._db, self._tuning, self._known)
        result = self._parallel.begin(search)
        try:
            return self._race(search, limit, result)
        finally:
            self._parallel.give_up(result)

    def _race(self, search: SearchQuery, limit: int, result: Future[Matches]) -> array[int]:
        """The first matches, by walking along the order until the index search has a result."""
        with contextlib.suppress(TimeoutError):
            result.result(self._tuning.head_start)
        first = self._walk(search, limit, result.done)
        if first is not None:
            return first
        matches = result.result()
        if matches.stamp != self._stamp:  # the other connection saw a newer catalogue
            matches = self._index.matches(search)
        self._matches = matches
        return self._first_of(matches, search.query, limit)

    def _walk(
        self, search: SearchQuery, limit: int, is_enough: Callable[[], bool]
    ) -> array[int] | None:
        """The first matches, by looking at each product of the order; None where it is enough before."""
        own = self._own_order(search.query)
        walked = search if own is None else search.within_shop
        rest, params = walked.among("json_each(?) walk", "walk.value")
        first = array("q")
        passed, step = chain.from_iterable(self._walked(search.query)), self._tuning.step
        while not is_enough():
            ids = list(islice(passed, step))
            first += self._db.column(
                f"SELECT walk.value {rest} LIMIT ?", (json_list(ids), *params, limit - len(first))
            )
            if len(first) == limit or len(ids) < step:
                return first
            step = min(2 * step, self._tuning.longest_step)
        return None

    def _few_of_first(self, query: GridQuery) -> int:
        """Up to so many matches are put in order by the database, where only the first are asked for."""
        few = self._few(query)
        if self._kept_order(query) is None:
            few = max(few, self._highest // self._tuning.sorted_part)
        if query.connection_id is not None and self._own_order(query) is None:
            # They lie together; along the order of all shops they would be far apart.
            few = max(few, self._tuning.small_shop)
        return few

    def _first_of(self, matches: Matches, query: GridQuery, limit: int) -> array[int]:
        if len(matches.ids) <= self._few_of_first(query):
            matches = self._matches = self._index.checked(matches)
            return self._sorted(query, matches, limit)
        inside = matches.inside(self._walked(query), self._highest)
        if matches.doubt is None:
            return array("q", islice(inside, limit))
        rest, params = matches.doubt.among("json_each(?) walk", "walk.value")
        first, size, looked = array("q"), limit, 0
        while len(first) < limit and (ids := list(islice(inside, size))):
            sql = f"SELECT walk.value {rest} LIMIT ?"
            first += self._db.column(sql, (json_list(ids), *params, limit - len(first)))
            size, looked = 2 * size, looked + len(ids)
            if 2 * (limit - len(first)) * looked > (len(first) + 1) * len(matches.ids):
                # Hardly any does match: looking at all of them in the order of their ids is quicker.
                self._matches = self._index.checked(matches)
                return self._first_of(self._matches, query, limit)
        return first


def _part(order: array[int], start: int, size: int, *, descending: bool) -> array[int]:
    """So many products of an order that rises in memory, from one place on."""
    if not descending:
        return order[start : start + size]
    end = len(order) - start
    return order[max(0, end - size) : max(0, end)][::-1]
