"""Finds products fast in any order: the first rows at once, the whole list soon after.

No single way is quick for every search: the index of letter triples is slow on words that many
products have, a walk along the order is slow on words that few have. So the index is asked first,
for a limited number of hits; if there are more, a short walk must find enough of them; only what
both leave open is read in full. Orders that were read in full are kept while no product changes:
putting hits into such an order needs no database.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import msgspec

from shopsync_gui.store.database import Database
from shopsync_gui.store.query import GridQuery, GridSort, filters, order_by
from shopsync_gui.store.search import (
    condition,
    match,
    quoted,
    short_words,
    term_range,
    words_of,
)

#: Hits of the index that are read before a walk is tried: this many, or this part of all products.
_FEW = 5000
_FEW_PART = 20
#: Up to so many hits are put in order by the database, without an order in memory.
_SORTED_BY_SQL = 1500
#: Products that a walk looks at, at least; the index does not know short words, so that a walk for
#: them may look at this part of all products.
_WALK = 3000
_WALK_PART = 32
_FIRST_STEP = 1000
#: A short word with more terms than this in the index, or that this part of all products has, is
#: looked for in every product.
_MOST_TERMS = 500
_MOST_PART = 8
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
    def by_index_alone(self) -> bool:
        """Whether the index knows all that is asked."""
        return not self.filters and not short_words(self.words)

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


@dataclass(slots=True)
class Hits:
    """The products that a query wants, in no order."""

    wish: Wish
    ids: array[int]

    def inside(self, order: Iterable[int], highest: int) -> Iterable[int]:
        """Those of `order` that are hits."""
        flags = bytearray(highest + 1)
        for product_id in self.ids:
            flags[product_id] = 1
        return filter(flags.__getitem__, order)


class Finder:
    """Ids of products by query. One reader's: it is not shared between threads."""

    def __init__(self, database: Database) -> None:
        self._db = database
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
        if wish.everything:
            order = self._order(wish.query.sort)
            return order[::-1] if wish.query.descending else order
        hits = self._all_hits(wish)
        if len(hits.ids) <= _SORTED_BY_SQL:
            return self._sorted(wish.query, hits.ids)
        return array("q", hits.inside(self._walked(wish.query), self._highest))

    def _order(self, sort: GridSort) -> array[int]:
        """All products in an order; callers do not change it."""
        order = self._orders.get(sort)
        if order is None:
            order = self._ids(f"SELECT id FROM product {order_by(GridQuery(sort=sort))}")
            self._orders[sort] = order
            if len(self._orders) > _KEPT_ORDERS:
                self._orders.popitem(last=False)
        self._orders.move_to_end(sort)
        return order

    def _walked(self, query: GridQuery) -> Iterable[int]:
        order = self._order(query.sort)
        return reversed(order) if query.descending else order

    def _all_hits(self, wish: Wish) -> Hits:
        held = self._held(wish)
        if held is not None:
            return held
        text = match(wish.words)
        if text:
            return self._keep(wish, self._indexed(text), wish.by_index_alone)
        rest, params = wish.among()
        key = "search.id" if wish.words else "product.id"
        self._hits = Hits(wish, self._ids(f"SELECT {key} {rest}", params))
        return self._hits

    def _held(self, wish: Wish) -> Hits | None:
        """The kept hits, if they are of the same words and filters; the order may be another."""
        held = self._hits
        if held is None or not held.wish.narrows_as(wish):
            return None
        return Hits(wish, held.ids)

    # --- the index ------------------------------------------------------------------------------

    def _indexed(self, text: str, limit: int = -1) -> array[int]:
        """What the index has; it may be behind for products that wait to be indexed."""
        return self._ids(
            "SELECT rowid FROM product_text WHERE product_text MATCH ? LIMIT ?", (text, limit)
        )

    def _keep(self, wish: Wish, ids: array[int], exact: bool) -> Hits:
        """Make hits of what the index gave: waiting products join, all else is checked."""
        pending = self._ids("SELECT id FROM product_pending")
        if pending:
            ids = array("q", set(ids).union(pending))
        if pending or not exact:
            rest, params = wish.among("json_each(?) wanted", "wanted.value")
            ids = self._ids(f"SELECT wanted.value {rest}", (_json(ids), *params))
        self._hits = Hits(wish, ids)
        return self._hits

    def _by_terms(self, words: Sequence[str]) -> array[int] | None:
        """Products with these short words, by the terms that begin with them; None if many."""
        common: set[int] | None = None
        most = self._highest // _MOST_PART
        for word in words:
            terms = self._db.rows(
                "SELECT term FROM product_term WHERE term >= ? AND term <= ? LIMIT ?",
                (*term_range(word), _MOST_TERMS + 1),
            )
            if len(terms) > _MOST_TERMS:
                return None
            found: set[int] = set()
            for (term,) in terms:
                found.update(self._indexed(quoted(term)))
                if len(found) > most:
                    return None
            common = found if common is None else common & found
        return array("q", common or ())

    # --- the first rows -------------------------------------------------------------------------

    def _first(self, wish: Wish, limit: int) -> array[int]:
        query = wish.query
        if wish.everything:
            return self._ids(f"SELECT id FROM product {order_by(query)} LIMIT ?", (limit,))
        held = self._held(wish)
        if held is not None:
            return self._first_of(held, limit)
        text = match(wish.words)
        if text:
            most = max(_FEW, self._highest // _FEW_PART) if wish.by_index_alone else _FEW
            ids = self._indexed(text, most + 1)
            if len(ids) <= most:
                hits = self._keep(wish, ids, wish.by_index_alone)
                if len(hits.ids) <= _SORTED_BY_SQL or query.sort in self._orders:
                    return self._first_of(hits, limit)
        rows = _WALK if text else max(_WALK, self._highest // _WALK_PART)
        found, complete = self._walk(wish, limit, rows)
        if complete or len(found) == limit:
            return found
        by_terms = self._by_terms(wish.words) if wish.words and not text else None
        if by_terms is not None:
            return self._first_of(self._keep(wish, by_terms, not wish.filters), limit)
        return self._first_of(self._all_hits(wish), limit)

    def _first_of(self, hits: Hits, limit: int) -> array[int]:
        query = hits.wish.query
        if query.sort not in self._orders or len(hits.ids) <= _SORTED_BY_SQL:
            return self._sorted(query, hits.ids, limit)
        return array("q", islice(hits.inside(self._walked(query), self._highest), limit))

    def _sorted(self, query: GridQuery, ids: Sequence[int], limit: int = -1) -> array[int]:
        """The ids in order, by the database."""
        return self._ids(
            "SELECT product.id FROM json_each(?) wanted CROSS JOIN product"
            f" ON product.id = wanted.value {order_by(query)} LIMIT ?",
            (_json(ids), limit),
        )

    def _walk(self, wish: Wish, limit: int, most: int) -> tuple[array[int], bool]:
        """Hits among the first products of the order, and whether these are all products."""
        rest, params = wish.among("json_each(?) walk", "walk.value")
        found = array("q")
        done, step = 0, _FIRST_STEP
        while done < most and len(found) < limit:
            ids = self._part_of_order(wish.query, done, step)
            missing = limit - len(found)
            found += self._ids(f"SELECT walk.value {rest} LIMIT ?", (_json(ids), *params, missing))
            if len(ids) < step:
                return found, True
            done, step = done + step, 2 * step
        return found, False

    def _part_of_order(self, query: GridQuery, start: int, size: int) -> Sequence[int]:
        order = self._orders.get(query.sort)
        if order is None:
            return self._ids(
                f"SELECT id FROM product {order_by(query)} LIMIT ? OFFSET ?", (size, start)
            )
        if not query.descending:
            return order[start : start + size]
        end = len(order) - start
        return order[max(0, end - size) : max(0, end)][::-1]

    def _ids(self, sql: str, params: Sequence[object] = ()) -> array[int]:
        return array("q", (product_id for (product_id,) in self._db.stream(sql, params)))


def _json(ids: Sequence[int]) -> str:
    return msgspec.json.encode(list(ids)).decode()
