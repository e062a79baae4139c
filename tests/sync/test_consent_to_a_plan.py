"""What comes up while a plan is carried out: the consent to that plan does not cover it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from shopsync_gui.core.errors import MoreThanPlanned, PlanMoved
from shopsync_gui.core.runs.jobs import JobKind, Phase
from shopsync_gui.core.runs.runs import RunReport, RunState
from tests.sync.push_situations import Setup, cut_names, cut_skus, fault, listed, renamed
from tests.sync.pushing import CATEGORY, RENAME, Pushing, said
from tests.sync.world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def sync(world: World, *, bound: bool) -> RunReport:
    """A sync, of the plan that was seen or of whatever it finds."""
    if not bound:
        return world.job()
    world.job(JobKind.PREVIEW)
    return world.job(plan_fingerprint=world.plans[-1].fingerprint)


def at_a_create(number: int, work: Callable[[], None]) -> Callable[..., httpx.Response]:
    """Does something in the account when a product was created in it."""
    left = [number]

    def meanwhile(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        if "createproduct" in request.url.path:
            left[0] -= 1
            if left[0] == 0:
                work()
        return response

    return meanwhile


@pytest.mark.parametrize("bound", [False, True])
def test_what_another_program_brings_up_is_not_written_under_the_consent_to_a_plan(
    world: World, bound: bool
) -> None:
    world.job()
    world.time += 6 * 3600
    account = world.sandbox.account
    lost = world.account_products()[5]

    def intrude() -> None:
        account.add_product("IDEGEN", "Idegen")
        del account.products[lost.prod_id]

    for number in range(15):
        world.sandbox.shop.insert(0, sku=f"UJ-{number}", name=f"Új {number}")
    world.reshape = at_a_create(3, intrude)
    report = sync(world, bound=bound)
    assert report.other_writer
    skus = {product.prod_sku for product in world.account_products()}
    assert skus.issuperset(f"UJ-{number}" for number in range(15))  # that was agreed to
    assert (lost.prod_sku in skus) is not bound
    assert (report.created, report.verified) == (15 if bound else 16, not bound)
    if bound:
        assert report.state is RunState.PARTIAL
        assert report.problem == MoreThanPlanned().problem
        assert [difference.sku for difference in report.differences] == [lost.prod_sku]
        world.reshape = None
        assert world.job(goes_on=True).run_id != report.run_id


def late_list(push: Pushing) -> None:
    """The account's lists show only later what was created."""
    push.account.stale_seconds = 45


@pytest.mark.parametrize(
    "setups",
    [
        (),
        (cut_names,),
        (cut_skus,),
        (late_list,),
        (listed("listprodcategories", "prodcat_id", 4),),
        (renamed,),
        (fault(CATEGORY, said(b'"OK"'), 9, skip=1),),
    ],
)
def test_a_plan_is_carried_out_under_its_own_consent_as_a_sync_without(
    tmp_path: Path, setups: tuple[Setup, ...]
) -> None:
    outcomes: list[list[object]] = []
    for bound in (False, True):
        push = Pushing(tmp_path / str(bound))
        for setup in setups:
            setup(push)
        reports = [sync(push.world, bound=bound) for _again in range(2)]
        push.world.reshape = None  # a list that was cut is whole now
        reports.append(sync(push.world, bound=bound))
        outcomes.append([(r.state, r.created, r.updated, r.verified, r.problem) for r in reports])
        push.store.close()
    assert outcomes[0] == outcomes[1]


def test_another_way_to_what_was_planned_needs_a_consent_of_its_own(tmp_path: Path) -> None:
    """A category that cannot be renamed is made anew and its products move: the plan did not say so."""
    push = Pushing(tmp_path)
    renamed(push)
    fault(RENAME, said(b"no", 406))(push)
    report = sync(push.world, bound=True)
    assert (report.state, report.updated) == (RunState.PARTIAL, 0)
    assert report.problem == MoreThanPlanned().problem
    again = sync(push.world, bound=True)
    assert (again.state, again.updated, again.verified) == (RunState.DONE, 1, True)
    push.store.close()


def test_where_nothing_was_interrupted_going_on_writes_nothing(world: World) -> None:
    """The run had come to its end elsewhere: what is to be written by now, nobody has agreed to."""
    world.job()
    world.sandbox.shop.insert(0, sku="UJ", name="Új")
    writes = world.write_count()
    report = world.job(goes_on=True)
    assert (report.state, report.problem) == (RunState.FAILED, PlanMoved().problem)
    assert world.write_count() == writes
    assert world.job(goes_on=True).problem == PlanMoved().problem  # that run had no consent either
    assert world.job().created == 1
    assert world.job(goes_on=True).verified


def test_what_an_interrupted_part_wrote_under_another_consent_needs_this_one_too(
    world: World,
) -> None:
    """The account loses a product that the run had created before the user looked at what is left."""

    def cancel(task: asyncio.Task[RunReport]) -> None:
        if world.progress[-1].phase is Phase.PUSH and world.progress[-1].done >= 5:
            task.cancel()

    assert world.start(cancel).state is RunState.CANCELLED
    world.time += 6 * 3600
    account = world.sandbox.account
    lost = world.account_products()[0]

    def intrude() -> None:
        account.add_product("IDEGEN", "Idegen")
        del account.products[lost.prod_id]

    world.reshape = at_a_create(3, intrude)
    report = sync(world, bound=True)
    assert (report.continued, report.other_writer) == (1, True)
    assert lost.prod_sku not in {product.prod_sku for product in world.account_products()}
    assert report.problem == MoreThanPlanned().problem
    world.reshape = None
    assert world.job().created == 1
