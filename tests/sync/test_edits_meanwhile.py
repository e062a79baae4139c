"""Edits of the account's products while a run writes: they are told, and no other reason is given for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopsync_gui.core.runs.account_words import edited_text
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.receipt import receipt_text
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.core.runs.verified_words import verified_text
from shopsync_gui.core.text import translate
from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.asgi import Request
from shopsync_gui.sync.standing.next_steps import remarks_on
from shopsync_gui.sync.standing.remark import Step
from shopsync_gui.sync.standing.stored_standings import read_standing
from tests.sync.world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path, products=60, orders=0)
    assert world.job().state is RunState.DONE
    world.time += 86_400.0
    return world


def edit(world: World, keys: list[int]) -> None:
    """Somebody gives these products another name in the account."""
    account = world.sandbox.account
    for key in keys:
        (product,) = account.by_sku(world.sandbox.shop.product(key).sku)
        account.put_product(product._replace(prod_name="Kézzel írt név"))


def edit_while_writing(world: World, keys: list[int]) -> None:
    """The same just before the run's first update arrives."""

    def meanwhile(request: Request) -> f.Action:
        edit(world, keys)
        return f.own()

    world.sandbox.faults.at(lambda request: "modifyproduct" in request.raw_path, meanwhile, 1)


def all_told(receipt: RunReport) -> int:
    told = receipt.created + receipt.changed + receipt.unchanged + receipt.kept
    return told + receipt.skipped + receipt.all_failed + receipt.not_written


def test_an_edit_made_while_the_run_wrote_is_told_as_one(world: World) -> None:
    """The run had not written these products: the account refused nothing, and the next sync writes them."""
    changed, edited = world.ordinary(3)[:1], world.ordinary(3)[1:]
    world.sandbox.shop.update(changed[0], name="Új név, piros")
    edit_while_writing(world, edited)
    receipt = world.job()
    assert (receipt.state, receipt.updated, receipt.edited) == (RunState.PARTIAL, 1, 2)
    assert (receipt.not_written, receipt.stays_apart) == (2, False)
    assert all_told(receipt) == receipt.in_shop_now
    assert verified_text(receipt) == translate("The two sides are not equal.")
    assert edited_text(receipt) in receipt_text(receipt, "shop")
    standing = read_standing(world.store, world.connection)
    assert Step.SYNC in next(iter(remarks_on(standing))).steps
    again = world.job()
    assert (again.state, again.updated, again.edited) == (RunState.DONE, 2, 2)


def test_edits_that_the_run_itself_writes_over_are_all_counted(world: World) -> None:
    keys = world.ordinary(5)
    world.sandbox.shop.update(keys[0], name="Új név, piros")
    edit(world, keys[1:3])
    edit_while_writing(world, keys[3:])
    world.time += 60.0
    receipt = world.job()
    again = world.job() if receipt.state is RunState.PARTIAL else receipt
    assert receipt.edited == 4
    assert all_told(receipt) == receipt.in_shop_now
    assert again.state is RunState.DONE
    assert world.job(JobKind.VERIFY).edited == 0
