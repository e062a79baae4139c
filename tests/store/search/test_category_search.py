"""A search finds what is shown of categories: their paths, and the label of products without any."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from shopsync_gui.core.catalogue import Category
from shopsync_gui.core.products.labels import uncategorised
from shopsync_gui.store import Store
from shopsync_gui.store.account.connections import Connection
from shopsync_gui.store.search.query import GridQuery, GridSort
from shopsync_gui.store.search.search_terms import path_of, words_with_path
from tests.store.conftest import NOW
from tests.store.shop_products import product

TREE = [
    Category(ref="w", inner_id="11", name="Női"),
    Category(ref="ws", inner_id="12", name="Cipők", parent_ref="w"),
    Category(ref="wss", inner_id="13", name="Magas sarkú", parent_ref="ws"),
    Category(ref="m", inner_id="14", name="Férfi"),
    Category(ref="ms", inner_id="15", name="Cipők", parent_ref="m"),
    Category(ref="odd", inner_id="16", name="Akció > Utolsó darabok"),
]


@pytest.fixture
def filled(store: Store, connection: Connection, run_id: int) -> Store:
    store.categories.save(connection.id, run_id, TREE)
    products = [
        product(1, name="Piros balerina", category_refs=("ws",)),
        product(2, name="Fekete tűsarkú", category_refs=("wss",)),
        product(3, name="Piros félcipő", category_refs=("ms",)),
        product(4, name="Piros kulcstartó", category_refs=()),
        product(5, name="Öv", sku="NOI/CIP-5", category_refs=("m",)),
        product(6, name="Zokni", category_refs=("odd",)),
        product(7, name="Kabát", category_refs=("w",)),
    ]
    store.pull.land_page(run_id, connection.id, 0, 200, products, NOW)
    return store


def found(store: Store, text: str, **more: object) -> list[int]:
    query = GridQuery(text=text, sort=GridSort.SKU, **more)  # type: ignore[arg-type]
    ids = list(store.grid.ids(query))
    first = GridQuery(text=text, sort=GridSort.SKU, limit=100, **more)  # type: ignore[arg-type]
    assert list(store.grid.ids(first)) == ids
    assert sorted(store.grid.members(query)) == sorted(ids)
    assert store.grid.count(query) == len(ids)
    return sorted(ids)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Női > Cipők", [1, 2]),
        ("noi>cipok", [1, 2]),
        ("Női › Cipők", [1, 2]),
        ("Női/Cipők", [1, 2]),
        ("női / cipő", [1, 2]),
        ("Női > Cipők > Magas sarkú", [2]),
        ("Cipők > sarkú", [2]),
        ("Női >", [1, 2]),
        ("Női/", [1, 2, 5]),
        ("> Cipők", []),
        ("piros Női > Cipők", [1]),
        ("Férfi > Cipők piros", [3]),
        ("Férfi > Cipők balerina", []),
        ("Férfi > Magas", []),
        ("Akció > Utolsó", [6]),
        ("NOI/CIP", [1, 2, 5]),
        ("noi/cip-5", [5]),
        (">", [6]),
        ("Magas sarkú >", []),
        ("Utolsó >", [6]),
        ("a > o", [6]),
    ],
)
def test_a_path_finds_the_products_below_it(filled: Store, text: str, ids: list[int]) -> None:
    assert found(filled, text) == ids


@pytest.mark.parametrize("language_name", ["hu", "en"])
def test_the_label_of_products_without_categories_finds_them(
    filled: Store, language_name: str, language: Callable[[str], None]
) -> None:
    language(language_name)
    label = uncategorised()
    for text in (label, label.upper(), label[:6], f"piros {label}", f"{label} kulcs"):
        assert found(filled, text) == [4]
    assert found(filled, f"balerina {label}") == []
    assert found(filled, label[:3]) == []


def test_a_path_is_one_condition_among_others(filled: Store, connection: Connection) -> None:
    assert found(filled, "Női > Cipők", connection_id=connection.id) == [1, 2]
    assert found(filled, "Női > Cipők", connection_id=connection.id + 1) == []
    (sandals,) = (
        row_id
        for row_id, name in filled.database.rows("SELECT id, name FROM category")
        if name == "Magas sarkú"
    )
    assert found(filled, "Női > Cipők", categories=frozenset({sandals})) == [2]


def test_a_category_that_moves_is_found_by_its_new_path(
    filled: Store, connection: Connection, run_id: int
) -> None:
    assert found(filled, "Férfi > Cipők") == [3]
    moved = [
        Category(ref="ws", inner_id="12", name="Cipők", parent_ref="m") if c.ref == "ws" else c
        for c in TREE
    ]
    filled.categories.save(connection.id, run_id, moved)
    assert found(filled, "Férfi > Cipők") == [1, 2, 3]
    assert found(filled, "Női > Cipők") == []


def test_categories_in_a_circle_are_survived(
    store: Store, connection: Connection, run_id: int
) -> None:
    circle = [
        Category(ref="a", inner_id="21", name="", parent_ref="b"),
        Category(ref="b", inner_id="22", name="Kör", parent_ref="a"),
    ]
    store.categories.save(connection.id, run_id, circle)
    store.pull.land_page(run_id, connection.id, 0, 200, [product(1, category_refs=("b",))], NOW)
    assert found(store, "Kör > Kör") == []
    assert found(store, "Kör > Más") == []


def test_a_text_of_blanks_is_read_at_once() -> None:
    """Going through them once for each took half a minute."""
    blanks = " \0\u00a0" * 10_000
    assert path_of(f"női{blanks}cipő") is None
    assert path_of(f"női{blanks}>{blanks}cipő") == path_of("női > cipő")
    assert words_with_path(f"női{blanks}>{blanks}cipő") == words_with_path("női > cipő")


def test_a_path_follows_its_categories_while_products_change(
    filled: Store, connection: Connection, run_id: int
) -> None:
    assert found(filled, "Női > Cipők") == [1, 2]
    filled.catalogue.adopt(connection.id, {3: 9})
    assert found(filled, "Női > Cipők") == [1, 2]
    moved = [
        replace(each, name="Hölgyek") if each.ref == "w" else each
        for each in TREE
        if each.ref != "ms"
    ]
    moved.append(Category(ref="ms", inner_id="15", name="Cipők", parent_ref="w"))
    filled.categories.save(connection.id, run_id, moved)
    filled.catalogue.adopt(connection.id, {3: 10})
    assert found(filled, "Hölgyek > Cipők") == [1, 2, 3]
    assert found(filled, "Női > Cipők") == []
