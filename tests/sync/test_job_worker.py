"""A job by itself: its own store, its locks, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from shopsync_gui.core.errors import AlreadyRunning
from shopsync_gui.core.runs.jobs import Job, JobKind, Progress
from shopsync_gui.core.runs.run_labels import JOB_KINDS
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.text import translate
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.account.connections import Connection
from shopsync_gui.store.runs.journal_entries import JournalOp, NewEntry
from shopsync_gui.sync.job_worker import JobWorker
from shopsync_gui.sync.run.job_locks import are_taken, close_dead_runs, lock_job
from shopsync_gui.sync.run.lease import alone
from shopsync_gui.system.paths import database_file
from shopsync_gui.system.secrets import Secrets
from tests.connected import connect_shop
from tests.prepared import prepared_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(prepared_store(database_file(tmp_path))) as opened:
        yield opened


def connected(store: Store, name: str = "cipobolt") -> Connection:
    return connect_shop(
        store,
        name,
        title="Cipőbolt",
        shop_url=f"http://127.0.0.1:9/{name}/api",
        token_url="http://127.0.0.1:9/token",
        sa_url=f"http://127.0.0.1:9/{name}/sa",
        sa_user=name,
        now=datetime.now(UTC),
    )


def worker(store: Store, home: Path) -> JobWorker:
    (shop,) = store.connections.all()
    job = Job(connection_id=shop.id, kind=JobKind.VERIFY)
    said: list[Progress] = []
    return JobWorker(job, home, Secrets(home, {}), lambda *_of: alone, report=said.append)


def test_a_job_without_its_secrets_ends_with_a_receipt_that_says_why(
    store: Store, tmp_path: Path
) -> None:
    connected(store)
    outcome = worker(store, tmp_path).work()
    assert outcome.problem is None
    assert outcome.report is not None
    assert outcome.report.state in (RunState.PAUSED, RunState.FAILED)
    assert outcome.report.problem is not None


def test_a_job_that_was_cancelled_before_it_began_is_over_at_once(
    store: Store, tmp_path: Path
) -> None:
    connected(store)
    waiting = worker(store, tmp_path)
    waiting.cancel()
    outcome = waiting.work()
    assert outcome.problem is None
    assert outcome.report is None or outcome.report.state is RunState.CANCELLED


def test_a_job_of_a_taken_shop_does_not_begin(store: Store, tmp_path: Path) -> None:
    shop = connected(store)
    with lock_job(store, tmp_path, shop):
        outcome = worker(store, tmp_path).work()
    assert outcome.report is None
    assert outcome.problem is not None
    assert outcome.problem.code == "AlreadyRunning"


@pytest.mark.parametrize("kind", [JobKind.UNDO, JobKind.ORDERS, JobKind.VERIFY])
def test_who_finds_a_shop_taken_is_told_by_what(
    store: Store, tmp_path: Path, kind: JobKind
) -> None:
    shop = connected(store)
    with lock_job(store, tmp_path, shop):
        store.runs.start(kind, shop.id, datetime.now(UTC))
        outcome = worker(store, tmp_path).work()
    assert outcome.problem is not None
    assert translate(JOB_KINDS[kind]) in outcome.problem.message
    assert outcome.problem.is_a(AlreadyRunning)


def test_a_run_of_a_dead_program_ended_when_it_was_last_at_work(
    store: Store, tmp_path: Path
) -> None:
    shop = connected(store)
    began = datetime.now(UTC) - timedelta(days=1)
    run = store.runs.start(JobKind.SYNC, shop.id, began)
    store.runs.note_needed(run.run_id, 90.0, 5, 5)
    close_dead_runs(store, tmp_path)
    assert store.runs.newest(1)[0].finished_at == began + timedelta(seconds=90)
    # One that was taken up again is later than what ran meanwhile.
    other = store.runs.start(JobKind.VERIFY, shop.id, began + timedelta(hours=1))
    done = replace(other, state=RunState.DONE, finished_at=began + timedelta(hours=2))
    store.runs.save(done)
    store.runs.save(replace(run, finished_at=None, seconds=90.0, continued=1))
    close_dead_runs(store, tmp_path)
    latest = store.runs.latest(shop.id)
    assert latest is not None
    assert latest.run_id == run.run_id
    entry = NewEntry(op=JournalOp.CREATE_PRODUCT, sku="A", name="A")
    store.runs.save(replace(run, finished_at=None, continued=2))
    store.journal.plan(run.run_id, shop.id, [entry])
    (planned,) = store.journal.planned(run.run_id)
    store.journal.sent(planned.id, began + timedelta(hours=3))
    close_dead_runs(store, tmp_path)
    latest = store.runs.latest(shop.id)
    assert latest is not None
    assert latest.last_at == began + timedelta(hours=3)


def test_runs_of_dead_programs_are_ended_and_others_go_on(store: Store, tmp_path: Path) -> None:
    dead, alive = connected(store), connected(store, "ruhabolt")
    for shop in (dead, alive):
        store.runs.start(JobKind.SYNC, shop.id, datetime.now(UTC))
    with lock_job(store, tmp_path, alive):
        assert close_dead_runs(store, tmp_path) == {alive.id}
        assert are_taken(store, tmp_path, (dead.id, alive.id, 999)) == {alive.id}
    assert [run.connection_id for run in store.runs.running()] == [alive.id]
    with closing(open_store(database_file(tmp_path))) as other:
        assert are_taken(other, tmp_path, (dead.id, alive.id)) == frozenset()
