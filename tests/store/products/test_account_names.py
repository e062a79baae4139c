"""Products are told with the names that their categories have in the account."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from shopsync_gui.cli.product_json import product_json
from shopsync_gui.core.catalogue import UNCATEGORISED, Category
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.settings.shop_choices import CategoryNaming
from shopsync_gui.store import Store
from shopsync_gui.store.account.connections import Connection
from shopsync_gui.store.lists.grid_row import GridRow
from shopsync_gui.store.search.query import GridQuery, GridSort
from tests.store.conftest import NOW
from tests.store.costs import counted
from tests.store.shop_products import product

TREE = (
    Category(ref="clothes", inner_id="10", name="Ruházat"),
    Category(ref="w", inner_id="11", name="Női", parent_ref="clothes"),
    Category(ref="ws", inner_id="12", name="Cipők", parent_ref="w"),
    Category(ref="m", inner_id="14", name="Férfi", parent_ref="clothes"),
    Category(ref="ms", inner_id="15", name="Cipők", parent_ref="m"),
    Category(ref="hats", inner_id="16", name="Sapkák", parent_ref="m"),
    Category(ref="none", inner_id="17", name=UNCATEGORISED),
)
PRODUCTS = (
    product(1, category_refs=("ws",)),
    product(2, category_refs=("ms", "hats", "ws")),
    product(3, category_refs=("none",)),
    product(4, category_refs=()),
)


@pytest.fixture
def filled(store: Store, connection: Connection, run_id: int) -> Store:
    store.categories.save(connection.id, run_id, TREE)
    store.pull.land_page(run_id, connection.id, 0, 200, PRODUCTS, NOW)
    return store


def rows(store: Store, **query: object) -> list[GridRow]:
    ids = store.grid.ids(GridQuery(sort=GridSort.SKU, **query))  # type: ignore[arg-type]
    return store.grid.rows(ids)


def names(store: Store, **query: object) -> list[Sequence[str]]:
    return [row.account_categories for row in rows(store, **query)]


def test_categories_of_one_name_are_told_apart(filled: Store, reader: Store) -> None:
    wanted = [("Női > Cipők",), ("Férfi > Cipők", "Sapkák", "Női > Cipők"), (), ()]
    assert names(reader) == wanted
    told = [product_json(row, None)["categories"] for row in rows(reader)]
    assert told == [list(categories) for categories in wanted]


def test_each_name_finds_its_products(filled: Store, connection: Connection) -> None:
    options = replace(connection.options, categories=CategoryNaming.PATH)
    for _ in range(2):
        every = {name for categories in names(filled) for name in categories}
        for name in every:
            own = [categories for categories in names(filled) if name in categories]
            assert names(filled, text=name) == own
        filled.connections.update(connection.id, options=options)
    assert "Ruházat > Férfi > Sapkák" in every


def test_each_shop_names_them_by_its_own_option(
    filled: Store, second: Connection, reader: Store
) -> None:
    run = filled.runs.start(JobKind.SYNC, second.id, NOW)
    filled.categories.save(second.id, run.run_id, TREE)
    filled.pull.land_page(run.run_id, second.id, 0, 200, PRODUCTS[:1], NOW)
    assert names(reader, connection_id=second.id) == [("Női > Cipők",)]
    options = replace(second.options, categories=CategoryNaming.PATH)
    filled.connections.update(second.id, options=options)
    assert names(reader, connection_id=second.id) == [("Ruházat > Női > Cipők",)]
    assert ("Női > Cipők",) in names(reader)


def test_a_namesake_changes_the_name_though_no_product_changes(
    filled: Store, connection: Connection, run_id: int, reader: Store
) -> None:
    assert "Sapkák" in names(reader)[1]
    namesake = Category(ref="wh", inner_id="18", name="Sapkák", parent_ref="w")
    filled.categories.save(connection.id, run_id, [*TREE, namesake])
    assert "Férfi > Sapkák" in names(reader)[1]
    filled.categories.save(connection.id, run_id, TREE)
    assert "Sapkák" in names(reader)[1]


def test_a_category_that_the_shop_lists_no_more_keeps_its_name(
    filled: Store, connection: Connection, run_id: int
) -> None:
    rest = [category for category in TREE if category.ref != "ws"]
    filled.categories.save(connection.id, run_id, rest)
    assert names(filled)[:2] == [("Cipők",), ("Cipők", "Sapkák")]


def test_a_move_between_categories_of_one_name_is_told(
    filled: Store, connection: Connection
) -> None:
    run = filled.runs.start(JobKind.SYNC, connection.id, NOW)
    moved = replace(PRODUCTS[0], category_refs=("ms",))
    filled.pull.land_page(run.run_id, connection.id, 0, 200, [moved], NOW)
    row = rows(filled)[0]
    details = filled.details.product(row.id)
    assert details is not None
    (change,) = details.changes
    assert (change.old, change.new) == (("Női > Cipők",), ("Férfi > Cipők",))
    assert details.paths == ("Ruházat › Férfi › Cipők",)


def test_they_are_made_once_while_products_change(
    filled: Store, reader: Store, connection: Connection, run_id: int
) -> None:
    made = "SELECT json_group_array(json_array(ref"
    assert names(reader)
    changed = [replace(each, name="Más") for each in PRODUCTS]
    filled.pull.land_page(run_id, connection.id, 0, 200, changed, NOW)
    with counted(reader, made) as steps:
        assert names(reader)[0] == ("Női > Cipők",)
    assert steps.machine == 0
    filled.categories.save(connection.id, run_id, [c for c in TREE if c.ref != "ms"])
    with counted(reader, made) as steps:
        assert names(reader)[0] == ("Cipők",)
    assert steps.machine > 0
