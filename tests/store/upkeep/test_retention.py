"""What is old goes in pieces; what prices and an undo need stays."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path

import msgspec

from shopsync_gui.core.catalogue import MasterProduct, ShopProduct
from shopsync_gui.core.errors import ServiceTimeout
from shopsync_gui.core.newsletter.price_rule import earlier_price
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.core.settings.settings import HistorySettings
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.account.connections import Connection
from shopsync_gui.store.runs.journal_entries import JournalOp, JournalState, NewEntry
from tests.connected import connect_shop
from tests.store.conftest import NOW
from tests.store.shop_products import product

YEAR = timedelta(days=365)
DESIRED = MasterProduct(
    sku="a", name="A", net=Decimal(1), vat=Decimal(27), currency="HUF", categories=()
)


def prune(store: Store, now: datetime, **limits: int) -> int:
    """Tidy up once; the number of pieces."""
    settings = msgspec.structs.replace(HistorySettings(), **limits)
    return sum(1 for _ in store.retention.pieces(settings, now))


def sync(store: Store, connection: Connection, at: datetime, *products: ShopProduct) -> RunReport:
    """A run that reads these products, and ends."""
    run = store.runs.start(JobKind.SYNC, connection.id, at)
    store.shop_readings.started(run.run_id, at)
    store.pull.land_page(run.run_id, connection.id, 0, 200, products, at)
    store.shop_readings.completed(run.run_id, at, at)
    ended = msgspec.structs.replace(run, state=RunState.DONE, finished_at=at)
    store.runs.save(ended)
    return ended


def priced(gross: int, **others: object) -> ShopProduct:
    return msgspec.structs.replace(product(1), gross=Decimal(gross), **others)


def count(store: Store, table: str) -> int:
    return int(store.database.value(f"SELECT count(*) FROM {table}"))


def write(store: Store, run: RunReport, state: JournalState, product_id: int = 1) -> int:
    """An entry of the journal in a state; its id."""
    entry = NewEntry(
        op=JournalOp.UPDATE_PRODUCT, product_id=product_id, sku="a", name="A", sa_id=9,
        desired=DESIRED,
    )  # fmt: skip
    store.journal.plan(run.run_id, run.connection_id, [entry])
    (planned,) = store.journal.planned(run.run_id)
    store.journal.sent(planned.id, run.started_at)
    match state:
        case JournalState.DONE:
            store.journal.done(planned.id, 9, run.started_at)
        case JournalState.FAILED:
            problem = ServiceTimeout(service="x").problem
            store.journal.failed(planned.id, problem, run.started_at)
        case JournalState.UNKNOWN:
            store.journal.unknown(planned.id, run.started_at)
        case _:
            raise AssertionError(state)
    return planned.id


def test_checkpoints_go_with_their_run(store: Store, connection: Connection) -> None:
    done = sync(store, connection, NOW, product(1))
    going_on = store.runs.start(JobKind.SYNC, connection.id, NOW)
    store.shop_readings.started(going_on.run_id, NOW)
    store.pull.land_page(going_on.run_id, connection.id, 0, 200, [product(1)], NOW)
    store.runs.save(msgspec.structs.replace(going_on, state=RunState.PAUSED))
    prune(store, NOW)
    assert store.pull.landed_ranges(done.run_id) == []
    assert store.pull.landed_ranges(going_on.run_id) == [(0, 200)]
    prune(store, NOW + timedelta(days=2))
    assert store.pull.landed_ranges(going_on.run_id) == []


def test_old_changes_go_and_young_ones_stay(store: Store, connection: Connection) -> None:
    for month in range(24):
        at = NOW + timedelta(days=30 * month)
        sync(store, connection, at, msgspec.structs.replace(product(1), name=f"Név {month}"))
    now = NOW + timedelta(days=30 * 23)
    before = count(store, "change")
    prune(store, now, days=80)
    kept = store.database.column("SELECT at FROM change ORDER BY at")
    assert before == 23
    assert len(kept) == 3
    assert prune(store, now + timedelta(hours=1), days=80) == 0  # once a day


def test_a_reduction_long_ago_still_has_its_earlier_price(
    store: Store, connection: Connection
) -> None:
    prices = {0: 1500, 100: 900, 130: 1200, 150: 1000}
    gross = 0
    for day in range(400):
        gross = prices.get(day, gross)
        for hour in (0, 1):
            sync(store, connection, NOW + timedelta(days=day, hours=hour), priced(gross))
    (row_id,) = store.database.column("SELECT id FROM product")
    before = earlier_price(store.prices.of([row_id])[row_id])
    assert before.reduced_at == NOW + timedelta(days=150)
    runs = count(store, "run")
    prune(store, NOW + 3 * YEAR)
    assert count(store, "run") < runs
    assert earlier_price(store.prices.of([row_id])[row_id]) == before
    assert store.prices.of([row_id])[row_id].gaps == ()


def test_what_an_undo_needs_stays_for_its_time_and_for_the_newest_runs(
    store: Store, connection: Connection
) -> None:
    runs = []
    for number in range(8):
        run = sync(store, connection, NOW + timedelta(days=number), product(1))
        write(store, run, JournalState.DONE)
        runs.append(run)
    store.echoes.all_read(connection.id)
    prune(store, NOW + timedelta(days=60))
    assert all(store.past_writes.has_written(run.run_id) for run in runs)
    prune(store, NOW + 2 * YEAR)
    assert [store.past_writes.has_written(run.run_id) for run in runs] == [False] * 3 + [True] * 5


def test_open_writes_and_lasting_refusals_stay(store: Store, connection: Connection) -> None:
    run = sync(store, connection, NOW, product(1), product(2))
    first, second = store.database.column("SELECT id FROM product ORDER BY id")
    lasting = write(store, run, JournalState.FAILED, first)
    mended = write(store, run, JournalState.FAILED, second)
    opened = write(store, run, JournalState.UNKNOWN, first)
    done = write(store, run, JournalState.DONE, second)
    unread = NOW + timedelta(days=1)
    for number in range(6):
        later = sync(store, connection, unread + timedelta(days=number), product(1))
        write(store, later, JournalState.DONE, second)
    prune(store, NOW + YEAR)  # what was written was not read since
    left = {entry.id for entry in store.past_writes.entries(run.run_id)}
    assert left == {lasting, opened, done}
    store.echoes.all_read(connection.id)
    prune(store, NOW + 2 * YEAR)
    assert mended not in left
    assert {entry.id for entry in store.past_writes.entries(run.run_id)} == {lasting, opened}


def test_receipts_go_but_for_the_newest_hundred(store: Store, connection: Connection) -> None:
    for number in range(150):
        sync(store, connection, NOW + timedelta(hours=number), product(1))
    prune(store, NOW + 2 * YEAR)
    assert 100 <= count(store, "run") <= 105  # and the first of each day


def test_a_file_that_is_too_large_forgets_sooner_but_never_the_last_month(
    store: Store, connection: Connection
) -> None:
    for day in range(200):
        at = NOW + timedelta(days=day)
        sync(store, connection, at, msgspec.structs.replace(product(1), name=f"Név {day}"))
    prune(store, NOW + timedelta(days=199), megabytes=0)
    oldest = int(store.database.value("SELECT min(at) FROM change"))
    since = datetime.fromtimestamp(oldest / 1_000_000, NOW.tzinfo)
    assert NOW + timedelta(days=168) <= since <= NOW + timedelta(days=169)


def test_free_pages_are_given_back_to_the_disk(
    path: Path, store: Store, connection: Connection
) -> None:
    names = [f"{'hosszú ' * 60}{number}" for number in range(60)]
    for day, name in enumerate(names):
        page = [msgspec.structs.replace(product(n), name=f"{name} {n}") for n in range(40)]
        sync(store, connection, NOW + timedelta(days=day), *page)
    store.database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    before = path.stat().st_size
    prune(store, NOW + YEAR, days=31)
    store.database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    assert path.stat().st_size < before * 0.7
    assert store.integrity() == []


def test_a_tidying_that_is_broken_off_goes_on(store: Store, connection: Connection) -> None:
    for day in range(30):
        page = [msgspec.structs.replace(product(n), name=f"{day}-{n}") for n in range(50)]
        sync(store, connection, NOW + timedelta(days=day), *page)
    limits = msgspec.structs.replace(HistorySettings(), days=31)
    deque(islice(store.retention.pieces(limits, NOW + YEAR), 33), maxlen=0)
    left = count(store, "change")
    assert 0 < left < 29 * 50
    prune(store, NOW + YEAR, days=31)
    assert count(store, "change") == 0


def test_a_shop_is_removed_in_pieces_and_after_a_kill_from_where_that_was(
    path: Path, store: Store, connection: Connection
) -> None:
    for day in range(4):
        page = [msgspec.structs.replace(product(n), name=f"{day}-{n}") for n in range(350)]
        write(store, sync(store, connection, NOW + timedelta(days=day), *page), JournalState.DONE)
    store.removals.begin(connection.id)
    assert store.connections.all() == []
    assert store.connections.get(connection.id) is None
    again = connect_shop(store, "bemutato", now=NOW)
    deque(islice(store.removals.pieces(), 3), maxlen=0)
    left = count(store, "product")
    assert 0 < left < 350
    store.close()
    other = open_store(path)
    deque(other.removals.pieces(), maxlen=0)
    assert count(other, "product") == count(other, "change") == count(other, "journal") == 0
    assert [c.id for c in other.connections.all()] == [again.id]
    assert other.integrity() == []
    other.close()
