"""The command `plan`: what a sync would do, shown without writing anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.cli.data_folder import connection_of
from shopsync_gui.cli.exits import exit_of_run
from shopsync_gui.cli.job_runner import job_runner, say_receipt
from shopsync_gui.cli.receipts import plan_json
from shopsync_gui.core.runs.jobs import Job, JobKind
from shopsync_gui.core.runs.plan_words import account_counts, plan_counts
from shopsync_gui.core.text import _

if TYPE_CHECKING:
    from argparse import Namespace

    from shopsync_gui.cli.console import Console
    from shopsync_gui.cli.exits import Exit


def plan(arguments: Namespace, console: Console) -> Exit:
    """Show what a sync would do; nothing is written."""
    with job_runner(console) as runner:
        connection = connection_of(runner.store, arguments.shop)
        receipt, made = runner.run(Job(kind=JobKind.PREVIEW, connection_id=connection.id))
        if made is None:
            say_receipt(console, receipt, connection, runner.store)
            console.result(plan_json(receipt, None), shop=connection.name)
        else:
            # The brake counts what the shop has no longer, be it in the account or not.
            gone = (_("No longer in the shop, still in the account"), made.counts.gone)
            counts = (*plan_counts(made.counts)[:-1], gone, *account_counts(made.counts))
            runner.show_plan(receipt, connection, made, counts)
        return exit_of_run(receipt)
