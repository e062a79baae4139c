"""The indexes of the list's orders are made in little memory, however much there is to be sorted."""

from __future__ import annotations

from collections import deque

import apsw

from shopsync_gui.sandbox.shop.catalogue import Catalogue
from shopsync_gui.store import Store
from tests.catalogues import NOW, begin, shop_products

_COUNT, _LETTERS = 2500, 16_000


def test_a_sort_index_takes_no_memory_for_all_that_it_sorts(store: Store) -> None:
    connection_id, run_id = begin(store)
    products = list(shop_products(Catalogue(7), 0, _COUNT))
    store.pull.land_page(run_id, connection_id, 0, _COUNT, products, NOW)
    with store.transaction():
        store.database.execute_sql(
            "UPDATE product SET name_sort = hex(randomblob(?))", (_LETTERS // 2,)
        )
    settings = memory_settings(store)
    apsw.memory_high_water(True)
    deque(store.search_index.sorts(), 0)
    assert apsw.memory_high_water() < 1.5 * _COUNT * _LETTERS
    assert memory_settings(store) == settings
    query = "SELECT count(*) FROM product INDEXED BY product_by_name WHERE name_sort > ''"
    assert store.database.value(query) == _COUNT


def memory_settings(store: Store) -> list[object]:
    return [store.database.value(f"PRAGMA {name}") for name in ("temp_store", "cache_size")]
