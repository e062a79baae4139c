"""The cost of work on a store, in SQLite's steps, and shops of any size to count it among."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import apsw

from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.account.connections import Connection
from tests.catalogues import begin
from tests.store.conftest import NOW
from tests.store.shop_products import product


class Steps:
    """Steps of SQLite's machine, and of its scans through whole tables."""

    machine = 0
    scans = 0


@contextmanager
def counted(store: Store, beginning: str = "") -> Iterator[Steps]:
    """Count the steps of all statements inside, or of those with this beginning.

    Statements that FTS5 runs inside of others, and keeps, are told with all steps since they were made.
    """
    steps = Steps()

    def note(event: dict[str, Any]) -> None:
        if not str(event["sql"]).startswith(beginning):
            return
        steps.machine += event["stmt_status"]["SQLITE_STMTSTATUS_VM_STEP"]
        steps.scans += event["stmt_status"]["SQLITE_STMTSTATUS_FULLSCAN_STEP"]

    connection = store.database.connection()
    connection.trace_v2(apsw.SQLITE_TRACE_PROFILE, note)
    try:
        yield steps
    finally:
        connection.trace_v2(0, None)


@contextmanager
def filled(path: Path, count: int) -> Iterator[tuple[Store, Connection]]:
    """A shop with so many products, all of which the account has."""
    with closing(open_store(path)) as store:
        begin(store)
        land(store, count)
        store.catalogue.adopt(1, {row_id: 500_000 + row_id for row_id in range(1, count + 1)})
        while store.search_index.add_pending():
            pass
        yield store, store.connections.all()[0]


def land(store: Store, count: int) -> None:
    run = store.runs.start(JobKind.SYNC, 1, NOW)
    page = [product(number) for number in range(count)]
    store.pull.land_page(run.run_id, 1, 0, count, page, NOW)
