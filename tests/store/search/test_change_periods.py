"""The moment since which a change counts, of each period and shop."""

from __future__ import annotations

import shutil
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from shopsync_gui.core.products.changes import Begin, ChangeKind, Period, Since
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.account.connections import Connection
from shopsync_gui.store.database.codecs import moment_out
from shopsync_gui.store.database.database import MIGRATIONS
from shopsync_gui.store.search.query import GridQuery
from shopsync_gui.sync.outputs.change_words import change_words
from tests.store.conftest import NOW
from tests.store.shop_products import LAST, LATER, product
from tests.store.syncs import cost, sync


def changed(store: Store, period: Period) -> set[str]:
    """The inner ids of the products that changed in a period."""
    since = store.changes.since(period, LAST + timedelta(days=2))
    found = store.grid.ids(GridQuery(changed_since=since))
    known = [store.details.product(product_id) for product_id in found]
    return {details.inner_id for details in known if details is not None}


@pytest.mark.parametrize("between", [JobKind.PREVIEW, JobKind.VERIFY, JobKind.SYNC])
def test_since_the_last_sync_is_what_it_brought_though_a_preview_noticed_it(
    store: Store, reader: Store, connection: Connection, between: JobKind
) -> None:
    sync(store, connection, NOW, product(1), product(2), product(3))
    cancelled = RunState.CANCELLED if between is JobKind.SYNC else RunState.DONE
    lower = product(1, **cost(1000))
    sync(store, connection, LATER, lower, product(2), product(3), kind=between, state=cancelled)
    assert changed(reader, Period.LAST_SYNC) == {"1"}
    sync(store, connection, LAST, lower, product(2, **cost(1000)), product(3))
    assert changed(reader, Period.LAST_SYNC) == {"1", "2"}
    # A sync that brings nothing, hours later, does not empty the list.
    sync(store, connection, LAST + timedelta(hours=6), lower, product(2, **cost(1000)), product(3))
    assert changed(reader, Period.LAST_SYNC) == {"1", "2"}
    last = LAST + timedelta(hours=12)
    sync(store, connection, last, lower, product(2, **cost(1000)), product(3, **cost(1000)))
    assert changed(reader, Period.LAST_SYNC) == {"3"}


def test_the_first_sync_after_a_preview_counts_from_the_first_reading(
    store: Store, reader: Store, connection: Connection
) -> None:
    sync(store, connection, NOW, product(1), product(2), kind=JobKind.PREVIEW)
    sync(store, connection, LATER, product(1), product(2))
    since = reader.changes.since(Period.LAST_SYNC, LAST)
    assert since.begin([(connection.id, NOW)]) == Begin(NOW, first_reading=True)
    assert changed(reader, Period.LAST_SYNC) == set()
    sync(store, connection, LAST, product(1, **cost(1000)), product(2))
    since = reader.changes.since(Period.LAST_SYNC, LAST + timedelta(hours=1))
    begin = since.begin([(connection.id, NOW)])
    assert begin == Begin(LATER + timedelta(minutes=1))


def test_each_shop_has_a_last_sync_of_its_own(
    store: Store, reader: Store, connection: Connection, second: Connection
) -> None:
    sync(store, connection, NOW, product(1))
    sync(store, second, LATER, product(2), product(4))
    sync(store, connection, LATER, product(1, **cost(1000)))
    sync(store, second, LAST, product(2), product(4, **cost(1000)))
    assert changed(reader, Period.LAST_SYNC) == {"1", "4"}
    since = reader.changes.since(Period.LAST_SYNC, LAST)
    rows = reader.grid.rows(reader.grid.ids(GridQuery(changed_since=since)), since)
    words = [change_words(row).replace("\xa0", " ") for row in rows]
    assert words == ["2 539 Ft → 1 000 Ft (−60 %)"] * 2


def test_a_newsletter_begins_a_period_for_its_shops_alone(
    store: Store, reader: Store, connection: Connection, second: Connection
) -> None:
    for shop, number in ((connection, 1), (second, 2)):
        sync(store, shop, NOW, product(number))
        sync(store, shop, LATER, product(number, **cost(1000)))
    assert changed(reader, Period.NEWSLETTER) == {"1", "2"}  # none went out yet
    store.changes.note_newsletter([connection.id], LATER + timedelta(hours=1))
    assert changed(reader, Period.NEWSLETTER) == {"2"}
    assert reader.connections.all()[0].newsletter_at == LATER + timedelta(hours=1)
    sync(store, connection, LAST, product(1, **cost(900)))
    assert changed(reader, Period.NEWSLETTER) == {"1", "2"}


def test_a_week_begins_with_the_end_of_the_first_whole_reading_at_the_earliest(
    store: Store, reader: Store, connection: Connection
) -> None:
    sync(store, connection, NOW, product(1), product(2))
    sync(store, connection, LATER, product(1, **cost(1000)), product(2))
    for period in (Period.WEEK, Period.MONTH):
        since = reader.changes.since(period, LAST)
        counts = reader.changes.counts(GridQuery(changed_since=since))
        assert {kind for kind, number in counts.items() if number} == {None, ChangeKind.CHEAPER}
        assert changed(reader, period) == {"1"}


def test_a_file_from_before_learns_when_its_shops_had_been_read(tmp_path: Path, path: Path) -> None:
    before = tmp_path / "before"
    before.mkdir()
    for script in MIGRATIONS.glob("0*.py"):
        if script.stem < "0010":
            shutil.copy(script, before)
    with closing(open_store(path, migrations=before)) as old:
        database = old.database
        for shop in (1, 2):
            database.execute_sql(
                "INSERT INTO connection (id, name, title, shop_url, token_url, sa_url, client_id,"
                " sa_user, created_at) VALUES (?, ?, '', '', '', '', '', '', 0)",
                (shop, f"bolt{shop}"),
            )
        # The first run was broken off, the second one read the whole of the first shop.
        for run, shop, completed in ((1, 1, None), (2, 1, 900), (3, 2, None), (4, 1, 2000)):
            database.execute_sql(
                "INSERT INTO run (id, connection_id, kind, state, started_at, pull_completed_at,"
                " report) VALUES (?, ?, 'sync', 'done', 0, ?, x'')",
                (run, shop, completed),
            )
        for number, shop, run, seen in (
            (1, 1, 1, 50),
            (2, 1, 2, 100),
            (3, 2, 3, 70),
            (4, 1, 4, 500),
        ):
            database.execute_sql(
                "INSERT INTO product (id, connection_id, inner_id, sku, name, state, digest,"
                " first_seen_at, changed_at, name_sort, first_seen_run)"
                " VALUES (?, ?, ?, '', '', 'active', x'', ?, ?, '', ?)",
                (number, shop, str(number), seen, seen, run),
            )
    with closing(open_store(path)) as store:
        first, second = store.connections.all()
        assert first.first_read_at == moment_out(100)  # by this computer's clock, not the shop's
        assert second.first_read_at is None
        counts = store.changes.counts(GridQuery(changed_since=Since(moment_out(0))))
        assert counts[ChangeKind.NEW] == counts[None] == 1
