"""Products that are named on the command line by their SKUs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.errors import ProductsUnknown
from shopsync_gui.core.text import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def products_of_skus(
    typed: Sequence[str], found: Mapping[str, Sequence[int]]
) -> tuple[tuple[int, ...], list[str]]:
    """The products that were found, in the order typed and each once; and the SKUs that no product has.

    Raises ProductsUnknown where none was found.
    """
    skus = tuple(dict.fromkeys(typed))
    # One product may be meant by several ways to write its SKU.
    ids = tuple(dict.fromkeys(product for sku in skus for product in found.get(sku, ())))
    unknown = [sku for sku in skus if not found.get(sku)]
    if not ids:
        raise ProductsUnknown(skus=", ".join(map(quoted, unknown)))
    return ids, unknown
