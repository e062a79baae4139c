"""The command `retry`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.cli.data_folder import connection_of
from shopsync_gui.cli.job_runner import job_runner
from shopsync_gui.cli.receipts import sync_json
from shopsync_gui.core.catalogue import sku_key
from shopsync_gui.core.errors import ConsentMissing, NothingToRetry
from shopsync_gui.core.jobs import Job, JobKind
from shopsync_gui.core.text import _
from shopsync_gui.store.query import GridQuery

if TYPE_CHECKING:
    from argparse import Namespace

    from shopsync_gui.cli.console import Console
    from shopsync_gui.cli.exits import Exit
    from shopsync_gui.store import Store
    from shopsync_gui.store.connections import Connection


def retry(arguments: Namespace, console: Console) -> Exit:
    """Try failed and skipped products again. Raises ConsentMissing without --yes."""
    if not arguments.yes:
        raise ConsentMissing
    with job_runner(console) as runner:
        connection = connection_of(runner.store, arguments.shop)
        job = Job(
            kind=JobKind.RETRY,
            connection_id=connection.id,
            consent=True,
            product_ids=_troubled(runner.store, connection, arguments.sku),
        )
        receipt, _plan = runner.run(job)
        return runner.end(receipt, connection, sync_json(receipt))


def _troubled(store: Store, connection: Connection, skus: list[str]) -> tuple[int, ...]:
    """The failed and skipped products with these SKUs. Raises NothingToRetry if there are none."""
    query = GridQuery(connection_id=connection.id, skipped_or_failed=True)
    rows = store.grid.rows(store.grid.ids(query))
    wanted = {sku_key(sku): sku for sku in skus}
    chosen = {row.id: sku_key(row.sku) for row in rows if not skus or sku_key(row.sku) in wanted}
    missing = [sku for key, sku in wanted.items() if key not in chosen.values()]
    if missing or not chosen:
        raise NothingToRetry(sku=", ".join(missing) or _("all"))
    return tuple(chosen)
