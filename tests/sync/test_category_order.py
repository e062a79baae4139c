"""Products are in the order of the category names that the list shows: those in the account."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.settings.shop_choices import CategoryNaming
from shopsync_gui.core.strings.collation import sort_key
from shopsync_gui.store.search.query import GridQuery, GridSort
from tests.sync.world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, products=60, orders=0)


def shown(world: World) -> list[str]:
    """The first category of each product in the order by categories."""
    rows = world.rows(GridQuery(sort=GridSort.CATEGORY))
    return [next(iter(row.account_categories), "") for row in rows]


def in_order(world: World) -> bool:
    names = shown(world)
    assert len(names) == 60
    return names == sorted(names, key=lambda name: sort_key(name) if name else "")


def move_one(world: World) -> None:
    """Give a category that products have the name of another one far from it in the order."""
    shop = world.sandbox.shop
    used = {shop.product(key).categories[0] for key in world.ordinary(8)}
    by_name = sorted(used, key=lambda own: sort_key(shop.categories[own].name))
    above = shop.insert_category("Zsákbamacska")
    shop.update_category(by_name[0], parent=above)
    shop.insert_category(shop.categories[by_name[0]].name)


def test_a_name_that_another_category_makes_longer_moves_its_products(world: World) -> None:
    world.job(JobKind.PREVIEW)
    assert in_order(world)
    before = shown(world)
    move_one(world)
    world.job(JobKind.PREVIEW)
    assert in_order(world)
    assert any(name.startswith("Zsákbamacska > ") for name in shown(world))
    assert shown(world) != before


def test_with_whole_paths_the_order_is_that_of_paths(world: World) -> None:
    world.job(JobKind.PREVIEW)
    options = replace(world.connection.options, categories=CategoryNaming.PATH)
    world.connection = world.store.connections.update(world.connection.id, options=options)
    world.job(JobKind.PREVIEW)
    assert any(" > " in name for name in shown(world))
    assert in_order(world)


def test_a_file_of_an_earlier_program_is_put_in_order_by_the_next_sync(world: World) -> None:
    move_one(world)
    world.job(JobKind.PREVIEW)
    database = world.store.database
    named = database.rows("SELECT id, name FROM category")
    database.execute_sql("UPDATE category SET ordered_by = NULL")
    database.many(
        "UPDATE product SET category_sort = ? WHERE id IN"
        " (SELECT product_id FROM product_category WHERE category_id = ? AND position = 0)",
        [(sort_key(name), row_id) for row_id, name in named],
    )
    database.execute_sql("UPDATE catalogue_stamp SET n = n + 1")
    assert not in_order(world)
    world.job(JobKind.PREVIEW)
    assert in_order(world)
