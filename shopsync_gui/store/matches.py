"""A search in its parts, and the products that match it, found by the index of letter triples."""

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


class SearchQuery(msgspec.Struct, frozen=True):
    """A query in its parts: folded words, and SQL conditions with their parameters."""

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
        """Whether every product matches."""
        return not self.words and not self.filters

    @property
    def key(self) -> str:
        """The column of the matching products' ids."""
        return "search.id" if self.words else "product.id"

    def narrows_as(self, other: SearchQuery) -> bool:
        """Whether the same products match the other search, in whatever order."""
        mine = (self.words, self.filters, self.params)
        return mine == (other.words, other.filters, other.params)

    def among(self, source: str = "", key: str = "") -> tuple[str, list[object]]:
        """FROM and WHERE of the matching products: of all, or of those in `source` by its `key`."""
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
    """The products that match a search, in no order, in the state `stamp` of the catalogue.

    Unless they are `exact`, there may be products among them that do not match.
    """

    def __init__(self, search: SearchQuery, ids: Sequence[int], stamp: int, *, exact: bool) -> None:
        self.search = search
        self.ids = ids
        self.stamp = stamp
        self.exact = exact

    def inside(self, order: Iterable[int], highest: int) -> Iterator[int]:
        """The products of `order` that match, in its order; `highest` is the highest id there is."""
        flags = bytearray(highest + 1)
        for product_id in self.ids:
            flags[product_id] = 1
        return filter(flags.__getitem__, order)


class IndexSearch:
    """A search for all products that match, by the index where it knows the words.

    A short word is looked up by the terms that begin with it, unless one product in `rare_part` has
    such a term.
    """

    def __init__(self, database: Database, *, rare_part: int) -> None:
        self._db = database
        self._rare_part = rare_part

    def matches(self, search: SearchQuery) -> Matches:
        """All products that match now, perhaps with some that do not."""
        with self._db.snapshot():
            stamp = int(self._db.value("SELECT n FROM catalogue_stamp"))
            text = match(search.words)
            ids: Sequence[int] | None = None
            if text:
                ids, exact = self._indexed(text), known_by_index(search.words)
            elif search.words:
                ids, exact = self._by_terms(search.words), True
            if ids is None:
                rest, params = search.among()
                ids = self._db.column(f"SELECT {search.key} {rest}", params)
                return Matches(search, ids, stamp, exact=True)
            pending = self._db.column("SELECT id FROM product_pending")
            if pending:
                ids = list(set(ids).union(pending))
            return Matches(search, ids, stamp, exact=exact and not pending and not search.filters)

    def checked(self, matches: Matches) -> Matches:
        """The matches without the products that do not match after all."""
        if matches.exact:
            return matches
        rest, params = matches.search.among("json_each(?) wanted", "wanted.value")
        ids = self._db.column(f"SELECT wanted.value {rest}", (as_json(matches.ids), *params))
        return Matches(matches.search, ids, matches.stamp, exact=True)

    def _indexed(self, text: str) -> list[int]:
        """Ids from the index; products that still wait to be indexed are missing or out of date."""
        ids = self._db.value(
            "SELECT json_group_array(rowid) FROM product_text WHERE product_text MATCH ?", (text,)
        )
        return _IDS.decode(ids)

    def _by_terms(self, words: Sequence[str]) -> list[int] | None:
        """Products with these short words, by the terms that begin with them; None if many."""
        common: set[int] | None = None
        most = (self._db.value("SELECT max(id) FROM product") or 0) // self._rare_part
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
            ids: set[int] = set()
            for term in terms:
                ids.update(self._indexed(quoted(term)))
            common = ids if common is None else common & ids
        return list(common or ())


_IDS = msgspec.json.Decoder(list[int])


def as_json(ids: Sequence[int]) -> str:
    """Ids as json_each() takes them."""
    return msgspec.json.encode(list(ids)).decode()
