"""Search and order of the products page."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shopsync_gui.core.catalogue import Category
from shopsync_gui.store import Store
from shopsync_gui.store.account.connections import Connection
from shopsync_gui.store.search.query import GridQuery, GridSort
from tests.store.conftest import NOW
from tests.store.shop_products import product

NAMES = ["Női bőr cipő", "Ágynemű 100%", "csiga", "cukor", "Zsák_nagy", "CIPŐ*kanál", "😀 bögre"]


@pytest.fixture
def filled(store: Store, connection: Connection, run_id: int) -> Store:
    products = [
        product(
            i,
            name=name,
            sku=f"K-{i}",
            net=Decimal(i * 100),
            category_refs=("c2",) if i == 2 else (),
        )
        for i, name in enumerate(NAMES)
    ]
    store.pull.land_page(run_id, connection.id, 0, 200, products, NOW)
    return store


def found(store: Store, **query: object) -> list[str]:
    rows = store.grid.rows(store.grid.ids(GridQuery(**query)))  # type: ignore[arg-type]
    return [row.name for row in rows]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("cipo", ["CIPŐ*kanál", "Női bőr cipő"]),
        ("CIPŐ", ["CIPŐ*kanál", "Női bőr cipő"]),
        ("bor noi", ["Női bőr cipő"]),
        ("100%", ["Ágynemű 100%"]),
        ("%", ["Ágynemű 100%"]),
        ("_", ["Zsák_nagy"]),
        ("*", ["CIPŐ*kanál"]),
        ("k-3", ["cukor"]),
        ("kiarusitas", ["csiga"]),
        ("😀", ["😀 bögre"]),
        ("nincs ilyen", []),
        ('"', []),
        ("'; DROP TABLE product; --", []),
        ("   ", NAMES),
    ],
)
def test_search(filled: Store, text: str, names: list[str]) -> None:
    assert sorted(found(filled, text=text)) == sorted(names)
    assert filled.grid.count(GridQuery(text=text)) == len(names)


def test_names_sort_in_hungarian(filled: Store) -> None:
    shown = found(filled)
    assert [n for n in shown if n[0].isalpha()] == [
        "Ágynemű 100%",
        "CIPŐ*kanál",
        "cukor",
        "csiga",
        "Női bőr cipő",
        "Zsák_nagy",
    ]
    assert found(filled, descending=True) == shown[::-1]


def test_uncategorised_are_those_without_any_name_of_a_category(
    store: Store, connection: Connection, run_id: int
) -> None:
    chosen = {"none": (), "unknown": ("x",), "both": ("x", "c1"), "named": ("c2",)}
    products = [
        product(number, name=name, category_refs=refs)
        for number, (name, refs) in enumerate(chosen.items())
    ]
    store.pull.land_page(run_id, connection.id, 0, 200, products, NOW)
    bare = GridQuery(uncategorised=True)
    rows = store.grid.rows(store.grid.ids(bare))
    assert {row.name for row in rows} == {"none", "unknown"}
    assert all(not row.categories for row in rows)
    assert store.grid.count(bare) == 2


def test_only_in_disabled_categories(store: Store, connection: Connection, run_id: int) -> None:
    store.categories.save(
        connection.id,
        run_id,
        [
            Category(ref=ref, inner_id=ref, name=ref, enabled=ref == "on")
            for ref in ("on", "a", "b")
        ],
    )
    chosen = {"none": (), "on": ("on",), "mixed": ("a", "on"), "off": ("a",), "both": ("b", "a")}
    products = [
        product(number, name=name, category_refs=refs)
        for number, (name, refs) in enumerate(chosen.items())
    ]
    store.pull.land_page(run_id, connection.id, 0, 200, products, NOW)
    assert sorted(found(store, only_disabled_categories=True)) == ["both", "off"]


def test_the_largest_discount_comes_first(
    store: Store, connection: Connection, run_id: int
) -> None:
    prices = {"tenth": (90, 100), "none": (100, 100), "half": (1, 2), "dearer": (3, 2)}
    products = [
        product(i, name=name, net=Decimal(net), list_net=Decimal(list_net))
        for i, (name, (net, list_net)) in enumerate(prices.items())
    ]
    products += [
        product(7, name="no price", net=None),
        product(8, name="a third", net=Decimal(2), list_net=Decimal(3), image="https://k.hu/a.jpg"),
    ]
    store.pull.land_page(run_id, connection.id, 0, 200, products, NOW)
    query = GridQuery(sort=GridSort.DISCOUNT, descending=True)
    rows = store.grid.rows(store.grid.ids(query))
    assert [(r.name, r.discount) for r in rows[:3]] == [
        ("half", 50),
        ("a third", 33),
        ("tenth", 10),
    ]
    assert {row.discount for row in rows[3:]} == {0}
    assert rows[1].image == "https://k.hu/a.jpg"


@pytest.mark.parametrize("sort", list(GridSort))
def test_every_order_holds_every_product(filled: Store, sort: GridSort) -> None:
    up = found(filled, sort=sort)
    assert sorted(up) == sorted(NAMES)
    assert found(filled, sort=sort, descending=True) == up[::-1]


def test_prices_sort_as_numbers(filled: Store) -> None:
    assert found(filled, sort=GridSort.NET) == NAMES


def test_limits_and_filters_combine(filled: Store, connection: Connection) -> None:
    assert len(found(filled, limit=2)) == 2
    assert filled.grid.count(GridQuery(limit=2)) == len(NAMES)
    assert len(found(filled, uncategorised=True)) == len(NAMES) - 1
    assert found(filled, connection_id=connection.id + 1) == []
    assert found(filled, text="c", uncategorised=True, sort=GridSort.NET) == [
        "Női bőr cipő",
        "cukor",
        "CIPŐ*kanál",
    ]
    counts = filled.grid.summary(connection.id)
    assert (counts.total, counts.in_shop, counts.waiting) == (7, 7, 7)
