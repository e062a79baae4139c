"""Search in each of its ways: the same products in the same order as a plain comparison of each."""

from __future__ import annotations

import random
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing
from datetime import timedelta
from decimal import Decimal
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from shopsync_gui.core.catalogue import Category, ProductState
from shopsync_gui.core.products.changes import Since
from shopsync_gui.core.products.numbers import CataloguePart
from shopsync_gui.core.strings.folding import fold
from shopsync_gui.sandbox.shop.catalogue import Catalogue
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.database.database import Database
from shopsync_gui.store.lists.grid_row import GridRow
from shopsync_gui.store.search.conditions import conditions
from shopsync_gui.store.search.finder import Finder
from shopsync_gui.store.search.known_ids import KnownIds
from shopsync_gui.store.search.matches import Matches
from shopsync_gui.store.search.parallel_search import ParallelSearch
from shopsync_gui.store.search.query import GridQuery, GridSort, order_by
from shopsync_gui.store.search.search_query import SearchQuery
from shopsync_gui.store.search.search_terms import words_of
from shopsync_gui.store.search.tuning import Tuning
from tests.catalogues import NOW, as_shop_product, begin, shop_products
from tests.portions import portion
from tests.store.search.searches import ODD, PRODUCTS, queries, wanted
from tests.store.shop_products import product as shop_product


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_store(tmp_path_factory.mktemp("finder") / "shopsync.db")
    connection_id, run_id = begin(store)
    products = list(shop_products(Catalogue(7), 0, PRODUCTS))
    catalogue = Catalogue(7)
    for key, name in enumerate(ODD, PRODUCTS):
        products.append(as_shop_product(catalogue.product(key)._replace(name=name)))
    store.pull.land_page(run_id, connection_id, 0, len(products), products, NOW)
    store.shop_readings.completed(run_id, NOW, NOW)
    rng = random.Random(7)
    store.catalogue.adopt(
        connection_id,
        {number: 481_000 + number for number in range(1, PRODUCTS) if rng.random() < 0.8},
    )
    deque(store.findings.setting_reasons(connection_id, {3: "no_sku", 50: "no_price"}), 0)
    deque(store.findings.setting_differences(connection_id, {5: ("net",), 6: ("name",)}), 0)
    store.catalogue.mark_gone(connection_id, [9, 10, 300], run_id, NOW + timedelta(hours=1))
    yield store
    store.close()


@pytest.fixture(scope="module")
def texts(filled: Store) -> dict[GridRow, str]:
    """Every product, with the text that searches look at."""
    texts = {}
    for row in filled.grid.rows(list(range(1, PRODUCTS + len(ODD) + 1))):
        parts = (row.name, row.sku, *(name for name, _ in row.categories))
        number = "" if row.sa_id is None else f"#{row.sa_id}"
        texts[row] = fold("\n".join((*parts, number)))
    return texts


class EndlessSearch(ParallelSearch):
    """A search that never ends before it is interrupted: the walk has to find everything."""

    def __init__(self, database: Database, tuning: Tuning, known: KnownIds) -> None:
        super().__init__(database.path, tuning, known)
        self._given_up = threading.Event()

    def run(self, search: SearchQuery) -> Matches:
        self._given_up.wait(60)
        raise InterruptedError

    def begin(self, search: SearchQuery) -> Future[Matches]:
        self._given_up.clear()
        return super().begin(search)

    def interrupt(self) -> None:
        self._given_up.set()


WAYS: dict[str, Callable[[Database], Finder]] = {
    "collected": lambda db: Finder(db, Tuning(head_start=60, sorted_by_sql=0, sorted_part=1)),
    "checked as shown": lambda db: Finder(
        db, Tuning(head_start=60, sorted_by_sql=0, sorted_part=10**9)
    ),
    "sorted by the database": lambda db: Finder(db, Tuning(head_start=60, sorted_by_sql=5000)),
    "words before conditions": lambda db: Finder(
        db, Tuning(head_start=60, rare_words=1000, kept_conditions=1)
    ),
    "conditions left to the check": lambda db: Finder(
        db, Tuning(head_start=60, known_ids=20, known_part=10**9)
    ),
    "no terms": lambda db: Finder(db, Tuning(head_start=60, rare_part=1000)),
    "walk": lambda db: Finder(db, Tuning(head_start=0.001, step=7, longest_step=50), EndlessSearch),
    "race": lambda db: Finder(db, Tuning(head_start=0, step=7, small_shop=0)),
    "orders from that of all": lambda db: Finder(
        db, Tuning(sorted_by_sql=0, shop_part=10**9, step=7, kept_orders=2)
    ),
}


#: Each way, while the index waits or when it is complete; on another day the other.
CASES = portion(product(WAYS, (False, True)), 2, kind=lambda case: case[0])


@pytest.mark.parametrize(("way", "indexed"), CASES)
def test_every_way_finds_the_same_in_the_same_order(
    filled: Store,
    texts: dict[GridRow, str],
    way: str,
    indexed: bool,
) -> None:
    for index, waiting in (
        ("product_text", "product_pending"), ("product_id_text", "product_relinked"),
    ):  # fmt: skip
        filled.database.execute_sql(f"INSERT INTO {index} ({index}) VALUES ('delete-all')")
        filled.database.execute_sql(f"INSERT OR IGNORE INTO {waiting} SELECT id FROM product")
    if indexed:
        filled.search_index.add_pending()
    seed = sorted(WAYS).index(way)
    print("seed", seed)
    for number, text in enumerate(queries(seed, 60)):
        query = GridQuery(
            text=text, sort=list(GridSort)[number % len(GridSort)], descending=number % 3 == 0
        )
        finder = WAYS[way](filled.database)
        expected = [row.id for row in wanted(texts, query)]
        assert list(finder.ids(replace(query, limit=10))) == expected[:10], query
        assert list(finder.ids(query)) == expected, query
        assert list(finder.ids(replace(query, limit=10))) == expected[:10], query
        assert finder.count(replace(query, limit=1)) == len(expected), query
        everything = list(finder.ids(replace(query, text="")))
        assert [i for i in everything if i in set(expected)] == expected, query
        finder.close()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("narrowed", "meets"),
    [
        ({"uncategorised": True}, lambda row: not row.categories),
        ({"states": frozenset({ProductState.DISABLED})}, lambda row: row.state == "disabled"),
        ({"gone": True}, lambda row: row.state == "gone"),
        ({"skipped_or_failed": True}, lambda row: row.reason is not None),
        ({"on_sale": True}, lambda row: row.on_sale),
        ({"in_stock": True}, lambda row: row.stock is not None and row.stock > 0),
        ({"sold_out": True}, lambda row: row.stock is not None and row.stock <= 0),
        (
            {"gross_from": Decimal(1000), "gross_to": Decimal(5000)},
            lambda row: row.gross is not None and 1000 <= row.gross <= 5000,
        ),
        (
            {"differs": True},
            lambda row: (
                row.id in (5, 6)
                or (row.sa_id is None and row.reason is None and row.state != "gone")
            ),
        ),
        ({"changed_since": Since(NOW + timedelta(minutes=1))}, lambda row: row.state == "gone"),
        ({"changed_in_run": 1}, lambda _row: True),
        ({"changed_in_run": 2}, lambda _row: False),
    ],
)
def test_filters_combine_with_words(
    filled: Store,
    texts: dict[GridRow, str],
    narrowed: dict[str, object],
    meets: Callable[[GridRow], bool],
    way: str,
) -> None:
    finder = WAYS[way](filled.database)
    for text in ("", "a", "fe", "fekete", "fekete polo", "e a fek"):
        query = GridQuery(text=text, **narrowed)  # type: ignore[arg-type]
        expected = [row.id for row in wanted(texts, query) if meets(row)]
        assert list(finder.ids(replace(query, limit=7))) == expected[:7], query
        assert list(finder.ids(query)) == expected, query
    finder.close()


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Three shops whose products came by turns, so that their ids lie between each other's."""
    store = open_store(tmp_path_factory.mktemp("shops") / "shopsync.db")
    begun = [begin(store, Catalogue(7), name=name, user=name) for name in ("alma", "dió", "körte")]
    for start in range(0, 120, 20):
        for number, (connection_id, run_id) in enumerate(begun):
            page = list(shop_products(Catalogue(7 + number), start, 20))
            store.pull.land_page(run_id, connection_id, start, 20, page, NOW)
    while store.search_index.add_pending():
        pass
    yield store
    store.close()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("whole_first", [False, True], ids=["at once", "after the whole list"])
def test_a_shop_among_others_is_searched_as_if_it_were_alone(
    shops: Store, way: str, whole_first: bool
) -> None:
    db = shops.database
    texts = dict(db.rows("SELECT id, searched FROM product_search"))
    finder = WAYS[way](db)
    found = 0
    for number, text in enumerate(("", "a", "fe", "fekete", "polo", "fekete polo", "zzzz", "#5")):
        shop = shops.connections.all()[number % 3].id
        query = GridQuery(
            text=text,
            connection_id=shop,
            sort=(GridSort.NAME, GridSort.NET)[number % 2],
            descending=number % 4 > 1,
        )
        own = db.column(
            f"SELECT id FROM product WHERE connection_id = ? {order_by(query)}", (shop,)
        )
        expected = [i for i in own if all(word in texts[i] for word in words_of(text))]
        found += len(expected)
        if whole_first:
            assert finder.ids(replace(query, text="")) == own
        for limit in (5, None, 5, 200):
            assert list(finder.ids(replace(query, limit=limit))) == expected[:limit], query
        on_sale = replace(query, on_sale=True)
        reduced = set(db.column("SELECT id FROM product WHERE net < list_net"))
        for limit in (3, None):
            assert (
                list(finder.ids(replace(on_sale, limit=limit)))
                == [i for i in expected if i in reduced][:limit]
            )
        assert finder.count(query) == len(expected)
    assert found > 150
    finder.close()


_CONDITIONS: tuple[dict[str, Any], ...] = (
    {"uncategorised": True},
    {"only_disabled_categories": True},
    {"skipped_or_failed": True},
    {"differs": True},
    {"kept_differently": True},
    {"on_sale": True},
    {"in_stock": True},
    {"sold_out": True},
    {"states": frozenset({ProductState.ACTIVE})},
    {"states": frozenset({ProductState.DISABLED, ProductState.GONE})},
    {"categories": frozenset({1, 2, 3})},
    {"gross_from": Decimal(3000)},
    {"gross_to": Decimal(9000)},
    {"changed_in_run": 1},
    *({"parts": frozenset({part})} for part in CataloguePart),
    {"parts": frozenset({CataloguePart.GONE, CataloguePart.SKIPPED})},
)


@pytest.mark.parametrize("way", WAYS)
def test_conditions_in_pairs_are_what_one_statement_says(filled: Store, way: str) -> None:
    db = filled.database
    db.execute_sql("UPDATE category SET enabled = 0 WHERE id IN (2, 5, 9)")
    finder = WAYS[way](db)
    met = 0
    for first, second in combinations(_CONDITIONS, 2):
        query = GridQuery(**(first | second))
        each = list(conditions(query))
        where = " AND ".join(condition.of_all for condition in each)
        expected = list(
            db.column(
                f"SELECT id FROM product WHERE {where} {order_by(query)}",
                [value for condition in each for value in condition.params],
            )
        )
        met += bool(expected)
        assert list(finder.ids(replace(query, limit=5))) == expected[:5], query
        assert list(finder.ids(query)) == expected, query
    assert met > 60
    finder.close()
    db.execute_sql("UPDATE category SET enabled = 1")


@pytest.mark.slow
@pytest.mark.parametrize("seed", portion(range(10), 5))
def test_a_thousand_fuzzed_searches_raise_nothing(filled: Store, seed: int) -> None:
    rng = random.Random(seed)
    pieces = [
        *"aáeőqx%_*\"'\\()[]{}^+-:;,.!?|&#@~`$/<>=0129",
        "\0", "\n", "\t", "\u00a0", "\u200d", "\u0301", "\ufeff", "\U0010ffff", "😀", "ß", "İ",
        "AND", "OR", "NOT", "NEAR(", "rowid:", "text:", "--", "/*", "cipo", "Nincs", "#4812", " ",
    ]  # fmt: skip
    for _ in range(1000):
        text = "".join(rng.choice(pieces) for _ in range(rng.randrange(9)))
        query = GridQuery(
            text=text, sort=rng.choice(list(GridSort)), limit=rng.choice((1, 100, 100, None))
        )
        assert len(filled.grid.ids(query)) <= PRODUCTS + len(ODD)


def test_a_product_of_two_disabled_categories_is_found_once(tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "shopsync.db")) as store:
        connection_id, run_id = begin(store)
        disabled = [
            Category(ref=ref, inner_id=ref, name=f"Rejtett {ref}", enabled=False) for ref in "xy"
        ]
        store.categories.save(connection_id, run_id, disabled)
        page = [shop_product(n, category_refs=("x", "y")) for n in range(3)]
        store.pull.land_page(run_id, connection_id, 0, 3, page, NOW)
        while store.search_index.add_pending():
            pass
        for text in ("", page[0].name[:4]):
            query = GridQuery(text=text, only_disabled_categories=True)
            assert sorted(store.grid.ids(query)) == [1, 2, 3]
            assert store.grid.count(query) == 3
