"""The receipt of a run that died and went on is one of all its parts."""

from __future__ import annotations

import asyncio
import json
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from shopsync_gui.core.catalogue import sku_key
from shopsync_gui.core.runs.jobs import JobKind, Phase
from shopsync_gui.core.runs.receipt import duration_facts, receipt_text
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.core.runs.verified_words import verified_text
from shopsync_gui.core.text import translate
from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.asgi import Request
from shopsync_gui.sync.standing.run_remarks import on_run
from tests.sync.test_cancelled_sync import cancel_while_writing
from tests.sync.world import Killed, World

#: Requests that were under way, or answered since something was told last, when the program died.
_UNDER_WAY = 20


@pytest.mark.parametrize("at", [30, 60, 100])
def test_requests_and_seconds_are_those_of_every_part(tmp_path: Path, at: int) -> None:
    world = World(tmp_path, products=60, orders=0, latency_ms=200)
    world.kill_at = at
    with pytest.raises(Killed):
        world.job()
    world.kill_at = None
    sent, worked = len(world.sandbox.log), world.time
    world.restart()
    (broken,) = world.store.runs.newest()
    told = broken.requests_shop + broken.requests_target
    assert sent - _UNDER_WAY <= told <= sent
    assert 0 < broken.seconds <= worked
    world.time += 3600
    report = world.job()
    assert (report.run_id, report.state) == (broken.run_id, RunState.DONE)
    again = len(world.sandbox.log) - sent
    assert report.requests_shop + report.requests_target == told + again
    assert report.seconds == pytest.approx(broken.seconds + world.time - worked - 3600, abs=1)


def test_what_the_shop_removes_meanwhile_is_not_among_the_compared(tmp_path: Path) -> None:
    world = World(tmp_path, products=60)
    first = world.start(cancel_while_writing(world))
    assert first.created > 2
    done = {sku_key(product.prod_sku) for product in world.account_products()}
    shop = world.sandbox.shop
    written = [key for key in world.ordinary(15) if sku_key(shop.product(key).sku) in done]
    for key in written[:2]:
        shop.delete(key)
    world.restart()
    report = world.job(goes_on=True)
    assert (report.run_id, report.verified) == (first.run_id, True)
    connection = world.store.connections.get(world.connection.id)
    assert connection is not None
    assert connection.verified_count == report.compared
    assert f"{report.compared} products were compared" in verified_text(report)
    assert (report.in_shop_now, report.gone) == (58, 2)
    assert report.compared == 58 - report.skipped


def test_only_what_was_not_written_after_all_is_listed_as_failed(tmp_path: Path) -> None:
    world = World(tmp_path, products=60, orders=0)
    refused = [world.sandbox.shop.product(key).sku for key in world.ordinary(2)]

    def refuse(request: Request) -> f.Action | None:
        hit = any(json.dumps(sku).encode() in request.body for sku in refused)
        return f.Action(answer="status", status=406, body=b"Wrong parameter") if hit else None

    world.sandbox.faults.at("POST sa/createproduct", refuse, None)

    def stop(task: asyncio.Task[RunReport]) -> None:
        if len(world.store.past_writes.failed_products(1)) == len(refused):
            task.cancel()

    broken = world.start(stop)
    assert (broken.state, broken.failed) == (RunState.CANCELLED, 2)
    mended = refused.pop()
    report = world.job(goes_on=True)
    assert report.run_id == broken.run_id
    assert world.sandbox.account.by_sku(mended)
    assert (report.failed, [failure.sku for failure in report.failures]) == (1, refused)


def test_a_run_says_how_often_it_was_continued(tmp_path: Path) -> None:
    world = World(tmp_path, products=60)
    once = world.start(cancel_while_writing(world))
    assert [label for label, _text in duration_facts(once)] == ["Duration"]
    world.job(goes_on=True)
    (report,) = world.store.runs.newest()
    assert report.continued == 1
    assert ("Continued", "1 time") in duration_facts(report)
    assert "Continued: 1 time" in receipt_text(report, "Bolt")


@pytest.mark.parametrize("bound", [False, True])
def test_what_changes_while_a_plan_is_carried_out_is_written_only_without_one(
    tmp_path: Path, bound: bool
) -> None:
    world = World(tmp_path, products=60)
    world.job(JobKind.PREVIEW)
    seen = world.plans[-1].fingerprint if bound else None

    def cancel(task: asyncio.Task[RunReport]) -> None:
        if world.progress[-1].phase is Phase.PULL and world.progress[-1].done:
            task.cancel()

    assert world.start(cancel, plan_fingerprint=seen).state is RunState.CANCELLED
    world.restart()
    shop, key = world.sandbox.shop, world.ordinary(1)[0]

    def change(_task: object) -> None:
        if world.progress[-1].phase is Phase.PUSH and shop.product(key).name != "Egészen más":
            shop.update(key, name="Egészen más")

    report = world.start(change, goes_on=True)
    (held,) = world.sandbox.account.by_sku(shop.product(key).sku)
    assert (held.prod_name == "Egészen más") == (not bound)
    assert (report.state, report.verified) == (
        (RunState.PARTIAL, False) if bound else (RunState.DONE, True)
    )
    assert world.job().verified


def test_what_is_written_twice_by_parts_of_a_run_is_not_told_as_left(tmp_path: Path) -> None:
    """A run that goes on plans what it had written once more where the shop changed it since."""
    world = World(tmp_path, products=60, orders=0)
    world.job()
    shop, keys = world.sandbox.shop, world.ordinary(9)

    def move() -> None:
        for key in keys:
            shop.update(key, net=(shop.product(key).net_minor or 0) + 100)

    def cancel(task: asyncio.Task[RunReport]) -> None:
        if world.progress[-1].phase is Phase.PUSH and world.progress[-1].done == 3:
            task.cancel()

    move()
    first = world.start(cancel)
    assert 1 < first.updated < len(keys)
    assert first.not_written == len(keys) - first.updated
    move()
    begin = len(world.sandbox.account.writes)
    second = world.start(cancel, approve_brake=True)
    assert second.run_id == first.run_id
    written = {write.id for write in world.sandbox.account.writes[begin:]}
    assert second.not_written == len(keys) - len(written)
    last = world.job(approve_brake=True)
    told = last.created + last.changed + last.unchanged + last.skipped + last.all_failed
    assert (last.verified, told) == (True, last.in_shop_now)


def test_what_earlier_parts_wrote_stays_told_where_the_brake_stops_a_later_one(
    tmp_path: Path,
) -> None:
    """The account is full in the middle of the sync; then somebody deletes one product and edits another."""
    manners = ("midway-full", "list-shuffled")
    world = World(tmp_path, products=40, orders=0, manners=manners)
    first = world.job()
    assert (first.state, first.created) == (RunState.PAUSED, len(world.account_products()))
    edited, deleted, *_ = world.account_products()
    world.sandbox.account.put_product(edited._replace(prod_price=Decimal(77_777)))
    world.sandbox.account.drop_product(deleted.prod_id)
    world.store.settings.set("sync.account_edits", "ask")
    world.time += 3600
    stopped = world.job()
    assert (stopped.run_id, stopped.state) == (first.run_id, RunState.STOPPED)
    assert stopped.created == first.created
    remark = on_run(stopped)
    assert remark is not None
    assert translate("Nothing has been written.") not in remark.texts
    untouched = on_run(replace(stopped, created=0, created_categories=0))
    assert untouched is not None
    assert translate("Nothing has been written.") in untouched.texts
    world.sandbox.account.max_products = 1000
    world.time += 3600
    done = world.job(approve_brake=True)
    assert (done.run_id, done.verified) == (first.run_id, True)
    assert done.created == len(world.account_products())
