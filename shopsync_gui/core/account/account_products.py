"""The products of an account as they were listed, packed in memory, with an index to find each; pure."""

from __future__ import annotations

from array import array
from collections import Counter
from itertools import chain, islice
from operator import lt
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.account.fingerprints import account_fingerprint
from shopsync_gui.core.catalogue import TargetProduct, sku_key
from shopsync_gui.core.structures.hash_index import HashIndex, text_hash
from shopsync_gui.core.structures.packed import Packed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

#: Products that are taken in at a time.
_TAKEN = 1024


class AccountProducts(Packed[TargetProduct]):
    """Products in the order of their list.

    `ids` and `fingerprints` (see core/account/fingerprints.py) are those of each; `by_key` has their indexes
    by the hash of their `sku_key`; `category_sizes` counts the products of each category. They grow
    with the list, which is read in pieces, so that nobody has to go through all of it at once later.
    `ascending` says whether each id is above the one before.
    """

    _order: tuple[array[int], array[int]] | None

    def __init__(self, items: Iterable[TargetProduct] = ()) -> None:
        self.ids, self.fingerprints = array("q"), array("q")
        self.by_key = HashIndex()
        self.ascending = True
        self._last = -1
        self._order = None
        self.category_sizes: Counter[int] = Counter()
        super().__init__(TargetProduct, items)

    def _make_encoder(self) -> Callable[[list[TargetProduct]], bytes]:
        return msgspec.json.Encoder().encode_lines

    def _make_decoder(self, kind: type[TargetProduct]) -> Callable[[bytes], list[TargetProduct]]:
        return msgspec.json.Decoder(kind).decode_lines

    def append(self, item: TargetProduct) -> None:
        """Add a product at the end."""
        self.extend((item,))

    def extend(self, items: Iterable[TargetProduct]) -> None:
        """Add several products at the end."""
        rest = iter(items)
        while some := list(islice(rest, _TAKEN)):
            self._index(some)
            super().extend(some)

    def _index(self, some: list[TargetProduct]) -> None:
        ids = [product.sa_id for product in some]
        self.by_key.extend([text_hash(sku_key(product.sku)) for product in some], len(self.ids))
        self.ids.extend(ids)
        self.fingerprints.extend(map(account_fingerprint, some))
        self.ascending = self.ascending and all(map(lt, (self._last, *ids), ids))
        self._last = ids[-1]
        used = (product.category_ids for product in some if product.category_ids)
        self.category_sizes.update(chain.from_iterable(used))

    def bodies(self, begin: int, end: int) -> Iterator[bytes]:
        """The JSON of the products from `begin` on and before `end`."""
        for lines, wanted in self.encoded(begin, end):
            yield from lines.split(b"\n")[:-1][wanted]

    def and_more(self, more: Iterable[TargetProduct]) -> AccountProducts:
        """A list with these products at its end; the present one stays."""
        grown = AccountProducts()
        self._copy_to(grown)
        grown.ids, grown.fingerprints = self.ids[:], self.fingerprints[:]
        grown.by_key = self.by_key.copy()
        grown.category_sizes = self.category_sizes.copy()
        grown.ascending, grown._last = self.ascending, self._last
        grown.extend(more)
        return grown

    def in_order(self) -> tuple[array[int], Sequence[int]]:
        """The ids in their order, and where in the list each stands."""
        if self.ascending:
            return self.ids, range(len(self.ids))
        if self._order is None or len(self._order[0]) != len(self.ids):
            indexes = array("I", sorted(range(len(self.ids)), key=self.ids.__getitem__))
            self._order = array("q", map(self.ids.__getitem__, indexes)), indexes
        return self._order

    @classmethod
    def of(cls, products: Sequence[TargetProduct]) -> AccountProducts:
        """Make such a list of these products; an `AccountProducts` is given back as it is."""
        return products if isinstance(products, cls) else cls(products)
