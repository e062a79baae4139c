"""Searches drawn by seeds, and what a plain comparison of each product finds."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

from shopsync_gui.core.strings.collation import sort_key
from shopsync_gui.sandbox.shop.catalogue import Catalogue
from shopsync_gui.store.lists.grid_row import GridRow
from shopsync_gui.store.search.query import GridQuery, GridSort
from shopsync_gui.store.search.search_terms import words_of
from tests.catalogues import shop_products

PRODUCTS = 400
ODD = [
    "Női bőr cipő",
    "100% pamut_póló*",
    'Tábla 15,6"',
    "😀 bögre",
    "q",
    "Őszi x7",
    "",
    "  ",
    "½ l",
    "q\U0010ffff\U0010ffff",
]


def wanted(texts: dict[GridRow, str], query: GridQuery) -> list[GridRow]:
    words = words_of(query.text)
    matching = [row for row, text in texts.items() if all(word in text for word in words)]
    return sorted(matching, key=lambda r: (*KEYS[query.sort](r), r.id), reverse=query.descending)


def _hundredths(row: GridRow) -> int:
    """The discount in hundredths of a percent."""
    if not row.on_sale or row.net is None or row.list_net is None:
        return 0
    return int((row.list_net - row.net) * 10_000 // row.list_net)


KEYS: dict[GridSort, Callable[[GridRow], tuple[Any, ...]]] = {
    GridSort.NAME: lambda row: (sort_key(row.name),),
    GridSort.SKU: lambda row: (row.sku.lower(),),
    GridSort.NET: lambda row: (row.net is not None, row.net or 0),
    GridSort.GROSS: lambda row: (row.gross is not None, row.gross or 0),
    GridSort.DISCOUNT: lambda row: (_hundredths(row),),
    GridSort.STATE: lambda row: (row.state.value,),
    GridSort.UPDATED: lambda row: (row.updated_at,),
    GridSort.SA_ID: lambda row: (row.sa_id is not None, row.sa_id or 0),
    GridSort.CATEGORY: lambda row: (
        sort_key(row.categories[0][0]) if row.categories else "",
        sort_key(row.name),
    ),
}


def queries(seed: int, count: int) -> Iterator[str]:
    """Parts of what there is, short and long, together and alone, and things nobody has."""
    rng = random.Random(seed)
    names = [product.name for product in shop_products(Catalogue(7), 0, PRODUCTS)] + ODD
    skus = [product.sku for product in shop_products(Catalogue(7), 0, PRODUCTS)]
    for _ in range(count):
        words = []
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
            source = rng.choice((rng.choice(names), rng.choice(skus), f"#48{rng.randrange(1300)}"))
            start = rng.randrange(len(source) + 1)
            words.append(source[start : start + rng.choice((1, 2, 2, 3, 4, 8))])
        if rng.random() < 0.1:
            words.append(
                rng.choice(("zzz", '"', "%", "'", "AND", "OR(", "*", "\\", "😀", "^", "\0"))
            )
        yield " ".join(words)
