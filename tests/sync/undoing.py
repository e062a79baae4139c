"""Undoing a run and previewing that, of an account with a history."""

from __future__ import annotations

from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunReport
from shopsync_gui.sandbox.account.records import SaProduct
from tests.sync.world import World


def filled(world: World) -> set[SaProduct]:
    """The account with a history: synced once, and then some prices and names moved in the shop."""
    world.job()
    shop = world.sandbox.shop
    keys = world.ordinary(6)
    for key in keys[:4]:
        shop.update(key, net=shop.product(key).net_minor + 100, name=f"Új név {key}")
    shop.insert(sku="UJ-1", name="Vadonatúj termék")
    shop.insert(sku="UJ-2", name="Másik új termék")
    return set(world.account_products())


def undo(world: World, run: RunReport, **fields: object) -> RunReport:
    return world.job(JobKind.UNDO, undo_run_id=run.run_id, **fields)


def preview(world: World, run: RunReport, **fields: object) -> RunReport:
    return world.job(JobKind.PREVIEW, undo_run_id=run.run_id, **fields)
