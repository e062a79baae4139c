"""The command `verify`: the account is compared with the shop, field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.cli.data_folder import connection_of
from shopsync_gui.cli.job_runner import job_runner
from shopsync_gui.cli.receipts import verify_json
from shopsync_gui.core.runs.jobs import Job, JobKind

if TYPE_CHECKING:
    from argparse import Namespace

    from shopsync_gui.cli.console import Console
    from shopsync_gui.cli.exits import Exit


def verify(arguments: Namespace, console: Console) -> Exit:
    """Compare the account with the shop, field by field; 3 if they differ."""
    with job_runner(console) as runner:
        connection = connection_of(runner.store, arguments.shop)
        receipt, _plan = runner.run(Job(kind=JobKind.VERIFY, connection_id=connection.id))
        return runner.end(receipt, connection, verify_json(receipt))
