"""The first load does without the orders of the columns, and has them made at its end."""

from __future__ import annotations

import random
from collections import deque
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from shopsync_gui.store import Store, open_store
from shopsync_gui.store.account.connections import Connection
from shopsync_gui.store.search.query import GridQuery, GridSort
from tests.store.conftest import NOW
from tests.store.shop_products import product

ORDERS = {
    "product_by_name",
    "product_by_category",
    "product_by_sku",
    "product_by_net",
    "product_by_gross",
    "product_by_discount",
}


def indexes(store: Store) -> dict[str, str]:
    """The indexes of the products, with how they are made."""
    return dict(
        store.database.rows(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'product'"
            " AND sql IS NOT NULL"
        )
    )


def load(store: Store, connection: Connection, run_id: int, first: int, last: int) -> None:
    mixed = list(range(first, last))
    random.Random(first).shuffle(mixed)
    page = [product(i, sku=f"S-{1000 - i}", net=Decimal(i * 7 % 100)) for i in mixed]
    store.pull.land_page(run_id, connection.id, first, last - first, page, NOW)


def test_the_orders_are_as_before_at_the_end_of_the_first_load(
    store: Store, connection: Connection, run_id: int
) -> None:
    before = indexes(store)
    assert before.keys() >= ORDERS
    load(store, connection, run_id, 0, 200)
    assert before.keys() - indexes(store).keys() == ORDERS
    deque(store.search_index.tidy(), maxlen=0)
    assert indexes(store) == before


@pytest.mark.parametrize("sort", list(GridSort))
def test_lists_are_in_the_same_order_without_them(
    path: Path, store: Store, connection: Connection, run_id: int, sort: GridSort
) -> None:
    load(store, connection, run_id, 0, 200)
    query = GridQuery(sort=sort)
    without = list(store.grid.ids(query))
    deque(store.search_index.tidy(), maxlen=0)
    with closing(open_store(path, read_only=True)) as reader:  # which remembers no list
        assert list(reader.grid.ids(query)) == without


def test_a_load_that_broke_off_is_completed_by_the_next(
    path: Path, store: Store, connection: Connection, run_id: int
) -> None:
    before = indexes(store)
    load(store, connection, run_id, 0, 100)
    store.close()
    with closing(open_store(path)) as again:
        load(again, connection, run_id, 100, 200)
        deque(again.search_index.tidy(), maxlen=0)
        assert indexes(again) == before


def test_a_catalogue_that_is_there_keeps_them(
    store: Store, connection: Connection, run_id: int
) -> None:
    load(store, connection, run_id, 0, 100)
    deque(store.search_index.tidy(), maxlen=0)
    before = indexes(store)
    load(store, connection, run_id, 100, 300)
    assert indexes(store) == before


def test_runs_that_end_side_by_side_make_them_together(
    path: Path, store: Store, connection: Connection, run_id: int
) -> None:
    before = indexes(store)
    load(store, connection, run_id, 0, 100)
    with closing(open_store(path)) as other:
        first, second = store.search_index.tidy(), other.search_index.tidy()
        next(first)
        next(second)  # has made the second meanwhile, which the first still counts as missing
        deque(first, maxlen=0)
        deque(second, maxlen=0)
    assert indexes(store) == before
