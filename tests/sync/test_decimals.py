"""The gross price of the shop is the account's, whatever decimals the account keeps."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from pathlib import Path

import httpx
import msgspec
import pytest

from shopsync_gui.core.products.mapping import gross_of
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.store.search.query import GridQuery
from tests.sync.world import World

Keep = Callable[[Decimal], Decimal]
KEEPS: dict[str, Keep] = {
    "all": lambda net: net,
    "four": lambda net: net.quantize(Decimal("0.0001"), ROUND_HALF_UP),
    "two": lambda net: net.quantize(Decimal("0.01"), ROUND_HALF_UP),
    "two-cut": lambda net: net.quantize(Decimal("0.01"), ROUND_DOWN),
}


def keeping(keep: Keep) -> Callable[[httpx.Request, httpx.Response], httpx.Response]:
    """An account that shows prices as it keeps them."""

    def reshape(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        if "listproducts" not in request.url.path or response.status_code != 200:
            return response
        body = json.loads(response.content, parse_float=Decimal)
        for row in body if isinstance(body, list) else ():
            if isinstance(row, dict) and "prod_price" in row:
                row["prod_price"] = str(keep(Decimal(str(row["prod_price"]))))
        return httpx.Response(200, content=msgspec.json.encode(body, enc_hook=str))

    return reshape


def settled(world: World) -> RunReport:
    """Sync until nothing more is written; three runs are enough."""
    for _run in range(3):
        before = world.write_count()
        report = world.job()
        assert report.problem is None
        if world.write_count() == before:
            return report
    raise AssertionError("it never comes to rest")


@pytest.mark.parametrize("keep", KEEPS.values(), ids=KEEPS)
def test_euros_come_to_rest_and_keep_their_gross_price(tmp_path: Path, keep: Keep) -> None:
    world = World(tmp_path, products=40, currency="EUR")
    world.reshape = keeping(keep)
    assert settled(world).state is RunState.DONE
    shown = {product.prod_sku: product for product in world.account_products()}
    compared = 0
    for row in world.rows(GridQuery()):
        found = shown.get(row.sku)
        if found is not None and row.gross is not None and row.reason is None:
            compared += 1
            assert gross_of(found.prod_price, found.prod_vat_percent, "EUR") == row.gross
    assert compared > 20
