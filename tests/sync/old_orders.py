"""A sandbox with old orders, and their import."""

from __future__ import annotations

from datetime import date

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunReport
from shopsync_gui.store.lists.grid_row import GridRow
from shopsync_gui.store.search.query import GridQuery
from tests.sync.world import World

FIRST_DAY = date(2023, 1, 1)
ORDERS = 200


def bring(world: World, since: date = FIRST_DAY, **fields: object) -> RunReport:
    return world.job(JobKind.ORDERS, orders_since=since, **fields)


def from_orders(world: World) -> dict[str, GridRow]:
    rows = world.rows(GridQuery(states=frozenset({ProductState.FROM_ORDER})))
    return {row.sku: row for row in rows}


def old_products(world: World) -> dict[str, str]:
    """SKU and name of what only finished orders of the sandbox know, by SKU."""
    shop = world.sandbox.shop
    live = {shop.product_id(key) for key in shop.keys()}  # noqa: SIM118 - a shop is no mapping
    return {
        line.sku: line.name
        for order in shop.orders
        if order.status not in ("abandoned", "storno")
        for line in order.lines
        if line.product_id not in live
    }
