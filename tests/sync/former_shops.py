"""What is known of the products of two shops, and a price that has changed between two syncs."""

from __future__ import annotations

import httpx
from msgspec.structs import replace

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.newsletter.price_rule import PriceHistory
from shopsync_gui.core.plan.plan_summary import BrakeKind
from shopsync_gui.core.runs.runs import RunReport
from shopsync_gui.sandbox.account.records import SaProduct
from shopsync_gui.store.lists.details import ProductDetails
from shopsync_gui.store.lists.grid_row import GridRow
from shopsync_gui.store.search.query import GridQuery
from tests.sync.another_shop import TwoShops

HOUR, DAY = 3600.0, 86_400.0


def listed(world: TwoShops) -> dict[int, GridRow]:
    """The products by their local ids, whatever their state."""
    rows = world.rows(GridQuery(states=frozenset(ProductState)))
    return {row.id: replace(row, reason=None) for row in rows}  # what was found counts no more


def in_shop(world: TwoShops) -> dict[int, GridRow]:
    hidden = (ProductState.GONE, ProductState.FROM_ORDER)
    return {key: row for key, row in listed(world).items() if row.state not in hidden}


def told(world: TwoShops, row_id: int) -> ProductDetails:
    found = world.store.details.product(row_id)
    assert found is not None
    return found


def prices(world: TwoShops, row_id: int) -> PriceHistory:
    return world.store.prices.of([row_id])[row_id]


def held(world: TwoShops) -> dict[int, SaProduct]:
    return dict(world.sandbox.account.products)


def brakes(report: RunReport) -> set[BrakeKind]:
    return {brake.kind for brake in report.brakes}


def changed_price(world: TwoShops) -> int:
    """A product whose price has fallen between two syncs; its local id."""
    (key,) = world.ordinary(1)
    sku = world.first.shop.product(key).sku
    assert world.job().verified
    world.time += DAY
    world.first.shop.update(key, net=77)
    assert world.job().verified
    (row,) = [row for row in world.rows(GridQuery()) if row.sku == sku]
    assert len(prices(world, row.id).steps) == 2
    return row.id


def reads_products(request: httpx.Request) -> bool:
    return request.url.path.endswith("/productExtend")


def nothing(_request: httpx.Request) -> bool:
    return False
