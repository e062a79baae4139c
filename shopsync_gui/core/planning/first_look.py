"""A first look at all products of a shop: which are surely equal in the account, which need another."""

from __future__ import annotations

from array import array
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

from shopsync_gui.core.account.fingerprints import WantedFingerprints
from shopsync_gui.core.catalogue import sku_key
from shopsync_gui.core.structures.hash_index import Occurrences, text_hash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from shopsync_gui.core.account.echoes import Memory
    from shopsync_gui.core.account.target_index import TargetIndex
    from shopsync_gui.core.plan.known_products import KnownRow
    from shopsync_gui.core.products.mapping import MasterOptions

#: Why a product of the account is used: an equal one of the shop, or one that is not in the shop.
_EQUAL, _ELSEWHERE = 1, 2
#: Products looked at in one piece where little is done with each.
_PIECE = 50_000


class FirstLook:
    """A brief look at all products, after which it says which are equal.

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
        self._keys = array("q")
        self._labels = labels
        #: How many equal products are in each category, by its ref.
        self._refs: Counter[str] = Counter()

    def take(self, rows: Sequence[KnownRow]) -> list[int]:
        """Take in some products; the ids of those that are not in the shop."""
        by_id, fingerprints = self._index.by_id, self._index.products.fingerprints
        ids, indexes, used, echoes = by_id.ids, by_id.indexes, self._used, self._memory.echoes
        keys = [text_hash(sku_key(row[3])) if row[1] else 0 for row in rows]
        self.skus.add_hashes(keys)
        elsewhere: list[int] = []
        #: Of equal products; arrays and counters take many at a time.
        equal: list[int] = []
        counterparts: list[int] = []
        equal_keys: list[int] = []
        categories: list[tuple[str, ...]] = []
        for row, key, (wanted, refs) in zip(rows, keys, self._wanted.of(rows), strict=True):
            sa_id, position = row[2], None
            if sa_id is not None:
                self.linked += 1
                position = by_id.position(sa_id)
                self.lost += position is None
            if not row[1]:
                elsewhere.append(row[0])
                if position is not None:
                    used[position] |= _ELSEWHERE
                continue
            if position is None:
                position = self._by_sku(key)
            elif sa_id is not None and sa_id in echoes:
                if key and self._index.shows_ours(sa_id, row[3], self._memory):
                    self.claimed.add(sa_id)
                position = None
            if (
                not key
                or not wanted
                or position is None
                or wanted != fingerprints[indexes[position]]
            ):
                self.unsure.append(row[0])
                continue
            used[position] |= _EQUAL
            counterpart = ids[position]
            equal.append(row[0])
            counterparts.append(counterpart)
            equal_keys.append(key)
            categories.append(refs)
            self.linking.append(sa_id != counterpart)
        self.present += len(rows) - len(elsewhere)
        self.equal.extend(equal)
        self.counterparts.extend(counterparts)
        self._keys.extend(equal_keys)
        self._refs.update(chain.from_iterable(categories))
        return elsewhere

    def _by_sku(self, key: int) -> int | None:
        """The position of the only product of the account with this key, if nothing is known of it."""
        indexes = self._index.products.by_key.indexes(key) if key else ()
        if len(indexes) != 1:
            return None
        sa_id = self._index.products.ids[indexes[0]]
        return None if sa_id in self._memory.echoes else self._index.by_id.position(sa_id)

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
            self._used[self._index.by_id.position(self.counterparts[index]) or 0] &= ~_EQUAL
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

    def is_used(self, sa_id: int) -> bool:
        """Whether a product of the account stands for one that the shop has."""
        position = self._index.by_id.position(sa_id)
        return position is not None and bool(self._used[position] & _EQUAL)

    def has_aside(self, sa_id: int | None, sku: str) -> bool:
        """Whether the account has a product that is not in the shop, once all of the shop's are known.

        It has it by its id, or else by a SKU that no product of the shop has.
        """
        by_id, used = self._index.by_id, self._used
        position = None if sa_id is None else by_id.position(sa_id)
        if position is not None and not used[position] & _EQUAL:
            return True
        key = sku_key(sku)
        if self.skus[key]:
            return False
        for product in self._index.by_sku.get(key):
            position = by_id.position(product.sa_id)
            if position is not None and not used[position]:
                used[position] |= _ELSEWHERE
                return True
        return False

    def indexes(self) -> tuple[list[int], list[int]]:
        """Places in the account's list that stand for none of ours, and those that do."""
        indexes: tuple[list[int], list[int]] = [], []
        for position, use in enumerate(self._used):
            indexes[bool(use)].append(self._index.by_id.indexes[position])
        return indexes

    def only_in_account(self) -> int:
        """Count the products of the account that stand for none of ours."""
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


def _without(values: array[int], indexes: array[int]) -> array[int]:
    """The values but those at these indexes, which are in their order."""
    left, begin = array(values.typecode), 0
    for index in indexes:
        left.extend(values[begin:index])
        begin = index + 1
    left.extend(values[begin:])
    return left
