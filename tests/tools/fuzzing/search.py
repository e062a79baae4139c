"""Products and searches of any letters: every search finds what a plain comparison of each finds."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import msgspec

from shopsync_gui.core.catalogue import Category
from shopsync_gui.core.strings.collation import sort_key
from shopsync_gui.core.strings.folding import fold
from shopsync_gui.sandbox.shop.catalogue import Catalogue
from shopsync_gui.store.lists.grid_row import GridRow
from shopsync_gui.store.search.query import GridQuery, GridSort
from shopsync_gui.store.search.search_terms import words_of
from tests.catalogues import NOW, as_shop_product, begin
from tests.prepared import prepared_store
from tests.tools.fuzzing.texts import odd_text


def play(seed: int, folder: Path) -> None:
    """A small catalogue and many searches in it. Raises what they break."""
    chance = random.Random(f"search {seed}")
    store = prepared_store(folder / "shopsync.db")
    connection_id, run_id = begin(store)
    catalogue = Catalogue(chance.randrange(1000))
    plain = [catalogue.product(key) for key in range(chance.choice([1, 20, 90]))]
    words = [part for product in plain for part in (product.name, product.sku)]
    odd = [_landable(odd_text(chance, words)) for _ in range(60)]
    store.categories.save(
        connection_id,
        run_id,
        [Category(ref=f"c{n}", inner_id=str(n), name=odd[n] or "–") for n in range(1, 9)],
    )
    products = [
        as_shop_product(
            product._replace(
                name=chance.choice([product.name, odd[number % 60]]),
                sku=chance.choice([product.sku, odd[-number % 60]]),
                categories=tuple(chance.sample(range(1, 9), chance.choice([0, 1, 3]))),
            )
        )
        for number, product in enumerate(plain)
    ]
    store.pull.land_page(run_id, connection_id, 0, len(products), products, NOW)
    store.catalogue.adopt(
        connection_id, {n: chance.randrange(1, 10**9) for n in range(1, len(plain), 3)}
    )
    if chance.random() < 0.5:
        store.search_index.add_pending()
    rows = store.grid.rows(list(range(1, len(plain) + 1)))
    texts = {row: _text_of(row) for row in rows}
    for _ in range(60):
        text = odd_text(chance, [*words, *odd, *(f"#{row.sa_id}" for row in rows)])
        query = GridQuery(
            text=text.swapcase() if chance.random() < 0.3 else text,
            sort=chance.choice([GridSort.NAME, GridSort.NET]),
            descending=chance.random() < 0.3,
            limit=chance.choice([None, None, 1, 100]),
            gross_from=chance.choice([None, None, Decimal(-1), Decimal(3000), Decimal("1e30")]),
            uncategorised=chance.random() < 0.1,
        )
        expected = _wanted(texts, query)
        found = list(store.grid.ids(query))
        assert found == expected[: query.limit], f"{query}: {found}, not {expected}"
        every = msgspec.structs.replace(query, limit=None)
        assert store.grid.count(every) == len(expected), f"{query}: not {len(expected)}"
    assert store.integrity() == []
    store.close()


def _landable(text: str) -> str:
    """The text as a reading hands it over: it never has half a pair or a zero letter."""
    return text.replace("\0", "").encode(errors="ignore").decode()


def _text_of(row: GridRow) -> str:
    number = "" if row.sa_id is None else f"#{row.sa_id}"
    return fold("\n".join((row.name, row.sku, *(name for name, _ in row.categories), number)))


def _wanted(texts: dict[GridRow, str], query: GridQuery) -> list[int]:
    words = words_of(query.text)
    matching = [
        row
        for row, text in texts.items()
        if all(word in text for word in words)
        and (query.gross_from is None or (row.gross is not None and row.gross >= query.gross_from))
        and not (query.uncategorised and row.account_categories)
    ]
    by_name = query.sort is GridSort.NAME
    return [
        row.id
        for row in sorted(
            matching,
            key=lambda row: (sort_key(row.name) if by_name else (row.net or 0), row.id),
            reverse=query.descending,
        )
    ]
