"""Products of the account that may be the shop's under a SKU that the account altered; pure.

A computer that knows nothing of the account finds there what another one created. Where the account
cuts SKUs, takes them for numbers or drops their signs, it does not find them by those, and would
create each a second time.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.account.likeness import alike, derives, shown_letters, written_letters
from shopsync_gui.core.account.sku_ways import WHOLE, Way, as_number, as_shown, speaks_against, ways
from shopsync_gui.core.catalogue import sku_key
from shopsync_gui.core.planning.brakes import Named
from shopsync_gui.core.structures.hash_index import HashIndex
from shopsync_gui.core.structures.pieces import PIECE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from shopsync_gui.core.account.target_index import TargetIndex
    from shopsync_gui.core.catalogue import MasterProduct, TargetProduct

#: So many products that show the same way make it the account's; one does where a check found some.
_BELIEVED = 2
#: A SKU that is cut there has enough left to be known by one product.
_LONG = 20
#: Of so many rows with one name none is told from the others.
_CROWD = 300


class _Candidate(msgspec.Struct, frozen=True, gc=False):
    """A row of the account that may be a product of the shop, and what speaks for it."""

    index: int
    key: str
    ways: tuple[Way, ...]
    same_name: bool
    same_terms: bool
    alike: bool


class AlteredSkus:
    """The rows of the account, taken for none of ours, that are ones of the shop all the same.

    A row is adopted where it is the only one for the product, and the product the only one for it:
    of the same name, under a SKU altered in a way that several show and that no row speaks against;
    or of the same name or price, where its SKU lost nothing that tells it from others.
    """

    def __init__(self, index: TargetIndex, *, known: Iterable[Way] = (), told: bool) -> None:
        self._products = index.products
        #: How often each way is known already.
        self._known = Counter(known)
        #: Whether the account is known to alter SKUs, in whatever way.
        self._told = told or any(count >= _BELIEVED for count in self._known.values())
        self._least = 1 if told else _BELIEVED
        self._names, self._letters, self._numbers = HashIndex(), HashIndex(), HashIndex()
        self._free: set[int] = set()
        self._longest = self._largest = 0
        self._looked: dict[int, tuple[MasterProduct, tuple[_Candidate, ...]]] = {}
        #: The rows that are adopted, by local product id.
        self.adopted: dict[int, TargetProduct] = {}
        #: Products whose SKU the account surely alters: nothing is written for that alone.
        self.kept: set[int] = set()
        #: The rows that products may be, which nothing tells surely; of several the likeliest.
        self.doubtful: dict[int, TargetProduct] = {}
        #: Products that have a row of the same name and price, whose SKU is another one.
        self.elsewhere = Named()
        self._refuted: set[Way] = set()
        self._proven: set[Way] = set()

    def search(
        self,
        free: Iterable[int],
        used: Iterable[int],
        products: Callable[[], Iterable[tuple[int, MasterProduct]]],
    ) -> Iterator[None]:
        """Do the work in pieces, between which it yields.

        `free` are the indexes in the list of rows that stand for none of ours, `used` those of the
        others; `products` gives those without a counterpart by their SKU, with their local ids.
        """
        for number, index in enumerate(free, 1):
            self._take_in(index)
            if not number % PIECE:
                yield
        for number, (product_id, desired) in enumerate(products(), 1):
            self._look(product_id, desired)
            if not number % PIECE:
                yield
        yield from self._judge(used)
        if any(kind not in WHOLE for kind, _about in self._proven):
            for number, (product_id, desired) in enumerate(products(), 1):
                self._look_again(product_id, desired)
                if not number % PIECE:
                    yield
        self._decide()

    def _take_in(self, index: int) -> None:
        """Index a row that stands for none of ours."""
        row = self._products[index]
        self._free.add(index)
        self._longest = max(self._longest, len(row.name))
        self._largest = max(self._largest, len(row.name.encode()))
        _add(self._names, _name_letters(row.name), index)
        _add(self._letters, shown_letters(row.sku), index)
        _add(self._numbers, {as_number(row.sku.casefold())}, index)

    def _look(self, product_id: int, desired: MasterProduct) -> None:
        """Find the rows that may be a product, which has no counterpart by its SKU."""
        indexes = self._found(self._names, self._name_keys(desired.name))
        indexes |= self._found(self._letters, written_letters(desired.sku))
        indexes |= self._found(self._numbers, {as_number(desired.sku.casefold())})
        if indexes:
            found = (self._candidate(desired, index) for index in sorted(indexes))
            self._looked[product_id] = desired, tuple(found)

    def _name_keys(self, name: str) -> set[str]:
        """The letters of a name, whole and as they are where the account cuts names."""
        keys = {*written_letters(name), name}
        if len(name) > self._longest:
            keys |= {*written_letters(name[: self._longest])}
        if len(name.encode()) > self._largest:
            keys |= {*written_letters(name.encode()[: self._largest].decode(errors="ignore"))}
        return keys - {""}

    def _found(self, where: HashIndex, keys: Iterable[str]) -> set[int]:
        found = {index for key in keys if key for index in where.indexes(hash(key))}
        return found if len(found) <= _CROWD else set()

    def _candidate(self, desired: MasterProduct, index: int) -> _Candidate:
        row = self._products[index]
        letters = _name_letters(row.name)
        keys = self._name_keys(desired.name)
        return _Candidate(
            index,
            sku_key(row.sku),
            tuple(ways(desired.sku, row.sku)),
            same_name=not letters.isdisjoint(keys),
            same_terms=(row.net is None or derives("net", desired, row))
            and (row.vat is None or derives("vat", desired, row))
            and row.currency in (None, "", desired.currency),
            alike=alike(desired.sku, row.sku),
        )

    def _look_again(self, product_id: int, desired: MasterProduct) -> None:
        """Find the rows that may be a product by a way that is proven by now."""
        if product_id in self._looked:
            return
        keys = {as_shown(way, desired.sku) for way in self._proven if way[0] not in WHOLE}
        indexes = self._found(self._products.by_key, keys) & self._free
        if indexes:
            found = (self._candidate(desired, index) for index in sorted(indexes))
            self._looked[product_id] = desired, tuple(found)

    def _decide(self) -> None:
        """Adopt what is sure, and tell what is not."""
        pairs = {
            product_id: [c for c in candidates if self._is_good(desired, c)]
            for product_id, (desired, candidates) in self._looked.items()
        }
        self._adopt(pairs)
        # Among several, the one that shows the name and the price as well.
        self._adopt(
            {
                product_id: [c for c in good if c.same_name and c.same_terms]
                for product_id, good in pairs.items()
            }
        )
        self._tell()

    def _judge(self, used: Iterable[int]) -> Iterator[None]:
        """Find the ways that rows show which are surely the same, and that no row speaks against."""
        sure = {
            product_id: [c for c in candidates if c.same_name and c.same_terms]
            for product_id, (_desired, candidates) in self._looked.items()
        }
        shown = self._known + Counter(way for _id, c in _only_pairs(sure) for way in c.ways)
        against: Counter[Way] = Counter()
        for number, index in enumerate(used if shown else (), 1):
            sku = self._products[index].sku
            against.update(way for way in shown if speaks_against(way, sku))
            if not number % PIECE:
                yield
        self._refuted = {way for way in shown if against[way] * 4 > shown[way]}
        self._proven = {
            way
            for way, count in shown.items()
            if (count >= self._least or _is_long_cut(way)) and way not in self._refuted
        }

    def _is_proven(self, desired: MasterProduct, candidate: _Candidate) -> bool:
        """Whether a row shows what the account is known to make of a product's SKU."""
        return any(
            way in candidate.ways
            if way[0] in WHOLE
            else as_shown(way, desired.sku) == candidate.key
            for way in self._proven
        )

    def _is_good(self, desired: MasterProduct, candidate: _Candidate) -> bool:
        whole = any(kind in WHOLE for kind, _about in candidate.ways)
        proven = self._is_proven(desired, candidate)
        if candidate.same_name and candidate.same_terms:
            return whole or proven
        return (whole and (candidate.same_name or candidate.same_terms)) or (
            proven and candidate.same_name
        )

    def _adopt(self, pairs: dict[int, list[_Candidate]]) -> None:
        free = {
            product_id: [c for c in candidates if c.index in self._free]
            for product_id, candidates in pairs.items()
            if product_id not in self.adopted
        }
        for product_id, candidate in _only_pairs(free):
            self.adopted[product_id] = self._products[candidate.index]
            self._free.discard(candidate.index)
            if self._is_proven(self._looked[product_id][0], candidate):
                self.kept.add(product_id)

    def _tell(self) -> None:
        """Note which of the others may be there, and which have a row that only its SKU tells apart."""
        others: dict[int, list[_Candidate]] = defaultdict(list)
        for product_id, (desired, candidates) in self._looked.items():
            left = [c for c in candidates if c.index in self._free]
            if product_id in self.adopted or not left:
                continue
            likely = [c for c in left if self._is_good(desired, c) or self._may_be(desired, c)]
            if likely:
                best = max(likely, key=lambda c: (c.same_name, c.same_terms, -c.index))
                self.doubtful[product_id] = self._products[best.index]
            others[product_id] = [c for c in left if c.same_name and c.same_terms]
        for product_id, _candidate in _only_pairs(others):
            if product_id not in self.doubtful:
                self.elsewhere.add(self._looked[product_id][0].name)

    def _may_be(self, desired: MasterProduct, candidate: _Candidate) -> bool:
        """Whether a row may be a product, by a way that no other row speaks against.

        Where the account is known to alter SKUs, name and price are enough for that.
        """
        if any(kind in WHOLE for kind, _about in candidate.ways):
            return True
        if candidate.same_terms and self._is_proven(desired, candidate):
            return True
        open_ways = [way for way in candidate.ways if way not in self._refuted]
        like = bool(open_ways or self._proven or self._told) or (
            candidate.alike and not candidate.ways
        )
        return candidate.same_name and candidate.same_terms and like


def _only_pairs(pairs: dict[int, list[_Candidate]]) -> Iterator[tuple[int, _Candidate]]:
    """Products with the row that is the only one for them, where they are the only ones for it."""
    times = Counter(c.index for candidates in pairs.values() for c in candidates)
    for product_id, candidates in pairs.items():
        if len(candidates) == 1 and times[candidates[0].index] == 1:
            yield product_id, candidates[0]


def _is_long_cut(way: Way) -> bool:
    """Whether so much of a SKU is left that it is hardly another one's."""
    return way[0] == "cut" and int(way[1]) >= _LONG


def _name_letters(name: str) -> set[str]:
    """The letters of a shown name; some names have none, and stand for themselves."""
    return {*shown_letters(name), name} - {""}


def _add(where: HashIndex, keys: Iterable[str], index: int) -> None:
    for key in {hash(key) for key in keys if key}:
        where.add(key, index)
