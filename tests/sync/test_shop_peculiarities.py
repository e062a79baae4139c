"""Shops that answer in other ways: what a sync makes of them, and what its receipt says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from shopsync_gui.cli.plan_lines import plan_lines
from shopsync_gui.cli.receipts import plan_json, sync_json, verify_json
from shopsync_gui.core.plan.plan_summary import BrakeKind
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.reading_notes import ReadingNote, note_lines
from shopsync_gui.core.runs.receipt import receipt_text
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.runs.verified_words import verified_text
from shopsync_gui.sync.standing.next_steps import remarks_on
from shopsync_gui.sync.standing.remark import Step
from shopsync_gui.sync.standing.stored_standings import read_standing
from tests.sync.world import World

#: Longer than the overlap of two readings, shorter than what needs a whole one.
SIX_HOURS = 6 * 3600.0


def settle_down(world: World) -> None:
    """Let the first reading be so long ago that its changes are no longer listed."""
    world.job()
    world.time += SIX_HOURS


def changes_only(request: httpx.Request) -> bool:
    return "updatedAfter" in request.url.params


@pytest.mark.parametrize("status", [204, 404])
def test_an_empty_collection_may_be_told_by_a_status(tmp_path: Path, status: int) -> None:
    world = World(tmp_path)

    def reshape(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        if "productExtend" not in request.url.path or response.status_code != 200:
            return response
        if response.json().get("items"):
            return response
        body = b"" if status == 204 else b'{"message":"40401 nincs","code":40401}'
        return httpx.Response(status, content=body, headers=response.headers)

    settle_down(world)
    world.reshape = reshape
    report = world.job()
    assert (report.state, report.verified, report.reading_notes) == (RunState.DONE, True, ())
    assert world.job(quick=True).quick


def test_a_shop_without_the_filter_of_changes_is_read_whole(tmp_path: Path) -> None:
    world = World(tmp_path)

    def reshape(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        if changes_only(request):
            return httpx.Response(400, json={"message": "40010 updatedAfter", "code": 40010})
        return response

    world.reshape = reshape
    report = world.job()
    assert (report.state, report.verified) == (RunState.DONE, True)
    assert report.reading_notes == (ReadingNote.NO_CATCH_UP,)
    assert len(receipt_text(report, "Bolt").splitlines()) > 5
    (key,) = world.ordinary(1)
    world.sandbox.shop.update(key, name="Más név")
    again = world.job(quick=True)
    assert (again.quick, again.updated, again.state) == (False, 1, RunState.DONE)


def test_a_list_of_changes_that_is_blind_to_prices_is_not_relied_on(tmp_path: Path) -> None:
    world = World(tmp_path)
    first, second = world.ordinary(2)
    hidden = {world.sandbox.shop.product(key).sku for key in (first, second)}

    def reshape(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        if not changes_only(request) or response.status_code != 200:
            return response
        page: Any = response.json()
        wrapped = page.get("response", page)
        items = wrapped.get("items") or []
        items = items if isinstance(items, list) else [items]
        wrapped["items"] = [item for item in items if item["sku"] not in hidden]
        return httpx.Response(200, json=page)

    settle_down(world)
    world.reshape = reshape
    world.sandbox.shop.update(first, net=99_900)
    assert world.job(quick=True).quick
    report = world.job()
    assert (report.updated, report.reading_notes) == (1, (ReadingNote.BLIND,))
    world.sandbox.shop.update(second, net=88_800)
    again = world.job(quick=True)
    assert (again.quick, again.updated, again.verified) == (False, 1, True)


@pytest.mark.parametrize("most", [25, 30])
def test_a_shop_that_gives_fewer_than_it_is_asked_for_is_read_whole(
    tmp_path: Path, most: int
) -> None:
    world = World(tmp_path, manners=(f"shop-pages-most-{most}",))
    assert (world.job().verified, len(world.account_products())) == (True, 54)
    world.sandbox.shop.insert(sku="UJ-1", name="Vadonatúj termék")
    world.time += 86_400
    report = world.job()
    assert (report.created, report.verified, report.reading_notes) == (1, True, ())


def test_a_category_that_the_shop_does_not_list_is_asked_for_each_time(tmp_path: Path) -> None:
    world = World(tmp_path)
    (key,) = world.ordinary(1)
    ref = world.sandbox.shop.product(key).categories[0]
    name = world.sandbox.shop.categories[ref].name

    def reshape(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        if not request.url.path.endswith("/categoryExtend") or response.status_code != 200:
            return response
        page: Any = response.json()
        wrapped = page.get("response", page)
        wrapped["items"] = [item for item in wrapped["items"] if item["innerId"] != str(ref)]
        return httpx.Response(200, json=page)

    world.reshape = reshape
    world.job()
    writes = world.write_count()
    again = world.job()
    assert (again.updated, again.verified, world.write_count()) == (0, True, writes)
    assert name in {c.prodcat_name for c in world.sandbox.account.categories.values()}


def test_what_an_interrupted_run_had_seen_changed_is_not_missed_in_later_changes(
    tmp_path: Path,
) -> None:
    world = World(tmp_path)
    (key,) = world.ordinary(1)
    world.fails = lambda request: request.method == "POST" and "/sa/" in request.url.path
    assert world.job().state is RunState.PAUSED
    world.sandbox.shop.update(key, net=99_900)
    for _ in range(3):
        world.time += SIX_HOURS
        assert world.job().state is RunState.PAUSED
        world.time += 600
        world.job(JobKind.VERIFY)
    world.fails = lambda request: False
    report = world.job()
    assert (report.state, report.reading_notes) == (RunState.DONE, ())


@pytest.mark.parametrize("change", [-30, -1, 1, 40])
def test_a_wrong_number_of_products_is_told_and_the_list_is_read_whole(
    tmp_path: Path, change: int
) -> None:
    world = World(tmp_path)

    def reshape(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        probe = "productExtend" in request.url.path and request.url.params.get("limit") == "1"
        if not probe or response.status_code != 200:
            return response
        page: Any = response.json()
        wrapped = page.get("response", page)
        wrapped["pageCount"] = int(wrapped["pageCount"]) + change
        return httpx.Response(200, json=page)

    world.reshape = reshape
    report = world.job()
    assert report.pulled == len(list(world.sandbox.shop.products()))
    assert (report.state, report.verified) == (RunState.DONE, True)
    assert report.reading_notes == (ReadingNote.COUNT_WRONG,)
    again = world.job()
    assert (again.state, again.verified) == (RunState.DONE, True)


@pytest.mark.parametrize("manner", ["shop-count-trembles", "shop-items-twice"])
def test_a_list_that_is_never_the_same_leaves_no_difference_and_no_proof(
    manner: str, tmp_path: Path
) -> None:
    world = World(tmp_path, catalogue="awkward", rate_limit=0, manners=(manner,))
    world.job()
    verified = world.job(JobKind.VERIFY)
    assert (verified.state, verified.verified) == (RunState.PARTIAL, False)
    assert verified.is_unsteady
    assert ReadingNote.UNSTEADY in verified.reading_notes
    assert verified_text(verified) != verified_text(replace(verified, reading_notes=()))
    assert next(note_lines((ReadingNote.UNSTEADY,))) in receipt_text(verified, "Bolt")


def test_net_prices_that_may_be_gross_are_told_to_scripts_and_wait_for_the_user(
    tmp_path: Path,
) -> None:
    world = World(tmp_path, catalogue="awkward", orders=0, manners=("shop-net-is-gross",))
    code = ReadingNote.NET_IS_GROSS
    previewed = world.job(JobKind.PREVIEW)
    (note,) = plan_json(previewed, world.plans[-1])["reading_notes"]
    assert note == {"code": code, "message": next(note_lines((code,)))}
    assert note["message"] in "".join(plan_lines(world.plans[-1], (), [note["message"]]))
    stopped = world.job()
    assert (stopped.state, stopped.may_have_written) == (RunState.STOPPED, False)
    assert [brake.kind for brake in stopped.brakes] == [BrakeKind.GROSS]
    steps = [
        step for r in remarks_on(read_standing(world.store, world.connection)) for step in r.steps
    ]
    assert steps == [Step.APPROVE]
    approved = world.job(approve_brake=True, plan_fingerprint=stopped.plan_fingerprint)
    assert approved.verified, "the user looked at the prices"
    (key,) = world.ordinary(1)
    world.sandbox.shop.update(key, name="Egészen más név")
    assert world.job().updated == 1, "it stops the first filling alone"
    for kind, quick in ((JobKind.SYNC, False), (JobKind.SYNC, True), (JobKind.VERIFY, False)):
        report = world.job(kind, quick=quick)
        told = [] if report.quick else [note]
        assert sync_json(report)["reading_notes"] == told
        standing = read_standing(world.store, world.connection)
        assert standing.needs_attention
        remarks = [remark for remark in remarks_on(standing) if note["message"] in remark.texts]
        assert [remark.steps for remark in remarks] == [(Step.DETAILS,)]
    assert verify_json(report)["reading_notes"] == [note]
