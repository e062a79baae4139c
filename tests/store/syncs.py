"""Runs that read a whole shop, and the prices that they find."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from msgspec.structs import replace

from shopsync_gui.core.catalogue import ShopProduct
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.store import Store
from shopsync_gui.store.account.connections import Connection

NO_PRICE: dict[str, object] = {"net": None, "gross": None}


def cost(gross: int | str) -> dict[str, object]:
    """A price that a customer pays, with its net price."""
    return {"gross": Decimal(gross), "net": round(Decimal(gross) / Decimal("1.27"), 2)}


def sync(
    store: Store,
    connection: Connection,
    now: datetime,
    *products: ShopProduct,
    kind: JobKind = JobKind.SYNC,
    state: RunState = RunState.DONE,
) -> int:
    """A run reads the whole shop and ends a minute later; its number."""
    run = store.runs.start(kind, connection.id, now)
    store.pull.land_page(run.run_id, connection.id, 0, len(products), products, now)
    store.shop_readings.completed(run.run_id, now, now)
    finished = now + timedelta(minutes=1)
    store.runs.save(replace(run, state=state, finished_at=finished, pulled=len(products)))
    return run.run_id
