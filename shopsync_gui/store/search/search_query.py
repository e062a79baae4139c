"""A search in its parts: words, conditions beside them, and what else the text may say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from shopsync_gui.store.search.category_readings import Reading
from shopsync_gui.store.search.conditions import Condition, conditions
from shopsync_gui.store.search.query import GridQuery
from shopsync_gui.store.search.search_terms import condition, words_of, words_with_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SEARCHED = "search.searched"


class SearchQuery(msgspec.Struct, frozen=True):
    """A query in its parts: folded words, and the conditions beside them.

    Where its text may also be about categories, it has other `readings`: what matches one of them is
    found as well.
    """

    query: GridQuery
    words: tuple[str, ...]
    conditions: tuple[Condition, ...]
    readings: tuple[Reading, ...] = ()

    @classmethod
    def of(cls, query: GridQuery, readings: Sequence[Reading] = ()) -> SearchQuery:
        """The parts of a query, with what else its text may say."""
        words = words_with_path(query.text) if readings else words_of(query.text)
        return cls(query, tuple(words), tuple(conditions(query)), tuple(readings))

    @property
    def alternatives(self) -> Iterator[SearchQuery]:
        """The searches of which a product has to match one, none of which has other readings."""
        yield SearchQuery(self.query, self.words, self.conditions)
        for reading in self.readings:
            yield SearchQuery(self.query, reading.words, (*self.conditions, reading.condition))

    @property
    def everything(self) -> bool:
        """Whether every product matches."""
        return not self.words and not self.conditions

    @property
    def within_shop(self) -> SearchQuery:
        """The same search where only products of its shop are looked at."""
        if self.query.connection_id is None:
            return self
        wider = tuple(conditions(replace(self.query, connection_id=None)))
        return replace(self, conditions=wider)

    @property
    def key(self) -> str:
        """The column of the matching products' ids."""
        return "search.id" if self.words else "product.id"

    def narrows_as(self, other: SearchQuery) -> bool:
        """Whether the same products match the other search, in whatever order."""
        return (self.words, self.conditions, self.readings) == (
            other.words,
            other.conditions,
            other.readings,
        )

    def among(self, source: str = "", key: str = "") -> tuple[str, list[object]]:
        """FROM and WHERE of the matching products: of all, or of those in `source` by its `key`."""
        tables = [source] if source else []
        key = key or "search.id"
        if self.words:
            tables.append("product_search search" + (f" ON search.id = {key}" if source else ""))
        asked = [*self.conditions, *(reading.condition for reading in self.readings)]
        by_id = source and all(condition.by_id for condition in asked)
        if (asked or not self.words) and not (asked and by_id):
            on = f" ON product.id = {key}" if tables else ""
            tables.append(f"product{on}")
        text, params = self._said(each=bool(source))
        forms = [c.of_each if source else c.of_all for c in self.conditions]
        where = " AND ".join([*([text] if text else []), *forms]) or "1"
        if by_id:
            where = where.replace("product.id", key)
        values = [value for condition in self.conditions for value in condition.params]
        return f"FROM {' CROSS JOIN '.join(tables)} WHERE {where}", [*params, *values]

    def _said(self, *, each: bool) -> tuple[str, list[object]]:
        """The condition on what the text says, in whichever reading, and its parameters."""
        text, params = condition(self.words, _SEARCHED)
        if not self.readings:
            return text, params
        said = [text]
        for reading in self.readings:
            words, values = condition(reading.words, _SEARCHED)
            form = reading.condition.of_each if each else reading.condition.of_all
            said.append(f"{words} AND {form}" if words else form)
            params += [*values, *reading.condition.params]
        return f"({' OR '.join(f'({one})' for one in said)})", params
