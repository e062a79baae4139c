"""What must hold at the end of a simulation, whatever happened before."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Collection
from datetime import date
from pathlib import Path
from typing import Any

from shopsync_gui.core.catalogue import ProductState, sku_key
from shopsync_gui.core.products.reasons import SkipReason
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.store.search.query import GridQuery
from tests.sync.computers import Computer
from tests.sync.world import World

_HIDDEN = (ProductState.GONE, ProductState.FROM_ORDER)

Expect = Callable[[bool, str], None]


def at_rest(report: RunReport) -> bool:
    """Whether nothing is left to do; where every product is left out, nothing was compared either."""
    all_left_out = report.skipped > 0 and not report.unchanged and not report.differences
    return report.state is RunState.DONE or (report.state is RunState.PARTIAL and all_left_out)


def check_end(
    world: World, expect: Expect, *, strangers: Collection[int], deleted: Collection[str]
) -> None:
    """The account is as the shop is, nothing of others is gone, and the next sync writes nothing."""
    account = {p.prod_id: p for p in world.account_products()}
    keys = [sku_key(product.prod_sku) for product in account.values()]
    expect(len(keys) == len(set(keys)), "one product of the account a SKU")
    rows = {row.id: row for row in world.rows(GridQuery())}
    shop = world.sandbox.shop
    live = [row for row in rows.values() if row.state not in _HIDDEN]
    expect(len(live) == len(shop), f"{len(live)} live rows, {len(shop)} in the shop")
    unseen = world.store.runs.newest()[0].not_told
    for row in live:
        if row.reason is not None:
            continue
        expect(row.failure is None, f"an unexplained failure of {row.sku!r}")
        held = account.get(row.sa_id or -1)
        expect(held is not None, f"{row.sku!r} is not in the account")
        assert held is not None
        expect(held.prod_sku == row.sku, f"SKU {held.prod_sku!r} for {row.sku!r}")
        expect(held.prod_price == row.net or "net" in unseen, f"price of {row.sku!r}")
        kept = world.sandbox.account.habits.kept(held._replace(prod_name=row.name))
        expect(
            held.prod_name == kept.prod_name,
            f"name of {row.sku!r}: {held.prod_name!r}, not {kept.prod_name!r}",
        )
    expect(set(strangers) <= set(account), "strangers stay")
    names = Counter(row.prodcat_name for row in world.sandbox.account.categories.values())
    expect(max(names.values(), default=1) == 1, f"one category a name: {names}")
    skus = sorted(row.sku for row in live)
    expect(skus == sorted(p.sku.strip() for p in shop.products()), "the SKUs of both")
    known = world.store.catalogue.known_products(world.connection.id, 0)
    gone = {p.shop.inner_id for p in known if not p.present and not p.from_order}
    expect(gone <= set(deleted), "only what was deleted is gone")
    writes = world.write_count()
    report = world.job(approve_brake=True)
    expect(at_rest(report), f"the last run ended {report.state}")
    expect(world.write_count() == writes, "the next sync writes nothing")
    expect(world.store.integrity() == [], "the database is sound")
    raw = b"".join(p.read_bytes() for p in world.path.parent.iterdir() if p.is_file())
    expect(b"KANARI" not in raw, "no buyer in the data folder")
    for secret in (world.config.client_secret, world.config.sa_password):
        expect(secret.encode() not in raw, "no secret in the data folder")


def check_alone(
    world: World, folder: Path, seed: int, config: dict[str, Any], expect: Expect
) -> None:
    """An empty second computer, which knows nothing of what happened, finds nothing to write.

    It tries what the first one gave up, since the account failed on it again and again.
    """
    rows = world.rows(GridQuery())
    given_up = sum(1 for row in rows if row.reason == SkipReason.SERVICE_FAULT.value)
    folder.mkdir()
    judge = Computer(folder, world.sandbox, seed, **config)
    judge.time = world.time + 200
    writes = judge.write_count()
    report = judge.job(approve_brake=True)
    few = judge.write_count() - writes <= given_up
    expect(few, f"a second computer writes: {report}")
    expect(at_rest(report), f"a second computer ended {report.state}: {report.problem}")
    judge.store.close()


async def _carry_out_queued(world: World) -> None:
    """Let the time pass after which an account has carried out what it queued."""
    await asyncio.sleep(200.0)
    world.sandbox.account.settle()


def check_import(world: World, expect: Expect) -> RunReport:
    """Every product of an old order is in the master, or it is said why it is not."""
    world.on_loop(_carry_out_queued(world))
    live = {p.prod_id: p for p in world.account_products()}
    linked = {row.sa_id or 0 for row in world.rows(GridQuery()) if row.state not in _HIDDEN}
    report = world.job(JobKind.ORDERS, orders_since=date(2023, 1, 1), approve_brake=True)
    # What an account with manners does not take of it is told.
    told = bool(world.config.manners) and len(report.failures) == report.failed > 0
    expect(report.state is RunState.DONE or told, f"the import ended so: {report}")
    after = {p.prod_id: p for p in world.account_products()}
    for sa_id in linked & set(live):
        expect(after[sa_id] == live[sa_id], f"an order changed #{sa_id}")
    known = world.store.catalogue.known_products(world.connection.id, 0)
    ids = {product.shop.ref: product.product_id for product in known}
    rows = {row.id: row for row in world.rows(GridQuery())}
    shop = world.sandbox.shop
    for order in shop.orders:
        for line in order.lines if order.status in ("new", "done") else ():
            if shop.find(line.product_id) is None:
                row = rows.get(ids.get(line.product_id, 0))
                expect(row is not None, f"{line.sku!r} of an order is not known")
                assert row is not None
                told = row.reason is not None or row.sa_id in after
                expect(told, f"{line.sku!r} of an order is not in the account")
    return report
