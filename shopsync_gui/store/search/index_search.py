"""The search by the index of letter triples, for all products that match."""

from __future__ import annotations

from array import array
from itertools import islice
from typing import TYPE_CHECKING

from msgspec.structs import replace

from shopsync_gui.store.database.codecs import json_list
from shopsync_gui.store.database.id_ranges import id_code
from shopsync_gui.store.search.conditions import Condition
from shopsync_gui.store.search.found_ids import (
    collected,
    common,
    each_once,
    united,
    without,
)
from shopsync_gui.store.search.matches import Matches
from shopsync_gui.store.search.search_terms import (
    by_term,
    known_by_index,
    lookup,
    match,
    of_an_id,
    term_range,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from shopsync_gui.store.database.database import Database
    from shopsync_gui.store.search.known_ids import KnownIds
    from shopsync_gui.store.search.search_query import SearchQuery
    from shopsync_gui.store.search.tuning import Tuning


#: The products whose searched text has some words, perhaps: those that wait for the index are among
#: them, so that it stays true when they come into it.
_WAITING = "SELECT id FROM product_pending UNION ALL SELECT id FROM product_relinked"
#: Products that are looked at in one question.
_CHECKED = 50_000
#: The first and last id that there may be.
_ALL_IDS = (0, 2**63 - 1)


class IndexSearch:
    """A search for all products that match, by the index where it knows the words.

    A short word is looked up by the terms that begin with it, unless one product in
    `Tuning.rare_part` has such a term; beside a longer one only where hardly any product has.
    """

    def __init__(self, database: Database, tuning: Tuning, known: KnownIds) -> None:
        self._db = database
        self._tuning = tuning
        self._known = known

    def matches(self, search: SearchQuery) -> Matches:
        """All products that match now, perhaps with some that do not."""
        if search.readings:
            return self._any_of(search)
        with self._db.snapshot():
            self._known.renew(self._db)
            stamp, highest = self._known.stamp, self._known.highest
            within = self._ids_of_shop(search.query.connection_id)
            named = lookup(search.words, within)
            few = self._by_conditions(search, named)
            if few is not None:
                return few
            most = self._tuning.rare_words if named else highest // self._tuning.rare_part
            short = [word for word in search.words if not match([word])]
            ids, exact = self._by_terms(short, within, most)
            if ids is None and named:
                ids, exact = self._list(*named), known_by_index(search.words)
            exact = exact and not (named and short)
            if ids is None:
                rest, params = search.among()
                found = self._db.stream(f"SELECT {search.key} {rest}", params)
                return Matches(search, collected((row[0] for row in found), highest), stamp)
            pending = self._db.column(_WAITING)
            if pending:
                ids = united((ids, pending), highest)
            certain = exact and not pending and not search.conditions
            return Matches(search, ids, stamp, None if certain else search)

    def _any_of(self, search: SearchQuery) -> Matches:
        """All products that match the words or one of the other readings."""
        with self._db.snapshot():
            found = [self.checked(self.matches(each)) for each in search.alternatives]
            ids = united([matches.ids for matches in found], self._known.highest)
            return Matches(search, ids, found[0].stamp)

    def checked(self, matches: Matches) -> Matches:
        """The matches without the products that do not match after all."""
        if matches.doubt is None:
            return matches
        rest, params = matches.doubt.among("json_each(?) wanted", "wanted.value")
        ids: array[int] = array(id_code(self._known.highest))
        unchecked = iter(matches.ids)
        while some := list(islice(unchecked, _CHECKED)):
            found = self._db.stream(f"SELECT wanted.value {rest}", (json_list(some), *params))
            ids.extend(row[0] for row in found)
        return Matches(matches.search, ids, matches.stamp)

    def _ids_of_shop(self, connection_id: int | None) -> tuple[int, int]:
        """The lowest and the highest id of a shop's products; many of those between are its own, too.

        A shop that was connected after others, or before them, has its ids together.
        """
        if connection_id is None:
            return _ALL_IDS
        bound = "SELECT {}(id) FROM product WHERE connection_id = ?"
        lowest, highest = (
            self._db.value(bound.format(which), (connection_id,)) for which in ("min", "max")
        )
        return (lowest or 0, highest or 0)

    def _by_conditions(
        self, search: SearchQuery, named: tuple[str, tuple[object, ...]] | None
    ) -> Matches | None:
        """Products that meet the conditions which an index knows; None if many meet each of them.

        Only indexes are read, so that it is quick whatever the conditions have to do with each other.
        Words that few products have need no conditions beside them; changes are looked up at once.
        """
        if search.query.changed_since is not None:
            return None
        known: list[Collection[int]] = []
        if named and search.conditions:
            if (few := self._few(search.conditions)) is not None:
                return Matches(search, few, self._known.stamp, search)
            select, params = named
            select = f"SELECT id FROM ({select}) UNION ALL {_WAITING}"
            with_words = self._known.of(self._db, Condition("", params, ids=select))
            if with_words is not None:
                if len(with_words) <= self._tuning.rare_words:
                    return None
                known.append(with_words)
        doubtful: list[Condition] = []
        never: list[Collection[int]] = []
        for each in search.conditions:
            ids, exact = self._known.met(self._db, each)
            if ids is not None:
                known.append(ids)
            elif each.never and (others := self._known.of(self._db, each.never)) is not None:
                never.append(others)
            if not exact:
                doubtful.append(each)
        if not known:
            return None
        highest = self._known.highest
        found = common(known, highest)
        for unmet in never:
            found = without(found, unmet, highest)
        certain = not search.words and not doubtful
        doubt = None if certain else replace(search, conditions=tuple(doubtful))
        return Matches(search, each_once(found, highest), self._known.stamp, doubt)

    def _few(self, conditions: Sequence[Condition]) -> Collection[int] | None:
        """The ids of a condition that so few products meet that nothing beside it need be looked up."""
        most = self._tuning.rare_words
        for each in conditions:
            if each.ids:
                ids = self._list(f"{each.ids} LIMIT ?", (*each.ids_params, most + 1))
                if len(ids) <= most:
                    return each_once(ids, self._known.highest)
        return None

    def _list(self, select: str, params: tuple[object, ...]) -> array[int]:
        return self._known.listed(self._db, select, params)

    def _by_terms(
        self, words: Sequence[str], within: tuple[int, int], most: int
    ) -> tuple[Collection[int] | None, bool]:
        """Products with those of these short words that few have, and whether few have each; None if many."""
        found: list[Collection[int]] = []
        highest = self._known.highest
        for word in words:
            terms = self._terms(word, most)
            if terms is not None:
                ids = [self._list(*by_term(term, within, of_ids=of_ids)) for term, of_ids in terms]
                found.append(united(ids, highest))
        return common(found, highest) if found else None, len(found) == len(words)

    def _terms(self, word: str, most: int) -> list[tuple[str, bool]] | None:
        """The terms that begin with a short word, and whether they are of ids; None if more products have them."""
        terms, mentions = [], 0
        for of_ids in (False, True) if of_an_id(word) else (False,):
            table = "product_id_term" if of_ids else "product_term"
            for term, products in self._db.stream(
                f"SELECT term, doc FROM {table} WHERE term >= ? AND term <= ?", term_range(word)
            ):
                terms.append((term, of_ids))
                mentions += products
                if mentions > most:
                    return None
        return terms
