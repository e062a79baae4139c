"""The command `retry`: products that failed or were skipped are tried again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shopsync_gui.cli.data_folder import connection_of
from shopsync_gui.cli.exits import Exit
from shopsync_gui.cli.job_runner import job_runner
from shopsync_gui.cli.receipts import sync_json
from shopsync_gui.core.catalogue import sku_key
from shopsync_gui.core.errors import ConsentMissing, NothingToRetry
from shopsync_gui.core.products.labels import suspect_text
from shopsync_gui.core.runs.jobs import Job, JobKind
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.core.text import _, format_int, ngettext

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from shopsync_gui.cli.console import Console
    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection


def retry(arguments: Namespace, console: Console) -> Exit:
    """Try failed and skipped products again; where there are none, that is all there is to say.

    Raises ConsentMissing without --yes.
    """
    if not arguments.yes:
        raise ConsentMissing
    with job_runner(console) as runner:
        connection = connection_of(runner.store, arguments.shop)
        product_ids = _troubled(runner.store, connection, arguments.sku)
        if not product_ids:
            console.say(_("Nothing to try again: no product of the shop failed or was skipped."))
            nothing = sync_json(_nothing_done(connection)) | {"run": None}
            console.result(nothing, shop=connection.name)
            return Exit.DONE
        job = Job(
            kind=JobKind.RETRY,
            connection_id=connection.id,
            consent=True,
            product_ids=product_ids,
            on_purpose=bool(arguments.sku),
        )
        if not arguments.sku and (doubted := runner.store.findings.doubted(connection.id)):
            console.note(_left_out(doubted))
        console.note(*_created_beside(runner.store, product_ids if arguments.sku else ()))
        receipt, _plan = runner.run(job)
        return runner.end(receipt, connection, sync_json(receipt))


def _left_out(count: int) -> str:
    """Say how many products a retry of many leaves out, and how each of them is retried."""
    text = ngettext(
        "{n} of them is left out again as long as the account may have it already, so that nothing stands there twice. With --sku and its SKU it is created all the same.",
        "{n} of them are left out again as long as the account may have them already, so that nothing stands there twice. With --sku and its SKU one of them is created all the same.",
        count,
    )
    return text.format(n=format_int(count))


def _created_beside(store: Store, product_ids: tuple[int, ...]) -> Iterator[str]:
    """Name the rows of the account beside which these products are created."""
    for row in store.grid.rows(product_ids):
        if row.suspect is not None:
            text = _("{sku}: the account may have it already; it is created beside {row}.")
            yield text.format(sku=row.sku, row=suspect_text(row.suspect))


def _nothing_done(connection: Connection) -> RunReport:
    """The receipt of a retry that had no reason to run: it has no number in the history."""
    return RunReport(
        run_id=0,
        kind=JobKind.RETRY,
        state=RunState.DONE,
        connection_id=connection.id,
        started_at=datetime.now(UTC),
    )


def _troubled(store: Store, connection: Connection, skus: list[str]) -> tuple[int, ...]:
    """The shop's failed and skipped products, or those with these SKUs.

    Those that only old orders know are left to the import of old orders, as in the window. Raises
    NothingToRetry for a SKU that none of them has.
    """
    rows = store.grid.rows(store.findings.troubled_ids(connection.id))
    wanted = {sku_key(sku): sku for sku in skus}
    chosen = {row.id: sku_key(row.sku) for row in rows if not skus or sku_key(row.sku) in wanted}
    missing = [sku for key, sku in wanted.items() if key not in chosen.values()]
    if missing:
        raise NothingToRetry(sku=", ".join(missing))
    return tuple(chosen)
