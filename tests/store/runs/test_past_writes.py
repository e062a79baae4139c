"""Whatever the journal is asked, the answer is that of going through all its entries one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import chain, pairwise

import pytest
from msgspec.structs import replace

from shopsync_gui.core.catalogue import MasterProduct
from shopsync_gui.core.planning.written import Written, WrittenName
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.store import Store
from shopsync_gui.store.account.connections import Connection
from shopsync_gui.store.runs.journal import Claim
from shopsync_gui.store.runs.journal_entries import (
    Ended,
    JournalEntry,
    JournalOp,
    JournalState,
    NewEntry,
)
from shopsync_gui.store.runs.write_tally import WriteTally
from tests.store.conftest import NOW
from tests.store.runs.past_entries import CREATES, PROBLEMS, PRODUCTS, History, Kept, Op, S, desired


@pytest.fixture(params=range(12))
def history(
    store: Store, connection: Connection, second: Connection, request: pytest.FixtureRequest
) -> History:
    return History(store, (connection.id, second.id), request.param)


def ids(entries: Iterable[JournalEntry | Kept | Claim]) -> list[int]:
    return [entry.entry_id if isinstance(entry, Claim) else entry.id for entry in entries]


def test_the_writes_of_a_run(history: History) -> None:
    past = history.store.past_writes
    for run_id in history.runs:
        assert ids(past.entries(run_id)) == ids(history.of(run_id))
        assert ids(past.entries(run_id, limit=3, offset=2)) == ids(history.of(run_id)[2:5])
        found = past.entries(run_id, S.DONE, ops=CREATES)
        assert ids(found) == ids(history.of(run_id, CREATES, [S.DONE]))
        known = set(chain.from_iterable(past.fingerprints(run_id)))
        assert known == {kept.new.fingerprint for kept in history.of(run_id)}
        failed = {kept.new.product_id for kept in history.of(run_id, states=[S.FAILED])}
        assert past.failed_products(run_id) == failed - {None}


def tally_of(history: History, run_id: int) -> WriteTally:
    """What a run wrote, counted from what was put down for it."""

    def products(op: JournalOp, state: JournalState) -> set[int]:
        return {kept.new.product_id or -kept.id for kept in history.of(run_id, [op], [state])}

    last_done: dict[int | None, int] = {}
    for kept in history.of(run_id, list(Op), [S.DONE]):
        last_done[kept.new.product_id] = max(kept.id, last_done.get(kept.new.product_id, 0))
    last_done.pop(None, None)

    def failed(op: JournalOp) -> set[int]:
        """The products that the run did not write after all."""
        return {
            kept.new.product_id or -kept.id
            for kept in history.of(run_id, [op], [S.FAILED])
            if kept.id > last_done.get(kept.new.product_id, 0)
        }

    created, updated, removed, new_categories, renamed = (
        products(op, S.DONE)
        for op in (
            Op.CREATE_PRODUCT,
            Op.UPDATE_PRODUCT,
            Op.DELETE_PRODUCT,
            Op.CREATE_CATEGORY,
            Op.RENAME_CATEGORY,
        )
    )
    of_products = (Op.CREATE_PRODUCT, Op.UPDATE_PRODUCT, Op.DELETE_PRODUCT)
    failures = set().union(*map(failed, of_products))
    return WriteTally(
        created=len(created),
        updated=len(updated - created),
        rewritten=len(created & updated),
        removed=len(removed),
        created_categories=len(new_categories),
        renamed_categories=len(renamed),
        failed=len(failures),
        failed_beside=len(failures & created),
        updated_failed=len((failures & updated) - created),
        unknown=sum(len(products(op, S.UNKNOWN)) for op in Op),
    )


def test_what_a_run_made_of_products(history: History) -> None:
    past = history.store.past_writes
    for run_id in history.runs:
        done = [kept for kept in history.of(run_id, PRODUCTS, [S.DONE]) if kept.sa_id is not None]
        assert past.written_ids(run_id) == {kept.sa_id for kept in done}
        told = sorted(
            (kept for kept in done if kept.new.desired is not None),
            key=lambda kept: (kept.sa_id, kept.id),
        )
        assert list(past.written(run_id)) == [
            Written(
                sa_id=kept.sa_id or 0,
                product_id=kept.new.product_id,
                before=kept.new.before,
                after=kept.new.desired or desired(0),
            )
            for kept in told
        ]
        assert past.tally(run_id) == tally_of(history, run_id)
        failures = past.failures(run_id, 10_000)
        assert len(failures) == tally_of(history, run_id).failed
        assert {entry.state for entry in failures} <= {S.FAILED}
        wrote = history.of(run_id, (*PRODUCTS, Op.RENAME_CATEGORY), [S.DONE])
        assert past.has_written(run_id) is bool(wrote)


def test_what_became_of_categories_and_removals(history: History) -> None:
    past = history.store.past_writes
    for run_id in history.runs:
        renamed = history.of(run_id, [Op.RENAME_CATEGORY], [S.DONE])
        assert past.renamed(run_id) == [
            WrittenName(kept.sa_id, kept.new.former, kept.new.name)
            for kept in renamed
            if kept.sa_id is not None
        ]
    for shop in history.shops:
        for run_id in (0, *history.runs):
            first: dict[int | None, str] = {}
            for kept in sorted(history.since(shop, run_id, Op.RENAME_CATEGORY)):
                first.setdefault(kept.sa_id, kept.new.former)
            assert history.store.account_writes.names_before(shop, run_id) == first
            removed = history.since(shop, run_id, Op.DELETE_PRODUCT)
            assert history.store.account_writes.removed_ids(shop, run_id) == {
                kept.sa_id for kept in removed
            }


def test_what_is_given_up(history: History) -> None:
    """What the service failed on or refused in two runs as the same, and what was not tried since."""
    for shop in history.shops:
        for but_for in (0, *history.runs):
            expected: dict[int | None, MasterProduct | None] = {}
            for kept in history.kept:
                product = kept.new.product_id
                own = kept.connection_id == shop and kept.run_id != but_for
                if not own or kept.state is not S.FAILED or product is None:
                    continue
                tried = [k for k in history.kept if k.new.product_id == product]
                later = [k for k in tried if k.id > kept.id and k.state in (S.DONE, S.FAILED)]
                before = [
                    k
                    for k in tried
                    if k.id < kept.id
                    and k.run_id != kept.run_id
                    and k.state is S.FAILED
                    and k.problem in PROBLEMS[:2]
                    and k.new.desired is not None
                    and k.new.desired == kept.new.desired
                ]
                if not later and before and kept.problem in PROBLEMS[:2]:
                    expected[product] = kept.new.desired
            if None not in expected.values():
                assert history.store.account_writes.given_up(shop, but_for) == expected


def test_what_is_open(history: History) -> None:
    journal = history.store.journal
    for run_id in history.runs:
        planned = history.of(run_id, states=[S.PLANNED])
        assert ids(journal.planned(run_id)) == ids(planned)
        assert ids(journal.planned(run_id, limit=2)) == ids(planned[:2])
        for one, other in pairwise(planned):
            assert ids(journal.planned(run_id, one.id, 1)) == [other.id]
    for shop in history.shops:
        own = [kept for kept in history.kept if kept.connection_id == shop]
        assert ids(journal.unsettled(shop)) == ids(
            kept for kept in own if kept.state in (S.SENT, S.UNKNOWN)
        )
        claimed = [
            kept
            for kept in own
            if kept.new.op in CREATES and kept.state is S.DONE and kept.sa_id is not None
        ]
        assert ids(journal.claimed(shop)) == ids(claimed)
        assert journal.planned_removals(shop) == {
            kept.sa_id: kept.new.name
            for kept in own
            if kept.new.op is Op.DELETE_CATEGORY and kept.state is S.PLANNED
        }
    everything = [*ids(history.kept), 999]
    expected = {
        kept.id: Ended(True, kept.sa_id) if kept.state is S.DONE else Ended(False, None)
        for kept in history.kept
        if kept.state not in (S.SENT, S.UNKNOWN)
    }
    assert journal.ended(everything) == {**expected, 999: Ended(False, None)}
    for kept in history.kept:
        assert journal.holds(kept.id, kept.new)
        other = next(k for k in history.kept if k.new.op is not kept.new.op)
        assert not journal.holds(kept.id, other.new)
        for product in (1, 2, 3):
            ended = [
                k.state
                for k in history.kept
                if k.new.product_id == product and k.id < kept.id and k.state in (S.DONE, S.FAILED)
            ]
            failed = bool(ended) and ended[-1] is S.FAILED
            assert journal.has_failed(product, kept.id) is failed
    assert not journal.holds(999, history.kept[0].new)


def test_what_is_planned_is_dropped_and_what_is_ready_doubted_in_one_shop_only(
    history: History,
) -> None:
    shop = history.shops[0]
    history.store.journal.drop_planned(shop)
    history.store.journal.doubt_ready(shop)
    after = {S.PLANNED: S.DROPPED, S.READY: S.SENT}
    assert history.states() == [
        after.get(kept.state, kept.state) if kept.connection_id == shop else kept.state
        for kept in history.kept
    ]


def changes_of(history: History) -> Iterator[tuple[Kept, str, int | None]]:
    """Each entry with what it is after `again`, and the account's id it keeps."""
    for kept in history.kept:
        yield kept, S.PLANNED, None if kept.new.op in CREATES else kept.sa_id


def test_an_entry_changes_alone_and_from_the_right_state_only(history: History) -> None:
    journal = history.store.journal
    states = history.states()

    def becomes(kept: Kept, state: str) -> None:
        states[kept.id - 1] = state
        assert history.states() == states

    for kept in history.kept:
        journal.not_ready(kept.id)
        becomes(kept, S.PLANNED if kept.state is S.READY else kept.state)
        journal.ready(kept.id, NOW)
        becomes(kept, S.READY if kept.state in (S.READY, S.PLANNED) else kept.state)
    for kept, state, sa_id in changes_of(history):
        journal.again(kept.id)
        becomes(kept, state)
        assert journal.get(kept.id).sa_id == sa_id
        journal.sent(kept.id, NOW, was_ready=kept.state is S.READY)
        becomes(kept, S.SENT)
        journal.unknown(kept.id, NOW, 9)
        becomes(kept, S.UNKNOWN)
        assert journal.get(kept.id).sa_id == (9 if sa_id is None else sa_id)
        journal.disproved(kept.id, NOW)
        becomes(kept, S.UNKNOWN)
        assert journal.get(kept.id).sa_id is None
        journal.failed(kept.id, PROBLEMS[0], NOW)
        becomes(kept, S.FAILED)
        assert journal.get(kept.id).problem == PROBLEMS[0]
        journal.done(kept.id, 5, NOW)
        becomes(kept, S.DONE)
        found = journal.get(kept.id)
        assert (found.problem, found.sa_id) == (None, 5)
        journal.dropped(kept.id, NOW)
        becomes(kept, S.DROPPED)


def test_what_another_computer_had_sent_is_settled_and_no_write_of_the_run(
    store: Store, connection: Connection
) -> None:
    run_id = store.runs.start(JobKind.SYNC, connection.id, NOW).run_id
    new = NewEntry(op=Op.CREATE_PRODUCT, name="p", sku="A", product_id=1, desired=desired(1))
    taken = store.journal.take_over(run_id, connection.id, "a", new, NOW)
    store.journal.done(taken.id, 7, NOW)
    assert store.past_writes.tally(run_id)[:3] == (0, 0, 0)
    store.journal.plan(run_id, connection.id, [replace(new, op=Op.UPDATE_PRODUCT, sa_id=7)])
    (update,) = store.journal.planned(run_id)
    store.journal.sent(update.id, NOW)
    store.journal.done(update.id, 7, NOW)
    assert store.past_writes.tally(run_id)[:3] == (0, 1, 0)
    report = store.runs.get(run_id)
    assert report is not None
    assert (report.created, report.updated) == (0, 1)


def test_a_product_that_a_run_created_and_changed_counts_once_while_it_runs(
    store: Store, connection: Connection
) -> None:
    run_id = store.runs.start(JobKind.SYNC, connection.id, NOW).run_id
    new = NewEntry(op=Op.CREATE_PRODUCT, name="p", sku="A", product_id=1, desired=desired(1))
    other = replace(new, op=Op.UPDATE_PRODUCT, product_id=2)
    store.journal.plan(run_id, connection.id, [new, replace(new, op=Op.UPDATE_PRODUCT), other])
    for entry in store.journal.planned(run_id):
        store.journal.sent(entry.id, NOW)
        store.journal.done(entry.id, entry.product_id, NOW)
    report = store.runs.get(run_id)
    assert report is not None
    assert (report.created, report.updated, report.rewritten) == (1, 1, 1)


@pytest.mark.parametrize("waited", [(15,), (5, 20), (29,), (24, 25, 26, 27, 28, 29)])
def test_what_was_waited_for_is_no_measure_of_the_pace(
    store: Store, connection: Connection, waited: tuple[int, ...]
) -> None:
    """A write that was settled after a quiet time, a pause, a night between two parts of a run."""
    run_id = store.runs.start(JobKind.SYNC, connection.id, NOW).run_id
    new = NewEntry(op=Op.CREATE_PRODUCT, name="p", desired=desired(1))
    store.journal.plan(run_id, connection.id, [new] * 30)
    end = NOW
    with store.transaction():
        for number, entry in enumerate(store.journal.planned(run_id)):
            end += timedelta(seconds=120 if number in waited else 0.25)
            store.journal.done(entry.id, number, end)
    assert store.account_writes.pace(connection.id) == 4


def test_writes_that_were_settled_together_tell_no_pace(
    store: Store, connection: Connection
) -> None:
    run_id = store.runs.start(JobKind.SYNC, connection.id, NOW).run_id
    new = NewEntry(op=Op.CREATE_PRODUCT, name="p", desired=desired(1))
    store.journal.plan(run_id, connection.id, [new] * 30)
    with store.transaction():
        for number, entry in enumerate(store.journal.planned(run_id)):
            end = NOW + timedelta(seconds=120 if number > 5 else 0)
            store.journal.done(entry.id, number, end)
    assert store.account_writes.pace(connection.id) is None


def test_the_pace_is_that_of_the_last_run_with_enough_writes(
    store: Store, connection: Connection, second: Connection
) -> None:
    def run(shop: int, count: int, seconds: float, state: str = "done") -> None:
        run_id = store.runs.start(JobKind.SYNC, shop, NOW).run_id
        new = NewEntry(op=Op.CREATE_PRODUCT, name="p", desired=desired(1))
        store.journal.plan(run_id, shop, [new] * count)
        with store.transaction():
            for number, entry in enumerate(store.journal.planned(run_id)):
                end = NOW + timedelta(seconds=seconds * number)
                if state == "done":
                    store.journal.done(entry.id, number, end)
                else:
                    store.journal.failed(entry.id, PROBLEMS[0], end)

    def pace(shop: Connection) -> float | None:
        return store.account_writes.pace(shop.id)

    assert pace(connection) is None
    run(connection.id, 29, 1)
    assert pace(connection) is None
    run(connection.id, 30, 0)
    assert pace(connection) is None
    run(connection.id, 30, 0.5)
    assert pace(connection) == 2
    run(connection.id, 60, 0.25)
    assert pace(connection) == 4
    run(connection.id, 40, 9, "failed")
    run(connection.id, 29, 9)
    run(second.id, 40, 5)
    assert pace(connection) == 4
    assert pace(second) == pytest.approx(0.2)
