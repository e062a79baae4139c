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
    match_terms,
    short_words,
    term_range,
    words_of,
)

#: Hits of the index that are read before a walk is tried: this many, or this part of all products.
_FEW = 5000
_FEW_PART = 20
#: Up to so many hits are put in order by the database, without an order in memory.
_SORTED_BY_SQL = 1500
#: Products that a walk along the order looks at.
_WALK = 4000
#: A short word with more terms than this in the index is not looked up there.
_MOST_TERMS = 500
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

    def narrows_as(self, other: Wish) -> bool:
        """Whether the other query has the same products, in whatever order."""
        mine = (self.words, self.filters, self.params)
        return mine == (other.words, other.filters, other.params)

    def where(self) -> tuple[str, list[object]]:
        """All conditions as one, with the parameters."""
        text, params = condition(self.words, "product.searched")
        parts = [*([text] if text else []), *self.filters]
        return " AND ".join(parts) or "1", [*params, *self.params]


@dataclass(slots=True)
class Hits:
    """The products that a query wants, in no order."""

    wish: Wish
    ids: array[int]

    def among(self, order: Iterable[int], highest: int) -> Iterable[int]:
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
            return self._sorted(wish.query, hits.ids, None)
        order = self._order(wish.query.sort)
        walk = reversed(order) if wish.query.descending else order
        return array("q", hits.among(walk, self._highest))

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

    def _all_hits(self, wish: Wish) -> Hits:
        held = self._held(wish)
        if held is not None:
            return held
        text = match(wish.words)
        if text:
            ids = self._from_index(wish, text)
        else:
            where, params = wish.where()
            ids = self._ids(f"SELECT id FROM product WHERE {where}", params)
        self._hits = Hits(wish, ids)
        return self._hits

    def _held(self, wish: Wish) -> Hits | None:
        """The kept hits, if they are of the same words and filters; the order may be another."""
        held = self._hits
        if held is None or not held.wish.narrows_as(wish):
            return None
        return Hits(wish, held.ids)

    def _from_index(self, wish: Wish, text: str, limit: int | None = None) -> array[int]:
        """Products by the index and by the other conditions.

        `limit` is about the index's hits; if there are more, the answer is longer than the limit.
        """
        ids = array("q")
        if text:
            sql = "SELECT rowid FROM product_text WHERE product_text MATCH ? LIMIT ?"
            ids = self._ids(sql, (text, -1 if limit is None else limit + 1))
            if limit is not None and len(ids) > limit:
                return ids
        pending = self._ids("SELECT id FROM product_pending")
        if pending:
            ids = array("q", set(ids).union(pending))
        if pending or wish.filters or short_words(wish.words):
            ids = self._checked(wish, ids)
        return ids

    def _checked(self, wish: Wish, ids: Sequence[int]) -> array[int]:
        """Those of `ids` that meet all conditions."""
        where, params = wish.where()
        return self._ids(
            "SELECT product.id FROM json_each(?) wanted CROSS JOIN product"
            f" ON product.id = wanted.value WHERE {where}",
            (_json(ids), *params),
        )

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
            most = max(_FEW, self._highest // _FEW_PART)
            if wish.filters or short_words(wish.words):
                most = _FEW
            ids = self._from_index(wish, text, most)
            if len(ids) <= most:
                self._hits = Hits(wish, ids)
                if len(ids) <= _SORTED_BY_SQL or query.sort in self._orders:
                    return self._first_of(self._hits, limit)
        found, complete = self._walk(wish, limit)
        if complete or len(found) == limit:
            return found
        terms = self._terms(wish.words) if wish.words and not text else None
        if terms is not None:
            text = match_terms(terms) if all(terms) else ""
            self._hits = Hits(wish, self._from_index(wish, text))
        return self._first_of(self._all_hits(wish), limit)

    def _first_of(self, hits: Hits, limit: int) -> array[int]:
        query = hits.wish.query
        order = self._orders.get(query.sort)
        if order is None or len(hits.ids) <= _SORTED_BY_SQL:
            return self._sorted(query, hits.ids, limit)
        walk = reversed(order) if query.descending else order
        return array("q", islice(hits.among(walk, self._highest), limit))

    def _sorted(self, query: GridQuery, ids: Sequence[int], limit: int | None) -> array[int]:
        """The ids in order, by the database."""
        return self._ids(
            "SELECT product.id FROM json_each(?) wanted CROSS JOIN product"
            f" ON product.id = wanted.value {order_by(query)} LIMIT ?",
            (_json(ids), -1 if limit is None else limit),
        )

    def _walk(self, wish: Wish, limit: int) -> tuple[array[int], bool]:
        """Hits among the first products of the order, and whether these are all products."""
        where, params = wish.where()
        sql = (
            f"SELECT product.id FROM (SELECT id FROM product {order_by(wish.query)} LIMIT ?) AS walk"
            f" CROSS JOIN product ON product.id = walk.id WHERE {where} LIMIT ?"
        )
        return self._ids(sql, (_WALK, *params, limit)), self._highest <= _WALK

    def _terms(self, words: Sequence[str]) -> list[list[str]] | None:
        """For each short word the index's terms that begin with it; None if these are many."""
        found = []
        for word in words:
            rows = self._db.rows(
                "SELECT term FROM product_term WHERE term >= ? AND term <= ? LIMIT ?",
                (*term_range(word), _MOST_TERMS + 1),
            )
            if len(rows) > _MOST_TERMS:
                return None
            found.append([term for (term,) in rows])
        return found

    def _ids(self, sql: str, params: Sequence[object] = ()) -> array[int]:
        return array("q", (product_id for (product_id,) in self._db.stream(sql, params)))


def _json(ids: Sequence[int]) -> str:
    return msgspec.json.encode(list(ids)).decode()
