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
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import msgspec

from shopsync_gui.store.database import Database, open_database
from shopsync_gui.store.query import GridQuery, GridSort, filters, order_by
from shopsync_gui.store.search import (
    condition,
    known_by_index,
    match,
    quoted,
    term_range,
    words_of,
)

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
#: A short word is looked up by the terms that begin with it, unless this part of all products has it.
_MOST_PART = 5
_KEPT_ORDERS = 3


@dataclass(frozen=True, slots=True)
class Wish:
    """A query in its parts: words, and SQL conditions with their parameters."""

    query: GridQuery
    words: tuple[str, ...]
    filters: tuple[str, ...]
    params: tuple[object, ...]

    @classmethod
    def of(cls, query: GridQuery) -> Wish:
        """The parts of a query."""
        parts, params = filters(query)
        return cls(query, tuple(words_of(query.text)), tuple(parts), tuple(params))

    @property
    def everything(self) -> bool:
        """Whether every product is wanted."""
        return not self.words and not self.filters

    @property
    def key(self) -> str:
        """The column of the wanted products' ids."""
        return "search.id" if self.words else "product.id"

    def narrows_as(self, other: Wish) -> bool:
        """Whether the other query has the same products, in whatever order."""
        mine = (self.words, self.filters, self.params)
        return mine == (other.words, other.filters, other.params)

    def among(self, source: str = "", key: str = "") -> tuple[str, list[object]]:
        """FROM and WHERE of the wanted products: of all, or of those in `source` by its `key`."""
        tables = [source] if source else []
        key = key or "search.id"
        if self.words:
            tables.append("product_search search" + (f" ON search.id = {key}" if source else ""))
        if self.filters or not self.words:
            on = f" ON product.id = {key}" if tables else ""
            tables.append(f"product{on}")
        text, params = condition(self.words, "search.searched")
        where = " AND ".join([*([text] if text else []), *self.filters]) or "1"
        return f"FROM {' CROSS JOIN '.join(tables)} WHERE {where}", [*params, *self.params]


class Hits:
    """The products that a query wants, in no order, as of a state of the catalogue.

    Unless they are `exact`, some of them must still be found not to be wanted.
    """

    def __init__(self, wish: Wish, ids: Sequence[int], stamp: int, *, exact: bool) -> None:
        self.wish = wish
        self.ids = ids
        self.stamp = stamp
        self.exact = exact

    def inside(self, order: Iterable[int], highest: int) -> Iterator[int]:
        """Those of `order` that are hits."""
        flags = bytearray(highest + 1)
        for product_id in self.ids:
            flags[product_id] = 1
        return filter(flags.__getitem__, order)


class Collector:
    """Collects all products of a query, by the index where it knows the words."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def hits(self, wish: Wish) -> Hits:
        """All products of the query as they are now, perhaps with some more."""
        with self._db.atomic():
            stamp = int(self._db.value("SELECT n FROM catalogue_stamp"))
            text = match(wish.words)
            ids: Sequence[int] | None = None
            if text:
                ids, exact = self._indexed(text), known_by_index(wish.words)
            elif wish.words:
                ids, exact = self._by_terms(wish.words), True
            if ids is None:
                rest, params = wish.among()
                found = self._db.column(f"SELECT {wish.key} {rest}", params)
                return Hits(wish, found, stamp, exact=True)
            pending = self._db.column("SELECT id FROM product_pending")
            if pending:
                ids = list(set(ids).union(pending))
            return Hits(wish, ids, stamp, exact=exact and not pending and not wish.filters)

    def checked(self, hits: Hits) -> Hits:
        """Without those that are not wanted."""
        if hits.exact:
            return hits
        rest, params = hits.wish.among("json_each(?) wanted", "wanted.value")
        ids = self._db.column(f"SELECT wanted.value {rest}", (_json(hits.ids), *params))
        return Hits(hits.wish, ids, hits.stamp, exact=True)

    def _indexed(self, text: str) -> list[int]:
        """What the index has; it may be behind for products that wait to be indexed."""
        ids = self._db.value(
            "SELECT json_group_array(rowid) FROM product_text WHERE product_text MATCH ?", (text,)
        )
        return _IDS.decode(ids)

    def _by_terms(self, words: Sequence[str]) -> list[int] | None:
        """Products with these short words, by the terms that begin with them; None if many."""
        common: set[int] | None = None
        most = (self._db.value("SELECT max(id) FROM product") or 0) // _MOST_PART
        for word in words:
            terms, mentions = [], 0
            for term, products in self._db.stream(
                "SELECT term, doc FROM product_term WHERE term >= ? AND term <= ?",
                term_range(word),
            ):
                terms.append(term)
                mentions += products
                if mentions > most:
                    return None
            found: set[int] = set()
            for term in terms:
                found.update(self._indexed(quoted(term)))
            common = found if common is None else common & found
        return list(common or ())


class Aside:
    """A second connection on a thread of its own, which collects while the first one walks."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(1, "store-aside")
        self._database: Database | None = None

    def begin(self, wish: Wish) -> Future[Hits]:
        """Collect the products of a query; one at a time."""
        return self._thread.submit(self._collect, wish)

    def _collect(self, wish: Wish) -> Hits:
        if self._database is None:
            self._database = open_database(self._path, read_only=True)
        return Collector(self._database).hits(wish)

    def give_up(self, future: Future[Hits]) -> None:
        """Interrupt the collecting, and wait until it has stopped."""
        while not future.cancel() and not future.done():
            self.interrupt()
            with contextlib.suppress(Exception):
                future.result(_HEAD_START)

    def interrupt(self) -> None:
        """Break off what is being collected."""
        if self._database is not None:
            self._database.connection().interrupt()

    def close(self) -> None:
        """Close the connection and end the thread."""
        if self._database is not None:
            self._thread.submit(self._database.close)
        self._thread.shutdown()


class Finder:
    """Ids of products by query. One reader's: it is not shared between threads."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._collector = Collector(database)
        self._aside: Aside | None = None
        self._stamp = -1
        self._highest = 0
        self._orders: OrderedDict[GridSort, array[int]] = OrderedDict()
        self._hits: Hits | None = None

    def ids(self, query: GridQuery) -> array[int]:
        """The ids of the query's products in its order, at most `limit` of them."""
        with self._db.atomic():
            self._renew()
            wish = Wish.of(query)
            return self._all(wish) if query.limit is None else self._first(wish, query.limit)

    def count(self, query: GridQuery) -> int:
        """How many products the query has, whatever its limit."""
        with self._db.atomic():
            self._renew()
            wish = Wish.of(query)
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

    def _all(self, wish: Wish) -> array[int]:
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

    def _all_hits(self, wish: Wish) -> Hits:
        held = self._hits
        if held is None or not held.wish.narrows_as(wish):
            held = self._collector.hits(wish)
        self._hits = self._collector.checked(held)
        return self._hits

    def _sorted(self, query: GridQuery, hits: Hits, limit: int = -1) -> array[int]:
        """Hits in order, by the database."""
        return self._db.column(
            "SELECT product.id FROM json_each(?) wanted CROSS JOIN product"
            f" ON product.id = wanted.value {order_by(query)} LIMIT ?",
            (_json(hits.ids), limit),
        )

    # --- the first rows -------------------------------------------------------------------------

    def _first(self, wish: Wish, limit: int) -> array[int]:
        query = wish.query
        if wish.everything:
            return self._db.column(f"SELECT id FROM product {order_by(query)} LIMIT ?", (limit,))
        if self._hits is not None and self._hits.wish.narrows_as(wish):
            return self._first_of(self._hits, query, limit)
        if self._aside is None:
            self._aside = Aside(self._db.path)
        other = self._aside.begin(wish)
        try:
            return self._race(wish, limit, other)
        finally:
            self._aside.give_up(other)

    def _race(self, wish: Wish, limit: int, other: Future[Hits]) -> array[int]:
        """The first hits, by walking along the order until all hits are known otherwise."""
        with contextlib.suppress(TimeoutError):
            other.result(_HEAD_START)
        rest, params = wish.among("json_each(?) walk", "walk.value")
        found = array("q")
        done, step = 0, _STEP
        while not other.done():
            ids = self._part_of_order(wish.query, done, step)
            found += self._db.column(
                f"SELECT walk.value {rest} LIMIT ?", (_json(ids), *params, limit - len(found))
            )
            if len(found) == limit or len(ids) < step:
                return found
            done, step = done + step, min(2 * step, _LONGEST_STEP)
        hits = other.result()
        if hits.stamp != self._stamp:  # the other connection saw a newer catalogue
            hits = self._collector.hits(wish)
        self._hits = hits
        return self._first_of(hits, wish.query, limit)

    def _first_of(self, hits: Hits, query: GridQuery, limit: int) -> array[int]:
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
            found += self._db.column(sql, (_json(some), *params, limit - len(found)))
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


_IDS = msgspec.json.Decoder(list[int])


def _json(ids: Sequence[int]) -> str:
    return msgspec.json.encode(list(ids)).decode()
