"""The command `sync`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.cli.data_folder import connection_of
from shopsync_gui.cli.job_runner import job_runner
from shopsync_gui.cli.receipts import sync_json
from shopsync_gui.core.errors import ConsentMissing
from shopsync_gui.core.runs import Job, JobKind

if TYPE_CHECKING:
    from argparse import Namespace

    from shopsync_gui.cli.console import Console
    from shopsync_gui.cli.exits import Exit


def sync(arguments: Namespace, console: Console) -> Exit:
    """Bring the account in line with the shop. Raises ConsentMissing without --yes."""
    if not arguments.yes:
        raise ConsentMissing
    with job_runner(console) as runner:
        connection = connection_of(runner.store, arguments.shop)
        job = Job(
            kind=JobKind.SYNC,
            connection_id=connection.id,
            consent=True,
            approve_brake=arguments.approve_brake,
        )
        receipt, _plan = runner.run(job)
        code = runner.end(receipt, connection, sync_json(receipt))
        runner.tell_by_mail(receipt)
        return code
