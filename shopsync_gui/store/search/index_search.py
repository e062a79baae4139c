"""The search by the index of letter triples, for all products that match."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from itertools import chain, filterfalse, groupby
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from shopsync_gui.store.database.id_ranges import id_code
from shopsync_gui.store.search.conditions import Condition
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
    from collections.abc import Iterable, Sequence

    from shopsync_gui.store.database.database import Database
    from shopsync_gui.store.search.search_query import SearchQuery
    from shopsync_gui.store.search.tuning import Tuning


#: The products whose searched text has some words, perhaps: those that wait for the index are among
#: them, so that it stays true when they come into it.
_WAITING = "SELECT id FROM product_pending UNION ALL SELECT id FROM product_relinked"
#: The first and last id that there may be.
_ALL_IDS = (0, 2**63 - 1)


class IndexSearch:
    """A search for all products that match, by the index where it knows the words.

    A short word is looked up by the terms that begin with it, unless one product in
    `Tuning.rare_part` has such a term; beside a longer one only where hardly any product has.
    """

    def __init__(self, database: Database, tuning: Tuning) -> None:
        self._db = database
        self._tuning = tuning
        #: The state of the catalogue that was looked at last, its highest id, and the type of arrays of ids.
        self._stamp = -1
        self._highest = 0
        self._code = id_code(0)
        #: Of a condition that more products meet, none is kept.
        self._most = 0
        #: Of the conditions and words asked for last, until the catalogue changes.
        self._known: OrderedDict[Condition, array[int] | None] = OrderedDict()
        #: The conditions, whatever their values, that many products once met.
        self._many: set[str] = set()

    def matches(self, search: SearchQuery) -> Matches:
        """All products that match now, perhaps with some that do not."""
        if search.readings:
            return self._any_of(search)
        with self._db.snapshot():
            self._renew()
            within = self._ids_of_shop(search.query.connection_id)
            named = lookup(search.words, within)
            few = self._by_conditions(search, named)
            if few is not None:
                return few
            most = self._tuning.rare_words if named else self._highest // self._tuning.rare_part
            short = [word for word in search.words if not match([word])]
            ids: Sequence[int] | None
            ids, exact = self._by_terms(short, within, most)
            if ids is None and named:
                ids, exact = self._list(*named), known_by_index(search.words)
            exact = exact and not (named and short)
            if ids is None:
                rest, params = search.among()
                ids = self._db.column(f"SELECT {search.key} {rest}", params, self._code)
                return Matches(search, ids, self._stamp)
            pending = set(self._pending())
            if pending:
                others = filterfalse(pending.__contains__, ids)
                ids = array(self._code, chain(others, pending))
            certain = exact and not pending and not search.conditions
            return Matches(search, ids, self._stamp, None if certain else search)

    def _renew(self) -> None:
        """Forget what is kept if a product changed since."""
        stamp = int(self._db.value("SELECT n FROM catalogue_stamp"))
        if stamp == self._stamp:
            return
        self._stamp = stamp
        self._known.clear()
        self._highest = int(self._db.value("SELECT max(id) FROM product") or 0)
        self._code = id_code(self._highest)
        self._most = max(self._tuning.known_ids, self._highest // self._tuning.known_part)

    def _any_of(self, search: SearchQuery) -> Matches:
        """All products that match the words or one of the other readings."""
        with self._db.snapshot():
            found = [self.checked(self.matches(each)) for each in search.alternatives]
            some = [matches.ids for matches in found if matches.ids]
            ids = some[0] if len(some) == 1 else array(self._code, set().union(*some))
            return Matches(search, ids, found[0].stamp)

    def checked(self, matches: Matches) -> Matches:
        """The matches without the products that do not match after all."""
        if matches.doubt is None:
            return matches
        rest, params = matches.doubt.among("json_each(?) wanted", "wanted.value")
        ids = self._db.column(f"SELECT wanted.value {rest}", (as_json(matches.ids), *params))
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
        known: list[Sequence[int]] = []
        if named and search.conditions:
            if (few := self._few(search.conditions)) is not None:
                return Matches(search, few, self._stamp, search)
            select, params = named
            select = f"SELECT id FROM ({select}) UNION ALL {_WAITING}"
            with_words = self._known_ids(Condition("", params, ids=select))
            if with_words is not None:
                if len(with_words) <= self._tuning.rare_words:
                    return None
                known.append(with_words)
        doubtful: list[Condition] = []
        never: list[Sequence[int]] = []
        for each in search.conditions:
            ids, exact = self._met(each)
            if ids is not None:
                known.append(ids)
            elif each.never and (others := self._known_ids(each.never)) is not None:
                never.append(others)
            if not exact:
                doubtful.append(each)
        if not known:
            return None
        fewest, *more = sorted(known, key=len)
        common: Iterable[int] = fewest
        if more or never:
            common = set(fewest).intersection(*more).difference(*never)
        ids = array(self._code, (number for number, _same in groupby(sorted(common))))
        certain = not search.words and not doubtful
        doubt = None if certain else replace(search, conditions=tuple(doubtful))
        return Matches(search, ids, self._stamp, doubt)

    def _met(self, condition: Condition) -> tuple[Sequence[int] | None, bool]:
        """The ids of products that may meet a condition, and whether all of them do; None if they are many."""
        if condition.any_of:
            some = [self._met(each) for each in condition.any_of]
            met = [ids for ids, _exact in some if ids is not None]
            if len(met) < len(some):
                return None, False
            return array(self._code, set().union(*met)), all(exact for _ids, exact in some)
        ids = self._known_ids(condition)
        if ids is None or condition.never is None:
            return ids, ids is not None and condition.exact
        others = self._known_ids(condition.never)
        if others is None:
            return ids, False
        return array(self._code, set(ids).difference(others)), condition.exact

    def _few(self, conditions: Sequence[Condition]) -> list[int] | None:
        """The ids of a condition that so few products meet that nothing beside it need be looked up."""
        most = self._tuning.rare_words
        for each in conditions:
            if each.ids:
                ids = self._list(f"{each.ids} LIMIT ?", (*each.ids_params, most + 1))
                if len(ids) <= most:
                    return ids
        return None

    def _known_ids(self, known: Condition) -> array[int] | None:
        """The ids of a condition by its index; None where none knows them, or there are many."""
        if not known.ids:
            return None
        if known not in self._known:
            self._known[known] = self._read(known)
            if len(self._known) > self._tuning.kept_conditions:
                self._known.popitem(last=False)
        self._known.move_to_end(known)
        return self._known[known]

    def _read(self, known: Condition) -> array[int] | None:
        """The ids of a condition, unless they are many. Where they were so before, they are counted first."""
        params = (*known.ids_params, self._most + 1)
        if known.ids in self._many:
            counted = f"SELECT count(*) FROM ({known.ids} LIMIT ?)"
            if self._db.value(counted, params) > self._most:
                return None
        ids = array(self._code, self._list(f"{known.ids} LIMIT ?", params))
        if len(ids) <= self._most:
            return ids
        self._many.add(known.ids)
        return None

    def _pending(self) -> Sequence[int]:
        """The products that wait to be indexed."""
        return self._db.column(_WAITING)

    def _list(self, select: str, params: tuple[object, ...]) -> list[int]:
        """The ids of a SELECT, handed over as one text: row by row takes three times as long."""
        return _IDS.decode(self._db.value(f"SELECT json_group_array(id) FROM ({select})", params))

    def _by_terms(
        self, words: Sequence[str], within: tuple[int, int], most: int
    ) -> tuple[list[int] | None, bool]:
        """Products with those of these short words that few have, and whether few have each; None if many."""
        common: set[int] | None = None
        every = True
        for word in words:
            terms = self._terms(word, most)
            if terms is None:
                every = False
                continue
            ids: set[int] = set()
            for term, of_ids in terms:
                ids.update(self._list(*by_term(term, within, of_ids=of_ids)))
            common = ids if common is None else common & ids
        return None if common is None else list(common), every

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


_IDS = msgspec.json.Decoder(list[int])


def as_json(ids: Sequence[int]) -> str:
    """Ids as json_each() takes them."""
    return msgspec.json.encode(list(ids)).decode()
