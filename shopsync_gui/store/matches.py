"""The products that a query wants, in no order: by the index of letter triples, or one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.store.query import GridQuery, filters
from shopsync_gui.store.search_terms import (
    condition,
    known_by_index,
    match,
    quoted,
    term_range,
    words_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from shopsync_gui.store.database import Database

#: A short word is looked up by the terms that begin with it, unless this part of all products has it.
_MOST_PART = 5


class SearchQuery(msgspec.Struct, frozen=True):
    """A query in its parts: words, and SQL conditions with their parameters."""

    query: GridQuery
    words: tuple[str, ...]
    filters: tuple[str, ...]
    params: tuple[object, ...]

    @classmethod
    def of(cls, query: GridQuery) -> SearchQuery:
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

    def narrows_as(self, other: SearchQuery) -> bool:
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


class Matches:
    """The products that a query wants, in no order, as of a state of the catalogue.

    Unless they are `exact`, some of them must still be found not to be wanted.
    """

    def __init__(self, wish: SearchQuery, ids: Sequence[int], stamp: int, *, exact: bool) -> None:
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


class IndexSearch:
    """Collects all products of a query, by the index where it knows the words."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def hits(self, wish: SearchQuery) -> Matches:
        """All products of the query as they are now, perhaps with some more."""
        with self._db.snapshot():
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
                return Matches(wish, found, stamp, exact=True)
            pending = self._db.column("SELECT id FROM product_pending")
            if pending:
                ids = list(set(ids).union(pending))
            return Matches(wish, ids, stamp, exact=exact and not pending and not wish.filters)

    def checked(self, hits: Matches) -> Matches:
        """Without those that are not wanted."""
        if hits.exact:
            return hits
        rest, params = hits.wish.among("json_each(?) wanted", "wanted.value")
        ids = self._db.column(f"SELECT wanted.value {rest}", (as_json(hits.ids), *params))
        return Matches(hits.wish, ids, hits.stamp, exact=True)

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


_IDS = msgspec.json.Decoder(list[int])


def as_json(ids: Sequence[int]) -> str:
    """Ids as json_each() takes them."""
    return msgspec.json.encode(list(ids)).decode()
