"""Runs and the journal: what was intended is known before it leaves, whatever happens next."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from shopsync_gui.core.catalogue import MasterProduct, TargetCategory, TargetProduct
from shopsync_gui.core.errors import AccountRefused
from shopsync_gui.core.plan.plan import Target
from shopsync_gui.core.plan.plan_summary import Brake, BrakeKind
from shopsync_gui.core.runs.jobs import JobKind, Phase
from shopsync_gui.core.runs.runs import Difference, RunState
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.account.connections import Connection
from shopsync_gui.store.database.codecs import time_in
from shopsync_gui.store.runs.journal_entries import JournalOp, JournalState, NewEntry
from tests.connected import connect_shop
from tests.store.conftest import NOW
from tests.store.shop_products import product

DESIRED = MasterProduct(
    sku="K-1", name="Kancsó", net=Decimal("99.90"), vat=Decimal(27), currency="EUR"
)


def entries(count: int) -> list[NewEntry]:
    return [
        NewEntry(op=JournalOp.CREATE_PRODUCT, name=f"p{i}", sku=f"s{i}", desired=DESIRED)
        for i in range(count)
    ]


def test_an_entry_is_on_disk_before_the_request_leaves(
    store: Store, path: Path, connection: Connection, run_id: int
) -> None:
    store.journal.plan(run_id, connection.id, entries(1))
    (entry,) = store.journal.planned(run_id)
    store.journal.sent(entry.id, NOW)
    other = open_store(path, read_only=True)
    (seen,) = other.journal.unsettled(connection.id)
    assert (seen.state, seen.sent_at, seen.attempts) == (JournalState.SENT, NOW, 1)
    assert seen.desired == DESIRED
    other.close()


def test_the_life_of_an_entry(store: Store, connection: Connection, run_id: int) -> None:
    journal = store.journal
    journal.plan(run_id, connection.id, entries(5))
    a, b, c, d, _ = journal.planned(run_id)
    for entry in (a, b, c, d):
        journal.sent(entry.id, NOW)
    journal.done(a.id, 77, NOW)
    journal.unknown(b.id, NOW + timedelta(seconds=30))
    journal.failed(c.id, AccountRefused(name="p2", status=406, detail="no").problem, NOW)
    journal.again(d.id)
    assert journal.get(a.id).sa_id == 77
    assert [e.id for e in journal.unsettled(connection.id)] == [b.id]
    assert journal.get(b.id).sent_at == NOW + timedelta(seconds=30)
    problem = journal.get(c.id).problem
    assert problem is not None
    assert "p2" in problem.message
    assert [e.sku for e in journal.planned(run_id)] == ["s3", "s4"]
    assert [e.sku for e in journal.planned(run_id, after_id=d.id)] == ["s4"]
    journal.drop_planned(connection.id)
    journal.dropped(b.id, NOW)
    tally = store.past_writes.tally(run_id)
    assert (tally.created, tally.failed, tally.unknown) == (1, 1, 0)
    assert len(store.past_writes.entries(run_id, JournalState.DROPPED)) == 3
    assert [
        e.sku for e in store.past_writes.entries(run_id, JournalState.DROPPED, limit=1, offset=1)
    ] == ["s3"]
    assert len(store.past_writes.entries(run_id)) == 5
    with pytest.raises(KeyError):
        journal.get(999)


def test_several_writes_are_committed_together_or_not_at_all(
    store: Store, connection: Connection, run_id: int
) -> None:
    store.journal.plan(run_id, connection.id, entries(1))
    (entry,) = store.journal.planned(run_id)

    def broken_off() -> None:
        with store.transaction():
            store.journal.done(entry.id, 1, NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken_off()
    assert store.journal.get(entry.id).state is JournalState.PLANNED


def test_a_receipt_comes_back_as_it_was(store: Store, connection: Connection) -> None:
    from msgspec.structs import replace

    run = store.runs.start(JobKind.SYNC, connection.id, NOW)
    report = replace(
        run,
        state=RunState.STOPPED,
        created=3,
        seconds=12.5,
        brakes=(Brake(kind=BrakeKind.PRICE, count=9, total=10, examples=("a",)),),
        differences=(Difference(sku="x", sa_id=1, field="name", wanted="a", found="b"),),
        problem=AccountRefused(name="n", status=406, detail="d").problem,
    )
    store.runs.save(report)
    assert store.runs.get(run.run_id) == report
    assert store.runs.newest() == [report]
    assert store.runs.resumable(connection.id) is None
    assert store.runs.get(999) is None


def test_an_interrupted_run_is_found(store: Store, connection: Connection, run_id: int) -> None:
    found = store.runs.resumable(connection.id)
    assert found is not None
    assert found.run_id == run_id
    store.runs.start(JobKind.PREVIEW, connection.id, NOW)
    assert store.runs.resumable(connection.id) == found
    latest = store.runs.latest(connection.id)
    assert latest is not None
    assert latest.kind is JobKind.PREVIEW


def test_how_far_a_run_came(store: Store, connection: Connection, run_id: int) -> None:
    runs, readings = store.runs, store.shop_readings
    assert (runs.phase(run_id), readings.started_at(run_id)) == (None, None)
    runs.set_phase(run_id, Phase.PULL)
    readings.started(run_id, NOW)
    readings.completed(run_id, NOW, NOW)
    assert (runs.phase(run_id), readings.started_at(run_id)) == (Phase.PULL, NOW)
    assert readings.completed_at(run_id) == NOW
    readings.started(run_id, NOW)
    assert readings.completed_at(run_id) is None
    brakes = (Brake(kind=BrakeKind.VANISH, count=30, total=99),)
    assert store.brake_approvals.approved(run_id) == ()
    store.brake_approvals.approve(run_id, brakes)
    assert store.brake_approvals.approved(run_id) == brakes


def test_the_account_as_read_and_written_since(store: Store, connection: Connection) -> None:
    target = Target(
        (
            TargetProduct(sa_id=1, sku="a", name="A", net=Decimal("1.5"), category_ids=(4,)),
            TargetProduct(sa_id=2, sku="b", name="B"),
        ),
        (TargetCategory(sa_id=4, name="Cipők"),),
    )
    store.target.replace(connection.id, target)
    assert store.target.load(connection.id) == target
    store.target.replace(connection.id, Target(target.products[1:], ()))
    store.target.upsert_product(connection.id, TargetProduct(sa_id=3, sku="c", name="C"))
    store.target.upsert_category(connection.id, TargetCategory(sa_id=5, name="Táskák"))
    assert store.target.counts(connection.id) == (2, 1)


def test_a_value_that_is_only_written_otherwise_is_no_other_one(
    store: Store, connection: Connection
) -> None:
    ten, other = (
        TargetProduct(sa_id=1, sku="a", name="A", net=Decimal(net)) for net in ("10", "11")
    )
    store.target.upsert_product(connection.id, ten)
    listed = TargetProduct(sa_id=1, sku="a", name="A", net=Decimal("10.00"))
    assert store.target.replace(connection.id, Target((listed,), ())) == {}
    assert store.target.replace(connection.id, Target((other,), ())) == {1: ten}


def test_an_entry_knows_its_run_and_when_it_ended(
    store: Store, connection: Connection, run_id: int
) -> None:
    other = connect_shop(store, "masik", now=NOW)
    later = store.runs.start(JobKind.SYNC, other.id, NOW)
    store.journal.plan(run_id, connection.id, entries(1))
    store.journal.plan(later.run_id, other.id, entries(4))
    a, b, c, d = store.journal.planned(later.run_id)
    assert (a.run_id, a.connection_id) == (later.run_id, other.id)
    end = NOW + timedelta(seconds=5)
    store.journal.sent(a.id, NOW)
    store.journal.done(a.id, 7, end)
    store.journal.failed(b.id, AccountRefused(detail="x").problem, end)
    store.journal.dropped(c.id, end)
    ended = [
        store.database.value("SELECT ended_at FROM journal WHERE id = ?", (e.id,))
        for e in (a, b, c, d)
    ]
    assert ended == [time_in(end)] * 3 + [None]
    assert [w.sa_id for w in store.past_writes.written(later.run_id)] == [7]


def test_a_run_at_work_says_what_it_has_written(
    store: Store, connection: Connection, run_id: int
) -> None:
    store.journal.plan(run_id, connection.id, entries(3))
    for entry, sa_id in zip(store.journal.planned(run_id, 0, 2), (11, 12), strict=True):
        store.journal.sent(entry.id, NOW)
        store.journal.done(entry.id, sa_id, NOW)
    (listed,) = store.runs.newest()
    found = store.runs.get(run_id)
    assert found == listed
    assert (listed.state, listed.created, listed.updated) == (RunState.RUNNING, 2, 0)


def test_entries_of_some_kinds(store: Store, connection: Connection, run_id: int) -> None:
    journal = store.journal
    journal.plan(run_id, connection.id, entries(2))
    category = NewEntry(op=JournalOp.CREATE_CATEGORY, name="Cipők")
    journal.plan(run_id, connection.id, [category])
    found = store.past_writes.entries(run_id, ops=[JournalOp.CREATE_CATEGORY])
    assert [entry.name for entry in found] == ["Cipők"]
    both = [JournalOp.CREATE_CATEGORY, JournalOp.CREATE_PRODUCT]
    assert len(store.past_writes.entries(run_id, JournalState.PLANNED, ops=both)) == 3
    assert store.past_writes.entries(run_id, JournalState.DONE, ops=both) == []


def test_what_a_dead_program_had_made_ready_may_have_left(
    store: Store, connection: Connection, second: Connection, run_id: int
) -> None:
    journal = store.journal
    journal.plan(run_id, connection.id, entries(3))
    first, other, taken_back = journal.planned(run_id)
    for entry in (first, other, taken_back):
        journal.ready(entry.id, NOW)
    journal.not_ready(taken_back.id)
    assert journal.unsettled(connection.id) == []
    journal.doubt_ready(second.id)
    assert journal.get(first.id).state == "ready"
    journal.doubt_ready(connection.id)
    journal.doubt_ready(connection.id)
    doubted = journal.unsettled(connection.id)
    assert [(e.id, e.state, e.sent_at, e.attempts) for e in doubted] == [
        (first.id, JournalState.SENT, NOW, 1),
        (other.id, JournalState.SENT, NOW, 1),
    ]
    assert [(e.id, e.sent_at) for e in journal.planned(run_id)] == [(taken_back.id, None)]


def test_what_another_computer_sent_is_of_unknown_outcome(
    store: Store, connection: Connection, run_id: int
) -> None:
    entry = entries(1)[0]
    taken = store.journal.take_over(run_id, connection.id, "a", entry, NOW)
    (unsettled,) = store.journal.unsettled(connection.id)
    assert (unsettled.id, unsettled.state) == (taken.id, JournalState.UNKNOWN)
    assert unsettled.sent_at == NOW


def test_a_write_of_another_computer_keeps_its_moment_until_it_is_settled(
    store: Store, connection: Connection, run_id: int
) -> None:
    """One that was sent once more is another one."""
    entry, later = entries(1)[0], NOW + timedelta(seconds=100)
    taken = store.journal.take_over(run_id, connection.id, "a", entry, NOW)
    again = store.journal.take_over(run_id, connection.id, "a", entry, later)
    other = store.journal.take_over(run_id, connection.id, "b", entry, later)
    moments = [(found.id, found.sent_at) for found in store.journal.unsettled(connection.id)]
    assert moments == [(taken.id, NOW), (other.id, later)]
    assert again.id == taken.id
    store.journal.dropped(taken.id, later)
    anew = store.journal.take_over(run_id, connection.id, "a", entry, later)
    assert anew.id not in (taken.id, other.id)


def test_every_claim_of_an_id_is_gone_through(
    store: Store, connection: Connection, run_id: int
) -> None:
    """Also the very first entry, and those beyond the first thousand."""
    store.journal.plan(run_id, connection.id, entries(1003))
    planned = store.journal.planned(run_id, limit=2000)
    with store.transaction():
        for entry in planned:
            store.journal.done(entry.id, 7000 + entry.id, NOW)
    claims = list(store.journal.claimed(connection.id))
    assert planned[0].id == 1
    assert [claim.entry_id for claim in claims] == [entry.id for entry in planned]
    store.echoes.all_read(connection.id)
    assert list(store.journal.claimed(connection.id)) == []


def test_what_an_entry_holds_beside_its_state(
    store: Store, connection: Connection, run_id: int
) -> None:
    journal = store.journal
    before = TargetProduct(sa_id=5, sku="K-1", name="Kanna")
    update = NewEntry(
        op=JournalOp.UPDATE_PRODUCT, sa_id=5, name="p", sku="K-1", desired=DESIRED,
        fields=("net", "name"),
    )  # fmt: skip
    journal.plan(run_id, connection.id, [update, *entries(1)])
    changed, created = journal.planned(run_id)
    assert (changed.fields, created.fields) == (("net", "name"), ())
    journal.keep_before(changed.id, before)
    assert journal.get(changed.id).before == before
    journal.done(created.id, 9, NOW)
    journal.disproved(created.id, NOW)
    assert journal.get(created.id).state is JournalState.UNKNOWN
    assert journal.get(created.id).sa_id is None


def test_whether_the_last_write_of_a_product_failed(
    store: Store, connection: Connection, run_id: int
) -> None:
    journal = store.journal
    store.pull.land_page(run_id, connection.id, 0, 200, [product(1)], NOW)
    refusal = AccountRefused(name="p", status=406, detail="no").problem
    written = NewEntry(op=JournalOp.CREATE_PRODUCT, product_id=1, name="p", desired=DESIRED)
    journal.plan(run_id, connection.id, [written] * 4)
    first, second, third, last = journal.planned(run_id)
    assert not journal.has_failed(1, last.id)
    journal.failed(first.id, refusal, NOW)
    assert journal.has_failed(1, last.id)
    assert not journal.has_failed(1, first.id)
    journal.done(second.id, 7, NOW)
    journal.sent(third.id, NOW)
    assert not journal.has_failed(1, last.id)
    assert journal.ended([first.id, second.id, third.id]) == {
        first.id: (False, None),
        second.id: (True, 7),
    }


def test_what_was_written_is_read_while_others_write(
    store: Store, path: Path, connection: Connection, run_id: int
) -> None:
    journal, count = store.journal, 1500
    journal.plan(run_id, connection.id, entries(count))
    with store.transaction():
        for number, entry in enumerate(journal.planned(run_id, 0, count), 1):
            journal.sent(entry.id, NOW)
            journal.done(entry.id, number, NOW)
    other = open_store(path)
    read = []
    for update in store.echoes.unread(connection.id):
        read.append(update.sa_id)
        if len(read) == 1:
            other.settings.set("theme", "dark")
            store.settings.set("theme", "light")
    other.close()
    assert read == list(range(1, count + 1))
    assert set(store.echoes.unread_ids(connection.id)) == set(read)
    store.echoes.all_read(connection.id)
    assert not list(store.echoes.unread(connection.id))
    assert not store.echoes.unread_ids(connection.id)
