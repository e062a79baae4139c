"""An account that takes no new product: noticed by creates that are refused in a row, for one reason."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from shopsync_gui.core.errors import (
    AccountRefused,
    AllowanceUsed,
    CategoriesRefused,
    CategoryLimit,
    CategoryRefused,
    CreatesRefused,
)
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.store.runs.journal_entries import JournalEntry, JournalOp, NewEntry
from shopsync_gui.sync.push.refusals import RefusalCount
from shopsync_gui.sync.run.session import Session
from tests.sync.pushing import CREATE, DELETE, Pushing, said
from tests.sync.world import World

Work = Callable[[Session, list[JournalEntry]], None]


def planned(folder: Path, work: Work) -> None:
    """Do something with thirty creates and one update of a run."""
    world = World(folder, products=1, orders=0)
    run_id = world.store.runs.start(JobKind.SYNC, world.connection.id, world.now()).run_id
    ops = [*[JournalOp.CREATE_PRODUCT] * 30, JournalOp.UPDATE_PRODUCT]
    new = [NewEntry(op=op, sku=f"A-{n}", name=f"Kék {n:02}") for n, op in enumerate(ops)]
    world.store.journal.plan(run_id, world.connection.id, new)

    async def main(session: Session) -> None:
        work(session, session.store.journal.planned(run_id))

    world.in_session(run_id, main)


def refuse(count: RefusalCount, entry: JournalEntry, detail: str = "full") -> None:
    count.refused(entry, AccountRefused(name=entry.name, status=406, detail=detail).problem)


def test_twenty_creates_refused_for_one_reason_are_one_too_many(tmp_path: Path) -> None:
    def work(session: Session, entries: list[JournalEntry]) -> None:
        count = RefusalCount(session)
        assert count.most == 20
        for entry in entries[:19]:
            refuse(count, entry)  # each with another name
        refuse(count, entries[-1])  # an update is none
        refuse(count, entries[19], "another reason")
        for entry in entries[:18]:
            refuse(count, entry, "another reason")
        count.accepted(entries[-1])
        with pytest.raises(CreatesRefused) as refused:
            refuse(count, entries[20], "another reason")
        assert refused.value.values["count"] == "20"

    planned(tmp_path, work)


def test_the_numbers_in_a_refusal_do_not_make_it_another_reason(tmp_path: Path) -> None:
    def work(session: Session, entries: list[JournalEntry]) -> None:
        count = RefusalCount(session)
        for number, entry in enumerate(entries[:19]):
            refuse(count, entry, f"No such category: {500 + number}")
        with pytest.raises(CategoriesRefused):
            refuse(count, entries[19], "No such category: 600")

    planned(tmp_path, work)


def test_refusals_that_name_a_number_each_are_not_one_reason(tmp_path: Path) -> None:
    def work(session: Session, entries: list[JournalEntry]) -> None:
        count = RefusalCount(session)
        for number, entry in enumerate(entries[:30]):
            refuse(count, entry, f"SKU {1000 + number} is in use")

    planned(tmp_path, work)


def test_a_create_that_is_taken_begins_the_count_anew(tmp_path: Path) -> None:
    def work(session: Session, entries: list[JournalEntry]) -> None:
        count = RefusalCount(session)
        for entry in entries[:19]:
            refuse(count, entry)
        count.accepted(entries[20])
        for entry in entries[:19]:
            refuse(count, entry)
        with pytest.raises(CreatesRefused):
            refuse(count, entries[21])

    planned(tmp_path, work)


@pytest.mark.parametrize(("before", "most"), [(19, 20), (20, 1)])
def test_a_run_that_goes_on_after_such_a_stop_sends_one(
    tmp_path: Path, before: int, most: int
) -> None:
    def work(session: Session, entries: list[JournalEntry]) -> None:
        for entry in entries[:before]:
            problem = AccountRefused(name=entry.name, status=406).problem
            session.store.journal.failed(entry.id, problem, session.parts.now())
        count = RefusalCount(session)
        assert count.most == most
        if most == 1:
            with pytest.raises(CreatesRefused) as refused:
                refuse(count, entries[20])
            assert refused.value.values["count"] == "20"
            count.accepted(entries[21])
            assert count.most == 20

    planned(tmp_path, work)


def test_a_push_ends_at_the_twentieth_and_leaves_the_rest_planned(tmp_path: Path) -> None:
    push = Pushing(tmp_path, products=60)
    push.faults.at(CREATE, said(b"no", 406), None)
    push.push()
    states = [entry.state.value for entry in push.entries()]
    assert (push.raised, states.count("failed")) == ("CreatesRefused", 20)
    assert {*states[20:]} == {"planned"}


def test_a_removal_that_is_not_carried_out_fails(tmp_path: Path) -> None:
    push = Pushing(tmp_path)
    report = push.world.job()
    push.faults.at(DELETE, said(b"0"), None)
    undone = push.world.job(JobKind.UNDO, undo_run_id=report.run_id, remove_created=True)
    assert (undone.removed, undone.failed) == (0, report.created)
    assert len(push.account.products) == report.created


def test_an_account_full_of_categories_takes_what_needs_no_new_one(tmp_path: Path) -> None:
    world = World(tmp_path, orders=0, manners=("categories-most-8",))
    account, shop = world.sandbox.account, world.sandbox.shop
    receipt = world.job()
    assert (receipt.state, receipt.problem) == (RunState.PARTIAL, None)
    assert (len(account.categories), receipt.failed > 0) == (8, True)
    held = {product.prod_sku for product in account.products.values()}
    there = {category.prodcat_name for category in account.categories.values()}
    fits = {
        product.sku
        for product in map(shop.product, world.ordinary(9))
        if {shop.categories[own].name for own in product.categories} <= there
    }
    assert fits <= held
    assert receipt.created == len(held)
    for failure in receipt.failures:
        assert failure.problem.is_a(CategoryLimit)
    again = world.job()
    assert (again.state, again.problem, again.created) == (RunState.PARTIAL, None, 0)


@pytest.mark.parametrize("manner", ["refuses-every-category", "refuses-category-quotes"])
def test_a_category_that_is_refused_is_not_told_as_a_product(manner: str, tmp_path: Path) -> None:
    world = World(tmp_path, catalogue="awkward", orders=0, rate_limit=0, manners=(manner,))
    receipt = world.job()
    assert receipt.failures
    for failure in receipt.failures:
        assert failure.problem.is_a(CategoryRefused)
        assert failure.problem.values["name"] not in (failure.name, failure.sku)


def test_a_limit_of_the_day_that_refuses_all_is_told_in_the_services_words(tmp_path: Path) -> None:
    world = World(tmp_path, catalogue="awkward", manners=("writes-limited-daily-words",))
    report = world.job()
    assert report.state is RunState.PAUSED
    assert report.problem is not None
    assert report.problem.is_a(AllowanceUsed)
    told = [report.problem, *(failure.problem for failure in report.failures)]
    assert all("Elérte a napi limitet" in problem.message for problem in told)


def test_a_limit_of_the_day_that_asks_for_patience_is_told_in_the_services_words(
    tmp_path: Path,
) -> None:
    report = World(tmp_path, products=40, manners=("writes-limited-daily",)).job()
    assert report.state is RunState.PAUSED
    assert report.problem is not None
    assert report.problem.is_a(AllowanceUsed)
    assert "Daily limit" in report.problem.message


def test_a_limit_of_the_day_pauses_the_run_after_few_refusals(tmp_path: Path) -> None:
    """Twenty writes a day, all of them categories: each product that followed was tried, and looked for in the lists."""
    world = World(tmp_path, products=40, manners=("writes-limited-daily-words",))
    began = world.time
    report = world.job()
    assert report.state is RunState.PAUSED
    assert report.problem is not None
    assert report.problem.is_a(AllowanceUsed)
    assert world.time - began < 120
    assert world.request_count("createpro") < 30
    for _day in range(4):
        world.time += 90_000.0
        report = world.job()
    assert report.verified
    assert not world.sandbox.account.duplicate_skus()
