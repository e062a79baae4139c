"""The products of an account as they were listed, packed in memory, with an index to find each; pure."""

from __future__ import annotations

from array import array
from collections import Counter
from typing import TYPE_CHECKING

from shopsync_gui.core.catalogue import TargetProduct, sku_key
from shopsync_gui.core.packed import Packed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class AccountProducts(Packed[TargetProduct]):
    """Products in the order of their list.

    `ids` and `key_hashes` are those of each; the hash is that of its `sku_key`, 0 where it has no
    SKU. `category_sizes` counts the products of each category. They grow with the list, which is
    read in pieces, so that nobody has to go through all of it at once later.
    """

    def __init__(self, items: Iterable[TargetProduct] = ()) -> None:
        self.ids, self.key_hashes = array("q"), array("q")
        self.category_sizes: Counter[int] = Counter()
        super().__init__(TargetProduct, items)

    def append(self, item: TargetProduct) -> None:
        """Add a product at the end."""
        super().append(item)
        self.ids.append(item.sa_id)
        key = sku_key(item.sku)
        self.key_hashes.append(hash(key) if key else 0)
        self.category_sizes.update(item.category_ids or ())

    @classmethod
    def of(cls, products: Sequence[TargetProduct]) -> AccountProducts:
        """These products as such a list; an `AccountProducts` is given back as it is."""
        return products if isinstance(products, cls) else cls(products)
