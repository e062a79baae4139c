"""A first look at all products of a shop: which are surely equal in the account, which need another."""

from __future__ import annotations

from array import array
from collections import defaultdict
from typing import TYPE_CHECKING

from shopsync_gui.core.catalogue import sku_key
from shopsync_gui.core.fingerprints import NONE, WantedFingerprints
from shopsync_gui.core.hash_index import Occurrences, text_hash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from shopsync_gui.core.echoes import Memory
    from shopsync_gui.core.known_products import KnownRow
    from shopsync_gui.core.mapping import MasterOptions
    from shopsync_gui.core.target_index import TargetIndex

#: Why a product of the account is used: an equal one of the shop, or one that is not in the shop.
_EQUAL, _ELSEWHERE = 1, 2
#: Products looked at in one piece where little is done with each.
_PIECE = 50_000


class FirstLook:
    """Takes in all products briefly, then says which are equal.

    A product is equal where the fingerprint of what it should be is that of its counterpart, and
    nothing is remembered of that; anything else is for the second look, which decides by the values
    themselves. Its counterpart is the product of the account with its id, or, where it has none
    there, the only one with its SKU.
    """

    def __init__(
        self,
        index: TargetIndex,
        labels: Mapping[str, str],
        options: MasterOptions,
        memory: Memory,
    ) -> None:
        self._index = index
        self._memory = memory
        self._wanted = WantedFingerprints(labels, index.category_ids, options)
        #: How often each SKU occurs in the shop, by its key.
        self.skus = Occurrences()
        #: Ids in the account whose SKU is one that it made of ours: they are their products' own.
        self.claimed: set[int] = set()
        self.present = 0
        #: Ids of the account that products are known by, and how many of these it does not have.
        self.linked = self.lost = 0
        #: Products of the account, in the order of their ids, that ours stand for.
        self._used = bytearray(len(index.by_id.ids))
        #: Equal products and their counterparts.
        self.equal, self.counterparts = array("q"), array("q")
        #: 1 for each of them that was not known by its counterpart's id.
        self.linking = array("b")
        #: The others that are in the shop, in the order of their ids.
        self.unsure = array("q")
        #: Those of them whose SKU others have, too: they were taken for equal at first.
        self.doubled: frozenset[int] = frozenset()
        self._keys, self._positions = array("q"), array("I")
        self._labels = labels
        #: How many equal products are in each category, by its ref.
        self._refs: defaultdict[str, int] = defaultdict(int)

    def take(self, rows: Sequence[KnownRow]) -> list[int]:
        """Take in some products; the ids of those that are not in the shop."""
        by_id, fingerprints = self._index.by_id, self._index.products.fingerprints
        add, of = self.skus.add_hash, self._wanted.of
        elsewhere = []
        for product_id, in_shop, sa_id, sku, name, net, regular, vat, currency, refs in rows:
            position = None
            if sa_id is not None:
                self.linked += 1
                position = by_id.position(sa_id)
                self.lost += position is None
            if not in_shop:
                elsewhere.append(product_id)
                if position is not None:
                    self._used[position] |= _ELSEWHERE
                continue
            self.present += 1
            key = text_hash(sku_key(sku))
            if not key:
                self.unsure.append(product_id)
                continue
            add(key)
            if position is None:
                position = self._by_sku(key)
            elif sa_id in self._memory.echoes:
                if self._index.shows_ours(sa_id, sku, self._memory):
                    self.claimed.add(sa_id or 0)
                position = None
            if position is None:
                self.unsure.append(product_id)
                continue
            wanted = of(sku, name, (net, regular, vat, currency), refs)
            if wanted == NONE or wanted != fingerprints[by_id.places[position]]:
                self.unsure.append(product_id)
                continue
            self._add(product_id, sa_id, position, key, refs)
        return elsewhere

    def _by_sku(self, key: int) -> int | None:
        """The position of the only product of the account with this key, if nothing is known of it."""
        places = self._index.products.by_key.places(key)
        if len(places) != 1:
            return None
        sa_id = self._index.products.ids[places[0]]
        return None if sa_id in self._memory.echoes else self._index.by_id.position(sa_id)

    def _add(self, product_id: int, sa_id: int | None, position: int, key: int, refs: str) -> None:
        """Note an equal product."""
        counterpart = self._index.by_id.ids[position]
        self.equal.append(product_id)
        self.counterparts.append(counterpart)
        self._keys.append(key)
        self._positions.append(position)
        self._used[position] |= _EQUAL
        self.linking.append(sa_id != counterpart)
        for ref in self._wanted.categories(refs)[1]:
            self._refs[ref] += 1

    def finish(self) -> Iterator[None]:
        """Take back, in pieces, that products are equal whose SKU others have, too."""
        repeated: set[int] = set()
        for some in self.skus.repeated():
            repeated |= some
            yield
        if not repeated:
            return
        taken_back = array("q")
        for start in range(0, len(self._keys), _PIECE):
            keys = self._keys[start : start + _PIECE]
            taken_back.extend(n for n, key in enumerate(keys, start) if key in repeated)
            yield
        for index in taken_back:
            self._used[self._positions[index]] &= ~_EQUAL
        self.doubled = frozenset(self.equal[index] for index in taken_back)
        self.unsure = array("q", sorted([*self.unsure, *self.doubled]))
        yield
        self.equal = _without(self.equal, taken_back)
        self.counterparts = _without(self.counterparts, taken_back)
        self.linking = _without(self.linking, taken_back)

    def withdraw(self, refs: Iterable[str]) -> None:
        """Take back that a product with these categories uses them."""
        for ref in refs:
            self._refs[ref] -= 1

    def use(self, sa_id: int) -> None:
        """Note that a product of the account stands for one of ours."""
        position = self._index.by_id.position(sa_id)
        if position is not None:
            self._used[position] |= _EQUAL

    def places(self) -> tuple[list[int], list[int]]:
        """Places in the account's list that stand for none of ours, and those that do."""
        places: tuple[list[int], list[int]] = [], []
        for position, use in enumerate(self._used):
            places[bool(use)].append(self._index.by_id.places[position])
        return places

    def only_in_account(self) -> int:
        """How many products of the account stand for none of ours."""
        ids = self._index.by_id.ids
        if not self._index.products.ascending:  # an id may be listed twice
            for position in range(len(ids) - 2, -1, -1):
                if ids[position] == ids[position + 1]:
                    self._used[position] |= self._used[position + 1]
        return self._used.count(0)

    def labels(self) -> set[str]:
        """Names of categories that equal products are in."""
        used = (self._labels.get(ref) for ref, count in self._refs.items() if count)
        return {label for label in used if label}


def _without(values: array[int], places: array[int]) -> array[int]:
    """The values but those at these places, which are in their order."""
    left, begin = array(values.typecode), 0
    for index in places:
        left.extend(values[begin:index])
        begin = index + 1
    left.extend(values[begin:])
    return left
